"""One line of words: the base of header, footer, status line and settings rows.

A line is a tuple of `Part`s (text, ink, action). It is drawn through Textual's Line API and only when the parts have
changed, so a tick that changes nothing costs nothing. Inks are names (`dim`, `key`, see `theme.palette.WORDS`).
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ...engine.text.printable import printable
from ..terminal.compositor import repaint
from ..terminal.written import Written
from ..theme.palette import style_of


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of one ink; `action` is what a click on them does (an action string), '' for nothing."""

    text: str
    ink: str = ""
    action: str = ""

    def __post_init__(self) -> None:
        """Whoever wrote the words, they act on no terminal: here, because cells are counted from here on."""
        if not self.text.isprintable():
            object.__setattr__(self, "text", printable(self.text))


Parts = tuple[Part, ...]


def width(parts: Parts) -> int:
    """Cells that the parts take."""
    return sum(cell_len(part.text) for part in parts)


def clipped(parts: Parts, cells: int) -> Parts:
    """The parts cut to at most `cells`, with `…` where something was cut."""
    if width(parts) <= cells:
        return parts
    kept: list[Part] = []
    room = max(0, cells - 1)
    for part in parts:
        text = part.text if cell_len(part.text) <= room else set_cell_size(part.text, room)
        kept.append(Part(text, part.ink, part.action))
        room -= cell_len(text)
        if text != part.text or room <= 0:
            break
    return (*kept, Part("…" if cells > 0 else "", "dim"))


def spread(left: Parts, right: Parts, cells: int) -> Parts:
    """`left` at the left end and `right` at the right end; the left one is cut where both don't fit."""
    left = clipped(left, max(0, cells - width(right) - 1))
    return (*left, Part(" " * max(0, cells - width(left) - width(right))), *right)


class Inked(Widget):
    """A widget that draws `Part`s."""

    def ink(self, name: str) -> Style | None:
        """The style of an ink; None for plain text."""
        return style_of(self.app, name) if name else None

    def strip(self, parts: Parts, cells: int, under: Style | None = None) -> Strip:
        """The parts as one row of exactly `cells` cells, with `under` (say, a cursor's ground) below all of it."""
        plain = under is not None and under.reverse  # reversed, many colours would be many grounds
        segments = [Segment(part.text, None if plain else self.ink(part.ink)) for part in parts if part.text]
        strip = Strip(segments, width(parts)).adjust_cell_length(cells)
        base = self.rich_style if under is None else self.rich_style + under
        return strip.apply_style(base)

    def on_mount(self) -> None:
        """Words take their inks from the theme, not from style sheets: draw them again with another one."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.refresh())


class Line(Inked, Written):
    """A widget one row high that shows parts and runs the action of the part that is clicked."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: Parts = ()
        self._next: tuple[int, Parts] = (0, ())

    def parts(self, cells: int) -> Parts:
        """What to show in so many cells."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Repaint if the parts have changed since they were last drawn."""
        cells = self.outer_size.width
        if not (cells and self.is_attached and self.display):
            return
        self._next = cells, clipped(self.parts(cells), cells)
        if self._next[1] != self._drawn:
            repaint(self, [Region(0, 0, cells, 1)])

    def sequences(self, lines: range, width: int) -> list[str] | None:
        """The row as the terminal takes it."""
        if self.under() is not None or width != self._next[0] or lines != range(1):
            return None
        self._drawn = self._next[1]
        runs = [(part.text, part.ink) for part in self._drawn]
        return [self.written([*runs, (" " * (width - sum(cell_len(part.text) for part in self._drawn)), "")])]

    def bare_style(self, ink: str) -> Style:
        """The style of an ink."""
        return self.ink(ink) or Style()

    def render_line(self, y: int) -> Strip:
        """The row."""
        cells = self.size.width
        self._drawn = clipped(self.parts(cells), cells)
        return self.strip(self._drawn, cells, self.under())

    def under(self) -> Style | None:
        """A style under the whole row, e.g. while it has focus."""
        return None

    async def on_click(self, event: Click) -> None:
        """Run the action of the part under the mouse."""
        x = event.get_content_offset(self)
        if x is None:
            return
        left = 0
        for part in self._drawn:
            left += cell_len(part.text)
            if x.x < left:
                if part.action:
                    await self.run_action(part.action)
                return

    @property
    def words(self) -> str:
        """The text as drawn, for tests and for copying."""
        return "".join(part.text for part in clipped(self.parts(self.size.width), self.size.width))
