"""The table of differences as it travels: the facts of each of its cells, and the whole of it for machines.

The facts of a cell are those of its property; None stands for what was not measured. They are in a session, in a file and in `--json`
as a mapping, which is converted leniently (see `lenient`).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .lenient import Unread, lenient
from .machine_facts import MachineFacts
from .numbers import Amount, Count

VERSION = 1
CellState = Literal["measuring", "done", "failed", "stopped"]
"""`failed`: the machine did not let us measure it."""
Who = Literal["course", "docs", "usual"]
"""Who says a claim: the table that courses show, Python's own documentation, or everybody."""
Whose = Literal["self", "child", "grandchild"]
"""What a worker's process is to the program's."""
Way = Literal["call", "lock", "bare"]
"""Of adding one to a number: `count = step(count)`, the same with a lock, `count += 1`."""


class CellFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What each cell has."""

    took_s: Amount | None = None
    """The experiment; None while it runs."""


class TypeFacts(CellFacts, frozen=True, kw_only=True):
    """How many of each the system had ids for."""

    workers: Count = 0
    processes: Count = 0
    threads: Count = 0
    confirmed: bool | None = None
    """Whether the system lists the ids that the workers gave."""


class RelationFacts(CellFacts, frozen=True, kw_only=True):
    """Whose the workers are."""

    workers: Count = 0
    whose: Whose = "self"
    inside: bool = False
    """Whether all of them are inside the process that started them."""
    start_method: str = ""
    threads: Count = 0
    """That each process has at least."""
    children: Count = 0
    """That the program's process was seen to have."""


class SharingFacts(CellFacts, frozen=True, kw_only=True):
    """Whether memory is shared, and what handing over takes."""

    shared: bool | None = None
    """Whether the parent saw all of what a worker changed."""
    seen: Annotated[dict[str, bool], Meta(max_length=64)] = {}
    """Of each thing that a worker changed (`argument`, `global`, `function`), whether the parent saw that."""
    handover_s: Annotated[dict[str, Amount], Meta(max_length=64)] = {}
    """By way and size: `pickled 100 MB`."""
    start_method: str = ""


class WeightFacts(CellFacts, frozen=True, kw_only=True):
    """What one worker costs."""

    start_s: Amount | None = None
    memory_bytes: Amount | None = None
    start_method: str = ""


class ParallelismFacts(CellFacts, frozen=True, kw_only=True):
    """Cores that two workers used, and cores' worth of time that they waited for one."""

    cores_used: Amount | None = None
    cores_waited: Amount | None = None
    gil: bool | None = None


class TasksFacts(CellFacts, frozen=True, kw_only=True):
    """How much faster than one after the other, at computing and at waiting."""

    errors: Annotated[list[str], Meta(max_length=64)] = []
    gil: bool | None = None
    cpu_speedup: Amount | None = None
    cpu_speedup_started: Amount | None = None
    """Without the time that starting the workers took."""
    cpu_startup_s: Amount | None = None
    others_cores: Amount | None = None
    """That the rest of the machine used meanwhile."""
    cpu_share: Amount | None = None
    """CPU time by wall time of computing one after the other: less than 1 where others got the core."""
    io_speedup: Amount | None = None
    io_speedup_started: Amount | None = None
    io_startup_s: Amount | None = None


class NumberFacts(CellFacts, frozen=True, kw_only=True):
    """How many were alive at once."""

    alive: Count = 0
    wall_s: Amount = 0.0
    memory_bytes: Count = 0
    most: Count = 0
    """That are asked for."""
    stopped: str = ""
    """Why no more."""


class RaceFacts(CellFacts, frozen=True, kw_only=True):
    """Updates that were lost in each way of adding, of so many."""

    gil: bool | None = None
    threads: Count = 0
    call_lost: Count | None = None
    call_expected: Count | None = None
    lock_lost: Count | None = None
    lock_expected: Count | None = None
    bare_lost: Count | None = None
    bare_expected: Count | None = None

    def lost(self, way: Way) -> Count:
        """Updates lost in that way; 0 where it was not tried."""
        return getattr(self, f"{way}_lost") or 0

    def share(self, way: Way) -> float | None:
        """Lost of expected ones; None where it was not tried."""
        expected: Count | None = getattr(self, f"{way}_expected")
        return self.lost(way) / expected if expected else None


class PicklingFacts(CellFacts, frozen=True, kw_only=True):
    """What can be sent to another process, and the error for what can't."""

    can: Annotated[list[str], Meta(max_length=64)] = []
    cannot: Annotated[dict[str, str], Meta(max_length=64)] = {}


Facts = (
    TypeFacts
    | RelationFacts
    | SharingFacts
    | WeightFacts
    | ParallelismFacts
    | TasksFacts
    | NumberFacts
    | RaceFacts
    | PicklingFacts
    | Unread
)
FACTS: dict[str, type[CellFacts]] = {
    "type": TypeFacts,
    "relation": RelationFacts,
    "sharing": SharingFacts,
    "weight": WeightFacts,
    "parallelism": ParallelismFacts,
    "tasks": TasksFacts,
    "number": NumberFacts,
    "race": RaceFacts,
    "pickling": PicklingFacts,
}
"""By property."""


def facts_of(name: str, value: object) -> CellFacts | Unread:
    """What a mapping tells of a cell of that property; nothing where it is empty, as before a cell is measured."""
    known = FACTS.get(name)
    return (lenient(known, value) if known is not None and value else None) or Unread()


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell as `--json` has it."""

    property: str
    title: str
    column: str
    python: str
    state: str
    value: str
    claim: str
    source: str
    agrees: bool | None
    why: str
    evidence: list[str]
    facts: Facts


class TableResult(msgspec.Struct, frozen=True, kw_only=True):
    """The whole table: what `concviz differences --json` prints."""

    version: Count = VERSION
    machine: MachineFacts
    stopped: bool = False
    cells: list[Cell]
    """One a property, column and Python."""
