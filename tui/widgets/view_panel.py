"""A panel that shows something else than the run at the play head: a comparison, a sweep, the table of differences."""

from __future__ import annotations

from typing import Generic, TypeVar

from ...engine.analysis.snapshot import Snapshot
from ..charts.frame import Drawing
from .panel import Panel

V = TypeVar("V")


class ViewPanel(Panel, Generic[V]):
    """A panel with a view of its own. Subclasses write `draw_view`."""

    view: V | None = None
    """What is shown."""

    def show_view(self, snapshot: Snapshot, view: V) -> None:
        """Draw this view; only lines that have changed are refreshed."""
        self.view = view
        self.show(snapshot)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """The view's rows."""
        return Drawing([]) if self.view is None else self.draw_view(self.view, width, height)

    def draw_view(self, view: V, width: int, height: int) -> Drawing:
        """Rows and border words for `width` x `height` cells inside the frame."""
        raise NotImplementedError
