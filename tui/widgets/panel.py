"""The base of every panel: one snapshot comes in, cells go out.

A panel asks nothing and knows no session. `show` draws the snapshot into rows of cells (by the pure functions of
`charts`), compares them with the rows on screen and refreshes only those lines that changed: four times a second
most of a screen stays as it is.

Textual asks every widget on the screen for its lines whenever one of them has changed. A panel has no border or padding of
the style sheet's (it draws its own frame), so it hands out the lines as it keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Self

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.theme import Theme

from ...engine.analysis.snapshot import Snapshot
from ..charts.cells import Cells
from ..charts.frame import Drawing, framed, inner_size
from ..painting import Written, repaint
from ..palette import Palette, palette_of

RESET = "\x1b[0m"
"""What turns every ink off."""


class Panel(Written, can_focus=True):
    """A box with a title that shows one aspect of a snapshot.

    Subclasses set `TITLE` and write `draw`.
    """

    TITLE = ""
    ALLOW_MAXIMIZE = True
    DEFAULT_CSS = "Panel { width: 1fr; height: 1fr; }"

    frame = reactive("round", init=False)
    """`round`: a box; `rule`: one line with the title above the content; `bare`: only the content."""

    def __init__(self, *, id: str | None = None, classes: str | None = None, frame: str = "round") -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Panel.frame, frame)
        self._snapshot: Snapshot | None = None
        self._rows: Cells = []
        self._width = 0
        self._strips: list[Strip | None] = []
        self._styles_of: dict[str, Style] = {}
        self._codes: dict[str, str] = {}

    @property
    def snapshot(self) -> Snapshot | None:
        """The last one shown."""
        return self._snapshot

    @property
    def palette(self) -> Palette:
        """Colours of the current theme."""
        return palette_of(self.app)

    def show(self, snapshot: Snapshot) -> None:
        """Draw the snapshot; the only way in which data comes to a panel."""
        self._snapshot = snapshot
        self.redraw()

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows and border words for `width` x `height` cells inside the frame."""
        raise NotImplementedError

    def heading(self, snapshot: Snapshot | None) -> str:
        """The title in the border."""
        return self.TITLE

    def foot_room(self, width: int) -> int:
        """Cells for words at the lower right of the frame (in a rule: behind the title), for a content of `width`."""
        return width - 2 if self.frame == "round" else width - len(self.heading(self._snapshot)) - 4

    def redraw(self) -> None:
        """Draw the last snapshot again and refresh the lines that changed."""
        width, height = self.outer_size
        if not (width and height and self.is_attached and self.display):
            return
        drawing = Drawing([])
        if self._snapshot is not None:
            drawing = self.draw(self._snapshot, *inner_size(width, height, self.frame))
        title = self.heading(self._snapshot)
        self._replace(framed(drawing, title, width, height, self.frame, focus=self.has_focus))

    def _replace(self, rows: Cells) -> None:
        old, self._rows = self._rows, rows
        before, self._width = self._width, self.outer_size.width
        if len(old) != len(rows) or before != self._width:
            self._strips = [None] * len(rows)
            self.refresh()
            return
        changed = [y for y, row in enumerate(rows) if row != old[y]]
        for y in changed:
            self._strips[y] = None
        if changed:
            repaint(self, [Region(0, first, self._width, count) for first, count in stretches(changed)])

    def render_line(self, y: int) -> Strip:
        """One line of the panel, frame included."""
        if not 0 <= y < len(self._rows):
            return Strip.blank(self.size.width, self._style(""))
        strip = self._strips[y]
        if strip is None:
            style = self._style
            segments = [Segment(text, style(ink)) for text, ink in self._rows[y] if text]
            strip = self._strips[y] = Strip(segments, self._width)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines inside `crop`."""
        width, (first, last) = self._width or self.size.width, crop.column_span
        strips = [self.render_line(y).adjust_cell_length(width) for y in crop.line_range]
        return strips if (first, last) == (0, width) else [strip.crop(first, last) for strip in strips]

    def sequences(self, lines: range, width: int) -> list[str] | None:
        """The lines as the terminal takes them; None where they are not that wide."""
        if width != self._width or not 0 <= lines.start < lines.stop <= len(self._rows):
            return None
        codes = self._codes
        for ink in {ink for y in lines for _, ink in self._rows[y]} - codes.keys():
            codes[ink] = self._code(ink)
        rows = (self._rows[y] for y in lines)
        return ["".join([f"{codes[ink]}{text}{RESET}" for text, ink in row if text]) for row in rows]

    def _code(self, ink: str) -> str:
        """What turns an ink on."""
        system = self.app.console._color_system or ColorSystem.TRUECOLOR
        return Strip.render_style(self._style(ink), RESET, system).partition(RESET)[0]

    def _style(self, ink: str) -> Style:
        """The ink's style on the panel's own ground, through the app's filters; kept until colours change.

        The same as `Strip.apply_style` and `Strip.apply_filter`, which would do the same again for every run of every line.
        """
        style = self._styles_of.get(ink)
        if style is None:
            segments = [Segment(" ", self.rich_style + self.palette.style(ink))]
            for each in self.get_line_filters():
                segments = each.apply(segments, self.background_colors[1])
            style = self._styles_of[ink] = segments[0].style or Style()
        return style

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Like every widget's; where no regions are named, colours may have changed too."""
        if repaint and not regions:
            self._forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _forget(self) -> None:
        self._styles_of.clear()
        self._codes.clear()
        self._strips = [None] * len(self._rows)

    def repaint(self) -> None:
        """Forget what is on screen and draw all of it again."""
        self._rows = []
        self._forget()
        self.redraw()
        self.refresh()

    def on_mount(self) -> None:
        """Follow the theme."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def on_resize(self) -> None:
        """Another size, another drawing."""
        self.redraw()

    def on_show(self) -> None:
        """What came while it was hidden."""
        self.redraw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The frame shows who has the focus."""
        super().watch_has_focus(has_focus)
        self.redraw()

    def watch_frame(self) -> None:
        """Another frame leaves another room for the content."""
        self.redraw()

    def _theme_changed(self, _theme: Theme) -> None:
        self.repaint()


def stretches(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as stretches that follow one another without a gap: (first, how many)."""
    for _, stretch in groupby(enumerate(lines), lambda numbered: numbered[1] - numbered[0]):
        numbers = [number for _, number in stretch]
        yield numbers[0], len(numbers)
