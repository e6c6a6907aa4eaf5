"""Who fills a session, and what it can tell."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from ...model.numbers import Micros
from .fields import Event

SourceKind = Literal["lab", "watch", "cluster"]


class Source(Event, frozen=True, array_like=True, tag="source"):
    """Said once, at the beginning; a session in which it isn't said is the lab's.

    Rules, the ledger and panels ask what can be told, and never for the kind, which is for people.
    """

    t_us: Micros
    kind: SourceKind
    lanes: bool = True
    """Whether there are workers with items: spans, totals, progress, an answer."""
    states: bool = True
    """Whether it is known what threads wait for."""
    cores_by_thread: bool = True
    """Whether it is known which core a thread ran on, and so which cores were the run's."""
    nodes: list[str] = field(default_factory=lambda: [""])
    """What each machine is called, by its number; one without a name where there is only this one."""
    tasks: bool = False
    """Whether it tells of a cluster's workers, and of their tasks by the prefix of their keys."""


LAB = Source(0, "lab")
