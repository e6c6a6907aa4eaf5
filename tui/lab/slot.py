"""The places of the Lab's panels, and what stands there until a panel can be imported: the same frame and title, and nothing in it.

The panels need NumPy, which takes longer to import than the rest of the app takes to draw its first frame.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from ..charts.cells import Cells
from ..charts.frame import Drawing, framed
from ..theme.palette import palette_of
from .panels import PANELS

if TYPE_CHECKING:
    from ..widgets.panel import Panel


class Slot(Widget):
    """An empty frame."""

    def __init__(self, title: str, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self.title = title
        self._rows: Cells = []
        self._drawn: Size | None = None
        """The size that the rows are of: lines are asked for before a Resize is told."""

    def render_line(self, y: int) -> Strip:
        """One line of the frame."""
        if self._drawn != self.size:
            self._drawn = self.size
            width, height = self.size
            self._rows = framed(Drawing([]), self.title, width, height, "round" if height > 2 else "bare")
        style = palette_of(self.app).style
        return Strip([Segment(text, style(ink)) for text, ink in self._rows[y]]).apply_style(self.rich_style)


class PanelPlaces:
    """One for each panel."""

    def __init__(self) -> None:
        self.panels: dict[str, Panel] = {}
        """By id; none before the engine is there."""
        self._slots = {name: Slot(place.title, id=name, classes="panel slot") for name, place in PANELS.items()}

    def empty(self, row: str) -> dict[str, Slot]:
        """The empty frames of those that share that row, by id; with '' of those with a row of their own."""
        return {name: slot for name, slot in self._slots.items() if PANELS[name].row == row}

    async def fill(self, replaced: Callable[[Widget, Widget], None], wanted: Callable[[], bool]) -> bool:
        """Put the panels into their places, as long as they are wanted; whether all are there. `replaced` hears of each."""
        for name, place in PANELS.items():
            panel: Panel = getattr(import_module(f".{place.module}", __package__), place.name)(id=name, classes="panel")
            slot = self._slots[name]
            parent = slot.parent
            if not (wanted() and isinstance(parent, Widget)):
                return False
            at = parent.children.index(slot)
            await slot.remove()
            await parent.mount(panel, before=at if at < len(parent.children) else None)
            replaced(slot, panel)
            self.panels[name] = panel
        return True
