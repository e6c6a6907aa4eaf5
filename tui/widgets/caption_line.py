"""The caption that a lecturer has set at this moment, in a band above the time bar; no band where there is none."""

from __future__ import annotations

from textual.geometry import Size
from textual.strip import Strip

from ..charts.cells import Cells, fit, plain
from ..charts.prose import wrapped
from .line import Inked, Part

MOST_LINES = 3


class CaptionLine(Inked):
    """As many lines as the caption needs, three at most."""

    DEFAULT_CSS = "CaptionLine { height: auto; width: 1fr; display: none; }"

    def __init__(self) -> None:
        super().__init__(id="caption")
        self.text = ""
        self.wanted = True
        """False where something else shows the captions: films."""

    def show(self, text: str) -> None:
        """Show this caption, '' for none."""
        if text != self.text and self.wanted:
            self.text = text
            self.display = bool(text)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its lines."""
        return len(self._lines(width))

    def _lines(self, width: int) -> Cells:
        room = max(8, width - 2)
        lines = wrapped([(self.text, "")], room)
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], fit([*lines[MOST_LINES - 1], (" " * room, "")], room)]
        return lines

    def render_line(self, y: int) -> Strip:
        """One line, in the middle."""
        width = self.size.width
        lines = self._lines(width)
        text = plain([lines[y]]) if y < len(lines) else ""
        return self.strip((Part(text.center(width), "strong"),), width, self.ink("cursor"))
