"""Measurements and rows with every number known."""

from __future__ import annotations

from concviz.engine.model.run_facts import Peak
from concviz.engine.model.states import Ledger, Piece
from concviz.engine.model.study_rows import Pickled, Row, Waterfall
from concviz.engine.study.measured import Measurement
from concviz.engine.study.pure.rounds import Course
from concviz.engine.study.pure.rows import About, baseline, row_of


def made(wall_s: float, **changes) -> Measurement:
    facts = {
        "run": 1, "took_s": wall_s + 0.1, "python": "3.14.2", "items": 100, "wall_s": wall_s, "cpu_s": wall_s,
        "cores_used": 1.0, "peak": Peak(1, 1), "digest": "aa", "pickled": Pickled(0, 0), "rest_cores": 0.0,
        "waterfall": Waterfall(pieces={Piece.COMPUTING: wall_s}, total_s=max(wall_s, 1e-6)),
        "ledger": Ledger(on_core=1.0, measured=("on_core",)), "overlap": 1.0, "own_helpers_cores": 0.0,
    }  # fmt: skip
    return Measurement(**{**facts, **changes})


def made_row(name: str, walls: list[float], **changes) -> Course:
    row = Course(name, 1.0)
    row.kept = [made(wall, **changes) for wall in walls]
    return row


def rows_of(*rows: Course, workers: int = 2, usable: float = 2.0) -> list[Row]:
    base = baseline(next((row for row in rows if row.name == "sequential"), None))
    return [
        row_of(
            About(row.name, row.name, "3.14.2", int(row.name) if row.name.isdigit() else workers),
            row,
            base,
            usable,
            rows,
        )
        for row in rows
    ]
