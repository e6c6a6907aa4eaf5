"""Bands of words with lines of their own, which cover nothing: the caption of this moment, and what the app says for some seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.strip import Strip

from ..charts.cells import Cells, fit, plain
from ..charts.prose import wrapped
from .line import Inked, Part, Parts

if TYPE_CHECKING:
    from ..app.host import Said

MOST_LINES = 3
MARKS = {"information": ("●", "ui"), "warning": ("!", "warn"), "error": ("✗", "bad")}
"""What stands before a notice, and its ink."""


class Band(Inked):
    """As many lines as its words need, three at most; none where there are no words."""

    DEFAULT_CSS = "Band { height: auto; width: 1fr; display: none; }"
    margin_cells = 2
    """Cells that words leave free."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.text = ""

    def put(self, text: str) -> None:
        """Show these words, '' for none."""
        if text != self.text:
            self.text = text
            self.display = bool(text)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its lines."""
        return len(self._lines(width))

    def _lines(self, width: int) -> Cells:
        room = max(8, width - self.margin_cells)
        lines = wrapped([(self.text, "")], room)
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], fit([*lines[MOST_LINES - 1], (" " * room, "")], room)]
        return lines

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.size.width
        lines = self._lines(width)
        return self.drawn(y, plain([lines[y]]) if y < len(lines) else "", width)

    def drawn(self, y: int, text: str, width: int) -> Strip:
        """A line of its words."""
        raise NotImplementedError


class CaptionLine(Band):
    """The caption that a lecturer has set at this moment, above the time bar, in the middle."""

    def __init__(self) -> None:
        super().__init__(id="caption")
        self.wanted = True
        """False where something else shows the captions: films."""

    def show(self, text: str) -> None:
        """Show this caption, '' for none."""
        if self.wanted:
            self.put(text)

    def drawn(self, y: int, text: str, width: int) -> Strip:
        """In the middle."""
        return self.strip((Part(text.center(width), "strong"),), width, self.ink("cursor"))


class NoticeLine(Band):
    """What the app says: its mark tells a warning from an information."""

    margin_cells = 4

    def __init__(self) -> None:
        super().__init__(id="notice")
        self._mark = MARKS["information"]

    def tell(self, said: Said | None) -> None:
        """Say this, None for nothing."""
        if said is not None:
            self._mark = MARKS[said.severity]
            self.refresh()
        self.put(said.text if said is not None else "")

    def drawn(self, y: int, text: str, width: int) -> Strip:
        """The mark stands before the first line."""
        mark, ink = self._mark
        parts: Parts = (Part(f" {mark if not y else ' '} ", ink), Part(text, "strong"))
        return self.strip(parts, width)
