"""What stands in a panel's place until the panel can be imported: the same frame and title, and nothing in it.

The panels need NumPy, which takes longer to import than the rest of the app takes to draw its first frame.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.events import Resize
from textual.strip import Strip
from textual.widget import Widget

from ..charts.cells import Cells
from ..charts.frame import Drawing, framed
from ..theme.palette import palette_of


class Slot(Widget):
    """An empty frame."""

    def __init__(self, title: str, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self.title = title
        self._rows: Cells = []

    def on_resize(self, event: Resize) -> None:
        """Another size, another frame."""
        self._rows = []

    def render_line(self, y: int) -> Strip:
        """One line of the frame."""
        if not self._rows:
            width, height = self.size
            self._rows = framed(Drawing([]), self.title, width, height, "round" if height > 2 else "bare")
        style = palette_of(self.app).style
        return Strip([Segment(text, style(ink)) for text, ink in self._rows[y]]).apply_style(self.rich_style)
