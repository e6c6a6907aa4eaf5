"""What people set into a session, and what is made of several runs: comparisons, sweeps, the table of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from ...model import difference_facts, study_facts
from ...model.difference_facts import CellState, Who
from ...model.lenient import Unread
from ...model.numbers import Micros, Number
from .fields import Event, Word

if TYPE_CHECKING:
    CellFacts = difference_facts.Facts
    StudyFacts = study_facts.Facts
else:  # which of them they are is said by other fields, which no decoder of unions knows
    CellFacts = StudyFacts = Any


class Chapter(Event, frozen=True, array_like=True, tag="chapter"):
    """A place to come back to."""

    t_us: Micros
    title: str
    gone: bool = False
    """Whether this takes back the last one like it: a log is only ever added to."""


class Note(Event, frozen=True, array_like=True, tag="note"):
    """A caption shown at this moment."""

    t_us: Micros
    text: str
    gone: bool = False
    """As a chapter's."""


class Study(Event, frozen=True, array_like=True, tag="study"):
    """One step of a comparison, a sweep or another experiment that is made of several runs."""

    t_us: Micros
    study: Number
    """1 for the first study of a session."""
    kind: str
    """`compare`, `sweep` or `differences`."""
    step: str
    """`begun` (facts: what is asked), `next` (the run about to begin, and the time left), `run` (which run was for which
    row, and whether it counts), `row` (a row of the result as far as it is known), `ended` (the whole result)."""
    facts: StudyFacts = Unread()

    def __post_init__(self) -> None:
        """Make a mapping what its step says; what comes from this program is that already."""
        if not isinstance(self.facts, msgspec.Struct):
            msgspec.structs.force_setattr(self, "facts", study_facts.facts_of(self.kind, self.step, self.facts))


class Difference(Event, frozen=True, array_like=True, tag="difference"):
    """One cell of the table of differences: what was measured of one property of one kind of worker, under one Python.

    A cell comes at least twice, as `measuring` and as what became of it; the latest one counts.
    """

    t_us: Micros
    name: str
    """The property: `type`, `relation`, `sharing`, `weight`, `parallelism`, `tasks`, `number`, `race`, `pickling`."""
    column: str
    """`threading`, `multiprocessing`, `asyncio` or `interpreters`."""
    python: str
    """`3.14.2` or `3.13.5t`."""
    state: Word[CellState | Literal[""]]
    """'' before it is measured; that is never in a session."""
    value: str = ""
    """A few words and numbers: `1.00 cores`."""
    evidence: Annotated[list[str], Meta(max_length=1_000)] = field(default_factory=list)
    """What was seen, a line each."""
    claim: str = ""
    """What is usually said about it."""
    source: Word[Who | Literal[""]] = ""
    agrees: bool | None = None
    """Whether what was measured agrees with the claim; None if it can't be told."""
    why: str = ""
    """One sentence on that."""
    facts: CellFacts = Unread()
    """The numbers of its property."""
    step: Number = 0
    """This is experiment `step` …"""
    steps: Number = 0
    """… of so many that were asked for."""

    def __post_init__(self) -> None:
        """Make a mapping what its property says; what comes from this program is that already."""
        if not isinstance(self.facts, msgspec.Struct):
            msgspec.structs.force_setattr(self, "facts", difference_facts.facts_of(self.name, self.facts))
