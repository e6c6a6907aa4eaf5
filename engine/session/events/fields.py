"""What all events have in common, and how those that carry facts hold them.

A line's array has to fit its type, or it is a damaged line. Facts (a plan, what the lab said in a phase, a result) are mappings
that grow with the program, so they are decoded as mappings and become the Structs of `engine.model` as the event is made, once, and
without what doesn't fit (see `lenient`). Nobody who reads an event has to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

from ...model.lenient import lenient

S = TypeVar("S", bound=msgspec.Struct)
W = TypeVar("W", bound=str)

if TYPE_CHECKING:
    Facts = Annotated[S, "a mapping on the wire"]
    Word = Annotated[W, "any text on the wire"]
else:

    class Word:
        """`Word[Kind]`: one of these words for who writes it; a newer program may know more, so a line with another is sound."""

        def __class_getitem__(cls, words: Any) -> type[str]:
            return str

    class Facts:
        """`Facts[Kind]`: a `Kind` for who reads it; for who decodes it a mapping, of which `settle` makes one."""

        def __class_getitem__(cls, kind: type[msgspec.Struct]) -> Any:
            return dict[str, Any]


class Event(msgspec.Struct, frozen=True, array_like=True):
    """Base of every line."""


def settle(event: Event, name: str, kind: type[msgspec.Struct]) -> None:
    """Make a mapping in that field what it is said to be; for `__post_init__`. What this program made is that already."""
    value = getattr(event, name)
    if not isinstance(value, kind):
        msgspec.structs.force_setattr(event, name, lenient(kind, value) or kind())
