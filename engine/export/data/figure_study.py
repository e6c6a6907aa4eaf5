"""A comparison or a sweep as part of the figure: each row's wall time with its interval, and its speed-up in words."""

from __future__ import annotations

from typing import Any

from ...model.study_rows import BASELINE, Row
from ...session.memory.log import Session
from ...session.memory.study_steps import StudyView
from ...text.quantities import times
from ..film.grid import one_line

MOST_ROWS = 24
INK, FADED = "#00466f", "#8a8a8a"


def measured(session: Session, t1_us: int) -> tuple[StudyView, list[Row]] | None:
    """The last comparison or sweep at that time and its rows that have a wall time; None where there is none."""
    for view in reversed(session.studies(t1_us)):
        rows = [row for row in view.rows if row.wall_s]
        if rows:
            return view, rows[:MOST_ROWS]
    return None


def title_of(view: StudyView) -> str:
    """`pi: a comparison of 3 models`, `pi: a sweep of processes`."""
    task, rows = view.asked.task or "work", view.rows
    if view.kind == "compare":
        return f"{task}: a comparison of {len(rows)} model{'s' * (len(rows) != 1)}"
    swept = next((row.model for row in rows if row.name != BASELINE), "")
    return f"{task}: a sweep of {swept}" if swept else f"{task}: a {view.kind}"


def made_for_one(session: Session, t_us: int) -> bool:
    """Whether a run that began then was made for a comparison or a sweep."""
    return any(view.begun_us <= t_us and (view.ended_us is None or t_us <= view.ended_us) for view in session.studies())


def height_of(rows: list[Row]) -> float:
    """Inches that the rows need."""
    return 0.5 + 0.24 * len(rows)


def draw(axis: Any, view: StudyView, rows: list[Row]) -> None:
    """Points with whiskers, the first row on top; every row says its number, so that nothing depends on colour."""
    kind = {"compare": "Comparison", "sweep": "Sweep"}.get(view.kind, view.kind)
    axis.set_title(f"{kind}: median wall time of the same items, and its interval")
    ends = []
    for place, row in enumerate(rows):
        if row.wall_s is None:
            continue
        wall = row.wall_s
        ends.append(wall.high)
        axis.plot([wall.low, wall.high], [place, place], color=FADED, linewidth=1.2, solid_capstyle="butt")
        axis.plot([wall.median], [place], marker="o", color=INK, markersize=5, linestyle="none")
        beside = {"textcoords": "offset points", "va": "center", "fontsize": 8}
        axis.annotate(_words(row, wall.median), (wall.high, place), (6, 0), **beside)
    axis.set_yticks(range(len(rows)), [one_line(row.name, 30).replace("$", r"\$") for row in rows])
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xlim(0, 1.35 * max(ends))
    axis.set_xlabel("seconds")


def _words(row: Row, median: float) -> str:
    words = f"{f'{median:#.3g}'.rstrip('.')} s"
    if row.speedup:
        words += f", {times(row.speedup.median)}"
    return f"{words}, another answer" if row.same == "wrong" else words
