"""One model over worker counts: what was measured, and what the laws of scaling make of it."""

from __future__ import annotations

from ...engine.analysis.snapshot import Snapshot
from ...engine.model.study_facts import Fit
from ...engine.model.study_rows import BASELINE
from ...engine.study.pure.study_words import most_speedup
from ...engine.study.study_pages import StudyPage
from ...engine.text.quantities import percent, times
from ...engine.text.words import plural
from ..charts.cells import Cells, Row, beside, fit_all
from ..charts.frame import Drawing
from ..charts.prose import wrapped
from ..charts.speedup import BEST, Curve, Point, sweep_rows
from ..widgets.panel import ViewPanel
from .comparison_panel import progress_words

INKS = {"amdahl": "interface", "usl": "lane1"}
NAMES = {"amdahl": "Amdahl", "usl": "scalability"}
SIDE = 44
"""Cells of the words beside the chart."""


class SweepPanel(ViewPanel[StudyPage]):
    """Points, curves, ceilings, and the numbers."""

    TITLE = "Sweep"
    said_below = False
    """Whether its sentences stand in a panel of their own."""

    def heading(self, snapshot: Snapshot | None) -> str:
        """`Sweep: processes, 1 to 16 workers`."""
        page = self.view
        if page is None or page.status == "planned":
            return self.TITLE
        counts = [row.workers for row in page.rows if row.name != BASELINE]
        words = f"Sweep: {page.model}, {min(counts)} to {max(counts)} workers" if counts else self.TITLE
        return f"{words} · {page.title}" if self.size.width >= 100 else words

    def draw_view(self, view: StudyPage, width: int, height: int) -> Drawing:
        """The chart, with words beside it where there is room."""
        if view.status == "planned" and not view.live:
            return Drawing(wrapped([("Nothing was swept by this moment of the recording.", "dim")], width)[:height])
        if view.status == "planned":
            words: Row = [
                ("w ", "bold interface"),
                ("measures the marked model with 1, 2, 4 … workers: where more of them stop helping, and why.", "dim"),
            ]
            return Drawing(wrapped(words, width)[:height])
        points = _points(view)
        curves = [Curve(INKS[law], fit.curve) for law, fit in view.fits.items() if fit.drawn]
        aside = width >= 2 * SIDE
        room = width - SIDE - 2 if aside else width
        chart = sweep_rows(points, curves, _ceilings(view), room, height)
        note = progress_words(view, self.size.width // 2)
        if not aside:
            return Drawing(chart, note=note, foot=_best(view, points))
        return Drawing(
            beside([chart, fit_all(_side(view, points, height, said_below=self.said_below), SIDE, height)], 2),
            note=note,
        )


def _ceilings(page: StudyPage) -> list[tuple[str, float]]:
    """What no number of workers gets beyond; nothing for a task that waits."""
    names = {"affinity": "cores by affinity", "quota": "cores by quota"}
    return [(names.get(name, name), cores) for name, cores in page.ceilings.items()] if page.ceiling is not None else []


def _points(page: StudyPage) -> list[Point]:
    return [
        Point(row.workers, row.speedup.median, row.speedup.low, row.speedup.high, row.workers == page.best_workers)
        for row in page.rows
        if row.speedup is not None and row.name != BASELINE and row.sound
    ]


def _best(page: StudyPage, points: list[Point]) -> Row:
    best = next((point for point in points if point.best), None)
    if best is None:
        return []
    return [
        (f"{BEST} best ", "bold run"),
        (f"{plural(best.workers, 'worker')}, {times(best.speedup)}", "text"),
    ]


def _side(page: StudyPage, points: list[Point], height: int, *, said_below: bool) -> Cells:
    """Legend, the numbers of the laws, and the sentences, as much as there is room for."""
    drawn = {law: fit for law, fit in page.fits.items() if fit.drawn}
    legend: Row = [("● ", "bold run"), ("measured", "text")]
    for law in drawn:
        legend += [("   ··· ", f"bold {INKS[law]}"), (NAMES[law], "text")]
    rows: Cells = [legend, *([_best(page, points)] if page.best_workers is not None else [])]
    for fit in drawn.values():
        rows += _numbers(fit, "workers" if page.ceiling is None else "cores")
    said = [
        sentence for sentence in page.verdict.split(". ") if not sentence.startswith(("Best", "Amdahl", "Scalability"))
    ]
    if said_below:
        said = []
    if page.status == "measuring":
        said = ["The laws are fitted once all points are there."]
    text = ". ".join(sentence.rstrip(".") for sentence in said if sentence)
    told = wrapped([(f"{text}.", "dim")], SIDE) if text else []
    return [*rows, *([[]] if len(rows) + len(told) < height else []), *told]


def _numbers(fit: Fit, many: str) -> Cells:
    """The parameters with their 95 % intervals; `many`: what the law's n counts."""
    values = fit.parameters
    if "p" in values:
        p = values["p"]
        rows = [("like serial", 1 - p.value, 1 - p.high, 1 - p.low)]
        limit: Row = [("which sets no limit", "dim")]
        if most := most_speedup(p.high):
            limit = [("at most     ", "dim"), (f"{most}×", "strong"), (f" however many {many}", "dim")]
        return [*(_share(*row) for row in rows), limit]
    rows = [("contention", values["alpha"]), ("coherency", values["beta"])]
    return [_share(name, value.value, value.low, value.high) for name, value in rows]


def _share(name: str, value: float, low: float, high: float) -> Row:
    return [
        (f"{name:<12}", "dim"),
        (f"{percent(value, 1)}", "strong"),
        (f"  ({percent(low, 1)} to {percent(high, 1)})", "dim"),
    ]
