"""One row of a benchmark's table, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
