"""One row of a benchmark's table, how it is printed and kept, and what has become worse since it was kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

WORSE = 1.1
"""A figure that is so many times the old one is called worse: less is the noise of a quiet machine."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure beside its budget."""

    what: str
    measured: float
    unit: str
    budget: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the budget is kept; None where there is none."""
        return None if self.budget is None else self.measured <= self.budget


def show(rows: Iterable[Row]) -> None:
    """Prints the rows, one a line."""
    for row in rows:
        budget = "" if row.budget is None else f"budget {row.budget:g}"
        verdict = {True: "kept", False: "OVER", None: ""}[row.kept]
        print(f"{row.what:<58} {row.measured:>10.3f} {row.unit:<8} {budget:<14} {verdict:<5} {row.note}", flush=True)


def keep(path: Path, found: Mapping[str, Sequence[Row]]) -> None:
    """Writes the rows of each benchmark as JSON."""
    path.write_text(json.dumps({name: [asdict(row) for row in rows] for name, rows in found.items()}, indent=1) + "\n")


def kept(path: Path) -> dict[str, list[Row]]:
    """What `keep` wrote."""
    return {name: [Row(**row) for row in rows] for name, rows in json.loads(path.read_text()).items()}


def changes(before: Mapping[str, Sequence[Row]], now: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """Of what was measured both times how many times the old figure the new one is, the worst first; costs, so more is worse."""
    old = {(name, row.what): row for name, rows in before.items() for row in rows}
    found = []
    for name, rows in now.items():
        for row in rows:
            was = old.get((name, row.what))
            if was is not None and was.measured > 0:
                note = f"{was.measured:.3f} to {row.measured:.3f} {row.unit}"
                found.append(Row(f"{name}: {row.what}", row.measured / was.measured, "times", WORSE, note))
    yield from sorted(found, key=lambda row: -row.measured)
