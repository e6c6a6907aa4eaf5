"""What the run has found so far."""

from __future__ import annotations

from textual.reactive import reactive

from ....engine.analysis.snapshot import Snapshot
from ...charts.answer import answer_rows
from ...charts.frame import Drawing
from ...widgets.panel import Panel


class AnswerPanel(Panel):
    """The answer as text, its progress, and the picture or curve that the task makes.

    `by_lane` shades the picture by the worker that painted it.
    """

    TITLE = "Answer"

    by_lane = reactive(False, init=False)

    def inputs(self, snapshot: Snapshot) -> object:
        """What is said; a picture is drawn anyhow."""
        answer = snapshot.answer
        return (answer.text, answer.done, answer.total, answer.curve) if answer.picture is None else None

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Text, progress, picture."""
        answer, palette = snapshot.answer, self.palette
        rows = answer_rows(
            answer.text,
            answer.done,
            answer.total,
            width,
            height,
            picture=answer.picture,
            lanes=answer.picture_lane if self.by_lane else None,
            curve=answer.curve,
            plain=palette.ansi,
        )
        shaded = self.by_lane and answer.picture is not None and answer.picture_lane is not None
        return Drawing(rows, foot=[("coloured by worker", "dim")] if shaded else [])

    def action_toggle_by_lane(self) -> None:
        """Shade the picture by worker, or by brightness alone."""
        self.by_lane = not self.by_lane

    def watch_by_lane(self) -> None:
        """The same picture in other colours."""
        self.redraw()
