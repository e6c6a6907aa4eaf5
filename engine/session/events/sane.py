"""Facts in a session that are what they are called: those of a difference.

These are a mapping that grows with the program, so the type of the event doesn't describe it. A file can hold anything in it; what
is not of the kind that its name says is left out here, once, where events enter the session, so that nobody who reads one has to
ask. What an older or newer program knows under another name passes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .fields import Event
from .study_events import Difference
from .value_shapes import WRONG, Shape, count, maybe, record, table, text, yes_no

MOST_WORDS = 64

# -------------------------------------------------------------------- the table of differences

WAYS = ("call", "lock", "bare")
facts_of_difference = record(
    {
        **{f"{way}_{what}": count for way in WAYS for what in ("lost", "expected")},
        "gil": maybe(yes_no),
        "cannot": table(text, MOST_WORDS),
    }
)


MAPPINGS: dict[type[Event], dict[str, Callable[[Any], Shape]]] = {
    Difference: {"facts": lambda event: facts_of_difference},
}
"""The mappings of events by their fields, each with what gives its shape."""


def sane(event: Any) -> dict[str, dict[str, Any]]:
    """Those of an event's mappings, by field, that have to be others."""
    changes: dict[str, dict[str, Any]] = {}
    for name, shape_of in MAPPINGS[type(event)].items() if type(event) in MAPPINGS else ():
        old = getattr(event, name)
        new = shape_of(event)(old)
        if new is not old:
            changes[name] = {} if new is WRONG else new
    return changes
