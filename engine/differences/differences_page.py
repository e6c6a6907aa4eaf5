"""The table of differences as a screen shows it: a session at a play head in, frozen values out.

A cell that was not measured yet is there too, without a state and with its claim: that is what is about to be put to the test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.difference_facts import CellFacts, RaceFacts
from ..session.events import Difference
from .experiment import LONGEST_S
from .properties import COLUMNS, MATRIX, PROPERTIES
from .verdicts import CLAIMS, source

if TYPE_CHECKING:
    from ..session.memory.log import Session

RACE = "race"
KNOWN = 4
"""Experiments that have ended before anything is said of those to come."""


@dataclass(frozen=True, slots=True)
class PropertyView:
    """One row of the table."""

    name: str
    title: str
    question: str
    cells: tuple[Difference, ...]
    """One a column, in the order of `DifferencesPage.columns`; a row that is no part of the matrix has one cell."""
    others: tuple[Difference, ...] = ()
    """The same under other Pythons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesPage:
    """The whole table at one play head."""

    columns: tuple[str, ...]
    rows: tuple[PropertyView, ...]
    """Those of the matrix, then the others."""
    status: str
    """`none` (nothing was measured), `measuring`, `stopped`, `done`."""
    step: int = 0
    steps: int = 0
    now: Difference | None = None
    """What is being measured."""
    left_s: tuple[float, float] | None = None
    """How much longer it takes, at least and at most; None while too little is known, or nothing is measured."""
    missing: tuple[tuple[str, str], ...] = ()
    """What could not be had here: a short key, and one sentence."""
    live: bool = True
    """Whether more could be measured; not in a session that was read from a file."""

    def row(self, name: str) -> PropertyView:
        """The row of that property."""
        return next(row for row in self.rows if row.name == name)


def differences_page(session: Session, t_us: int | None = None, *, live: bool = True) -> DifferencesPage:
    """The table at a play head; `live`: more may come (of a file read from disk, what was not finished was cut off)."""
    cells = session.differences(t_us)
    last = max(cells, key=lambda cell: (cell.t_us, cell.step), default=None)
    now = next((cell for cell in reversed(cells) if cell.state == "measuring"), None)
    ended = not live and (t_us is None or t_us >= session.length_us)
    missing = ((each.what, each.why) for each in session.missing(t_us) if each.what in ("interpreters", "pythons"))
    return DifferencesPage(
        columns=tuple(COLUMNS),
        rows=tuple(_row(name, cells) for name in PROPERTIES),
        status=_status(last, under_way=now is not None, ended=ended),
        step=last.step if last else 0,
        steps=last.steps if last else 0,
        now=now if not ended else None,
        left_s=left_between(cells, now) if now is not None and not ended else None,
        missing=tuple(missing),
        live=live,
    )


def left_between(cells: Sequence[Difference], now: Difference) -> tuple[float, float] | None:
    """Seconds that the experiments to come take: as short as the shortest quarter so far, to as long as any may take.

    They differ by ten times, and slow ones come late, so their mean would promise too little.
    """
    done = ((cell.step, cell.facts) for cell in cells if cell.state == "done")
    took = sorted({step: facts.took_s or 0.0 for step, facts in done if isinstance(facts, CellFacts)}.values())
    if len(took) < KNOWN:
        return None
    to_come = max(0, now.steps - now.step) + 1
    return to_come * took[len(took) // 4], to_come * max(LONGEST_S, took[-1])


def race_facts(cell: Difference) -> RaceFacts:
    """A race's numbers; none where the cell has none."""
    return cell.facts if isinstance(cell.facts, RaceFacts) else RaceFacts()


def _status(last: Difference | None, *, under_way: bool, ended: bool) -> str:
    if last is None:
        return "none"
    if last.state == "stopped" or (ended and under_way):
        return "stopped"
    return "measuring" if under_way or (last.step < last.steps and not ended) else "done"


def _row(name: str, cells: Sequence[Difference]) -> PropertyView:
    mine = [cell for cell in cells if cell.name == name]
    columns = COLUMNS if name in MATRIX else [next(iter(CLAIMS[name]))]
    # The first Python of a cell is the one that the others are compared with.
    first = [next((cell for cell in mine if cell.column == column), _unmeasured(name, column)) for column in columns]
    shown = PROPERTIES[name]
    return PropertyView(
        name, shown.title, shown.question, tuple(first), tuple(cell for cell in mine if cell not in first)
    )


def _unmeasured(name: str, column: str) -> Difference:
    return Difference(0, name, column, "", "", claim=CLAIMS[name].get(column, ""), source=source(name, column))
