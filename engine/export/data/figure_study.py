"""A comparison or a sweep as part of the figure: each row's wall time with its interval, and its speed-up in words."""

from __future__ import annotations

from typing import Any

from ...session.memory.log import Session
from ...session.memory.study_steps import StudyView
from ...text.quantities import times
from ..film.grid import one_line

MOST_ROWS = 24
BASELINE = "sequential"
INK, FADED = "#00466f", "#8a8a8a"


def measured(session: Session, t1_us: int) -> tuple[StudyView, list[dict[str, Any]]] | None:
    """The last comparison or sweep at that time and its rows that have a wall time; None where there is none."""
    for view in reversed(session.studies(t1_us)):
        rows = [row for row in _rows(view) if _wall(row)]
        if rows:
            return view, rows[:MOST_ROWS]
    return None


def _rows(view: StudyView) -> list[dict[str, Any]]:
    """Those of the result, once there is one: a row by itself is compared with the baseline as it was then."""
    return view.result.get("rows") or list(view.rows.values())


def title_of(view: StudyView) -> str:
    """`pi: a comparison of 3 models`, `pi: a sweep of processes`."""
    task = str(view.asked.get("task", "")) or "work"
    rows = _rows(view)
    if view.kind == "compare":
        return f"{task}: a comparison of {len(rows)} model{'s' * (len(rows) != 1)}"
    swept = next((str(row.get("model", "")) for row in rows if row.get("name") != BASELINE), "")
    return f"{task}: a sweep of {swept}" if swept else f"{task}: a {view.kind}"


def made_for_one(session: Session, t_us: int) -> bool:
    """Whether a run that began then was made for a comparison or a sweep."""
    return any(view.begun_us <= t_us and (view.ended_us is None or t_us <= view.ended_us) for view in session.studies())


def _wall(row: dict[str, Any]) -> dict[str, Any]:
    wall = row.get("wall_s")
    return wall if isinstance(wall, dict) and isinstance(wall.get("median"), int | float) else {}


def height_of(rows: list[dict[str, Any]]) -> float:
    """Inches that the rows need."""
    return 0.5 + 0.24 * len(rows)


def draw(axis: Any, view: StudyView, rows: list[dict[str, Any]]) -> None:
    """Points with whiskers, the first row on top; every row says its number, so that nothing depends on colour."""
    kind = {"compare": "Comparison", "sweep": "Sweep"}.get(view.kind, view.kind)
    axis.set_title(f"{kind}: median wall time of the same items, and its interval")
    for place, row in enumerate(rows):
        wall = _wall(row)
        median = float(wall["median"])
        low, high = float(wall.get("low", median)), float(wall.get("high", median))
        axis.plot([low, high], [place, place], color=FADED, linewidth=1.2, solid_capstyle="butt")
        axis.plot([median], [place], marker="o", color=INK, markersize=5, linestyle="none")
        axis.annotate(_words(row, median), (high, place), (6, 0), textcoords="offset points", va="center", fontsize=8)
    axis.set_yticks(range(len(rows)), [one_line(str(row.get("name", "")), 30).replace("$", r"\$") for row in rows])
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xlim(0, 1.35 * max(float(_wall(row).get("high", _wall(row)["median"])) for row in rows))
    axis.set_xlabel("seconds")


def _words(row: dict[str, Any], median: float) -> str:
    speedup = row.get("speedup")
    faster = speedup.get("median") if isinstance(speedup, dict) else None
    words = f"{f'{median:#.3g}'.rstrip('.')} s"
    if isinstance(faster, int | float):
        words += f", {times(faster)}"
    return words if row.get("equal") is not False else f"{words}, another answer"
