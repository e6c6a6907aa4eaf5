"""The session's time, its chapters and the play head."""

from __future__ import annotations

from textual.events import Click
from textual.message import Message
from textual.reactive import reactive

from ...engine.analysis.snapshot import Snapshot
from ..charts.frame import Drawing
from ..charts.timebar import scale_of, timebar_rows
from .panel import Panel


class TimeBar(Panel, can_focus=False):
    """`00:00 ├──◆──◆──● live 00:42`; a click seeks."""

    TITLE = "Time"
    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = "TimeBar { height: 1; }"

    mode: reactive[str | None] = reactive(None, init=False)
    """`live`, `paused`, `replay` or `playing 2x`; None: live if the play head stands at the end, else paused."""

    class Seek(Message):
        """The user wants the play head at `t_us` (µs since the session began)."""

        def __init__(self, t_us: int) -> None:
            super().__init__()
            self.t_us = t_us

    def __init__(self, *, id: str | None = None, classes: str | None = None, frame: str = "bare") -> None:
        super().__init__(id=id, classes=classes, frame=frame)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """One row."""
        return Drawing(timebar_rows(snapshot.t_us, snapshot.length_us, snapshot.chapters, self._mode(snapshot), width))

    def watch_mode(self) -> None:
        """Other words for the same time."""
        self.redraw()

    def on_click(self, event: Click) -> None:
        """Seek to where the bar was clicked; clicks on the words are none."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        scale = scale_of(snapshot.t_us, snapshot.length_us, self._mode(snapshot), self.size.width)
        if scale.first <= event.x < scale.first + scale.cells:
            self.post_message(self.Seek(scale.time_at(event.x)))

    def _mode(self, snapshot: Snapshot) -> str:
        return self.mode or ("live" if snapshot.t_us >= snapshot.length_us else "paused")
