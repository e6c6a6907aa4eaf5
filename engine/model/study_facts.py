"""A comparison or a sweep as it travels: the facts of its steps, its rows, and its whole result.

The same Structs are what a session holds, what is written into a file, what `--json` prints and what screens show, so a field is
defined here and nowhere else. The order of fields is that of the JSON. Whatever a file holds is converted leniently (see
`lenient`): a row is taken as far as it is known, a whole result only if each of its rows tells all that goes with what it has.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .lenient import Unread, is_array, is_mapping, lenient
from .machine_facts import MachineFacts
from .numbers import Amount, CoreTime, Count, Measured, Whole
from .study_rows import Interval, Row

VERSION = 2
"""Of `--json`; 1 had a true or false `equal` where `same` is now."""

Use = Literal["warm-up", "measured", "again"]
"""What a run is made for; `again`: after a disturbed one."""
Fate = Literal["warm-up", "kept", "replaced", "disturbed", "void", "failed"]
"""What becomes of it."""
LawName = Literal["amdahl", "usl"]
Names = Annotated[list[str], Meta(max_length=256)]
Place = tuple[Amount, Amount, Amount, Amount]
"""Of a curve: workers, speed-up, low, high."""


class Estimate(msgspec.Struct, frozen=True):
    """A fitted parameter and its 95 % interval."""

    value: Measured
    low: Measured
    high: Measured


class Fit(msgspec.Struct, frozen=True):
    """A law of scaling fitted to the points of a sweep, or why it isn't."""

    title: str
    drawn: bool
    why: str = ""
    """One sentence where it is not drawn."""
    parameters: Annotated[dict[str, Estimate], Meta(max_length=64)] = {}
    """`t1_s` and `p`, or `t1_s`, `alpha` and `beta`."""
    misfit: Amount | None = None
    """Root mean square distance of the medians from the curve, corrected for the number of parameters, as a share."""
    curve: Annotated[list[Place], Meta(max_length=4_096)] = []

    @property
    def tells_all(self) -> bool:
        """Whether what is drawn has its parameters."""
        law = "p" in self.parameters or {"alpha", "beta"} <= self.parameters.keys()
        return not self.drawn or (law and self.misfit is not None)


class Settings(msgspec.Struct, frozen=True):
    """How long a study goes on."""

    repeats: int = 3
    """Of each row at least (within the time limit)."""
    narrow: float = 0.02
    """An interval that reaches no further than this share from its median is narrow."""
    time_limit_s: float = 120.0
    seed: int = 1
    most: int = 20
    """Repeats of a row at most."""
    early: bool = False
    """Whether a row that is not narrow yet is left alone as soon as it is certain how it compares; in comparisons only."""
    again: bool = True
    """Whether runs that were disturbed or void are made again; not where calls are counted."""


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    version: Count = VERSION
    task: str = ""
    items: Count | None = None


class Begun(_Head, frozen=True, kw_only=True):
    """What is asked: facts of the step `begun`."""

    rows: Names = []
    """Their names."""
    settings: Settings = Settings()
    seed: Whole | None = None


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """The run about to begin: facts of the step `next`."""

    row: str
    use: Use
    done: Count = 0
    """Runs that have ended."""
    left_s: Amount = 0.0
    """How much longer it will take, by the runs that are sure to come …"""
    most_left_s: Amount = 0.0
    """… and with all repeats that may be added; 0 in old recordings."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A run that has ended, for which row it was, and whether it counts: facts of the step `run`."""

    run: Count
    row: str = ""
    use: Use | None = None
    fate: Fate | None = None
    why: str = ""


class _Measured(_Head, frozen=True, kw_only=True):
    inputs_digest: str = ""
    """Of a function's inputs; '' of a task's items, which follow from its name, their number and the seed."""
    machine: MachineFacts | None = None
    rows: Annotated[list[Row], Meta(max_length=256)]
    early: Names = []
    """Those that were repeated no further, though their intervals were not narrow yet, because it was certain how they compare."""

    @property
    def tells_all(self) -> bool:
        """Whether each of its rows does."""
        return all(row.tells_all for row in self.rows)


class Compared(_Measured, frozen=True, kw_only=True):
    """The whole result of a comparison: facts of its step `ended`."""

    verdict: str
    status: str = "done"
    """`done`, `stopped`."""
    noisy: bool
    """Repeating disturbed runs was given up: the machine is not quiet."""
    out_of_time: bool
    took_s: Amount | None = None


class Swept(_Measured, frozen=True, kw_only=True):
    """The whole result of a sweep: facts of its step `ended`."""

    model: str
    fits: Annotated[dict[LawName, Fit], Meta(max_length=64)]
    ceilings: Annotated[dict[str, CoreTime], Meta(max_length=64)]
    """What no number of workers gets beyond, by its name."""
    best_workers: Count | None
    verdict: str
    status: str = "done"
    noisy: bool
    out_of_time: bool
    took_s: Amount | None = None

    @property
    def tells_all(self) -> bool:
        """Whether its rows and its laws do."""
        return super().tells_all and all(fit.tells_all for fit in self.fits.values())


Result = Compared | Swept


Facts = Begun | Next | Made | Row | Result | Unread
STEPS: dict[str, type[Begun | Next | Made | Row]] = {"begun": Begun, "next": Next, "run": Made, "row": Row}
ENDED: dict[str, type[Result]] = {"compare": Compared, "sweep": Swept}


def facts_of(kind: str, step: str, value: object) -> Facts:
    """What a mapping tells of a step of a study of that kind."""
    known = ENDED.get(kind) if step == "ended" else STEPS.get(step)
    value = _in_words(value)
    found = lenient(known, value) if known is not None else None
    if found is None or (isinstance(found, Compared | Swept) and not found.tells_all):
        return Unread()
    return found


def _in_words(value: object) -> object:
    """The same mapping, its rows with the word for what used to be true or false."""
    if not is_mapping(value):
        return value
    if is_array(rows := value.get("rows")):
        return {**value, "rows": [_in_words(row) for row in rows]}
    if "same" not in value and isinstance(equal := value.get("equal"), bool):
        return {**value, "same": "equal" if equal else "wrong"}
    return value


def renumbered(facts: Facts, by: int) -> Facts:
    """The same facts with the numbers of their runs moved up; 0 stands for a run that never began."""
    if isinstance(facts, Made) and facts.run:
        return msgspec.structs.replace(facts, run=facts.run + by)
    if isinstance(facts, Row) and facts.runs:
        return msgspec.structs.replace(facts, runs=[run + by for run in facts.runs])
    if isinstance(facts, Compared | Swept):
        return msgspec.structs.replace(facts, rows=[renumbered(row, by) for row in facts.rows])
    return facts


class RowChange(msgspec.Struct, frozen=True, kw_only=True):
    """How a row stands against the same one before."""

    name: str
    speedup: Interval
    """The time before over the time after."""
    clear: bool
    """Whether the two can be told apart."""
    results: str
    """`equal`, `other`, or '' where results vary by themselves."""
    sentence: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it."""

    rows: list[RowChange]
    warnings: list[str]
