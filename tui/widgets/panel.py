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
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.theme import Theme

from ...engine.analysis.snapshot import Snapshot
from ..charts.cells import Cells
from ..charts.frame import Drawing, framed, inner_size
from ..terminal.compositor import repaint
from ..terminal.written import Written
from ..theme.palette import Palette, palette_of

V = TypeVar("V")


class Panel(Written, can_focus=True):
    """A box with a title that shows one aspect of a snapshot.

    Subclasses set `TITLE` and write `draw`.
    """

    TITLE = ""
    WHOLE: ClassVar[bool] = False
    """It is made for the whole screen, and has no frame."""
    ALLOW_MAXIMIZE = True
    recorded = False
    """Whether it shows a recording: then no key is named that only a live session has."""
    time_goes = "live"
    """How time goes, as the time bar has it: `live`, `paused`, `replay`, `playing 2x`, `film`."""
    DEFAULT_CSS = "Panel { width: 1fr; height: 1fr; }"

    frame = reactive("round", init=False)
    """`round`: a box; `rule`: one line with the title above the content; `bare`: only the content."""

    def __init__(self, *, id: str | None = None, classes: str | None = None, frame: str = "round") -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Panel.frame, frame)
        self._snapshot: Snapshot | None = None
        self._drawn_of: object = None
        self._rows: Cells = []
        self._width = 0
        self._strips: list[Strip | None] = []
        self._palette: Palette | None = None

    @property
    def snapshot(self) -> Snapshot | None:
        """The last one shown."""
        return self._snapshot

    @property
    def palette(self) -> Palette:
        """Colours of the current theme."""
        if self._palette is None:
            self._palette = palette_of(self.app)
        return self._palette

    def show(self, snapshot: Snapshot) -> None:
        """Draw the snapshot, unless it would look as it does; the only way in which data comes to a panel."""
        self._snapshot = snapshot
        before, self._drawn_of = self._drawn_of, self.inputs(snapshot)
        if before is None or before != self._drawn_of:
            self.redraw()

    def inputs(self, snapshot: Snapshot) -> object:
        """All of the snapshot that the drawing is made of, to be compared with that of the last; None: draw it anyhow.

        Whatever else it is made of (size, theme, a reactive of the panel's own) draws it again by itself.
        """
        return None

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
            return Strip.blank(self.size.width, self.style_on_ground(""))
        strip = self._strips[y]
        if strip is None:
            segments = [Segment(text, self.style_on_ground(ink)) for text, ink in self._rows[y] if text]
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
        return [self.written(self._rows[y]) for y in lines]

    def bare_style(self, ink: str) -> Style:
        """The ink's style in the palette."""
        return self.palette.style(ink)

    def forget(self) -> None:
        """What colours look like has to be asked again."""
        super().forget()
        self._palette = None
        self._strips = [None] * len(self._rows)

    def repaint(self) -> None:
        """Forget what is on screen and draw all of it again."""
        self._rows = []
        self.forget()
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


class ViewPanel(Panel, Generic[V]):
    """A panel that shows something else than the run at the play head: a study, a table. Subclasses write `draw_view`."""

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
