"""Writing what changed to the terminal, without asking the widgets around it.

When a line of one widget has changed, Textual's compositor asks every widget for its lines, cuts all of them up along the
edges of all others, and then writes the one that changed. Four times a second, on a screen whose panels neither overlap
nor let anything shine through, that is most of what a frame costs. `Painter` asks only the widgets that have changed; where
one of their lines is covered in part by another widget, it leaves the whole update to Textual.

This is the one place that builds on the compositor's insides; `tests/tui/terminal/test_compositor.py` compares what is then on a
terminal's screen, cell by cell, with what Textual itself would have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Result = TypeVar("Result")
RESET = "\x1b[0m"
"""What turns every ink off."""
Line = tuple[int, int, Strip | str]
"""(column, row, what to write there): a string is as the terminal takes it."""


class Lines(CompositorUpdate):
    """An update that consists of pieces of lines."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines

    def render_segments(self, console: Console) -> str:
        """What to send to the terminal."""
        return "".join(
            [
                f"\x1b[{y + 1};{x + 1}H{line if isinstance(line, str) else line.render(console)}"
                for x, y, line in self.lines
            ]
        )


class Written(Widget):
    """A widget that can tell its lines as the terminal takes them: it is spared making segments and strips of them.

    It has no border and no padding of the style sheet's.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._styles_of: dict[str, Style] = {}
        self._codes: dict[str, str] = {}

    def sequences(self, lines: range, width: int) -> list[str] | None:
        """These lines, if they are `width` cells wide; None where only Textual's way will do."""
        raise NotImplementedError

    def bare_style(self, ink: str) -> Style:
        """The style of an ink, without the widget's own ground."""
        raise NotImplementedError

    def style_on_ground(self, ink: str) -> Style:
        """The ink's style on the widget's own ground, through the app's filters; kept until colours change.

        The same as `Strip.apply_style` and `Strip.apply_filter`, which would do the same again for every run of every line.
        """
        style = self._styles_of.get(ink)
        if style is None:
            segments = [Segment(" ", self.rich_style + self.bare_style(ink))]
            for each in self.get_line_filters():
                segments = each.apply(segments, self.background_colors[1])
            style = self._styles_of[ink] = segments[0].style or Style()
        return style

    def written(self, runs: Iterable[tuple[str, str]]) -> str:
        """(text, ink) runs as the terminal takes them."""
        codes, pieces = self._codes, []
        for text, ink in runs:
            if text:
                code = codes.get(ink)
                if code is None:
                    code = codes[ink] = self._code(ink)
                pieces.append(f"{code}{text}{RESET}")
        return "".join(pieces)

    def _code(self, ink: str) -> str:
        """What turns an ink on."""
        system = self.app.console._color_system or ColorSystem.TRUECOLOR
        return Strip.render_style(self.style_on_ground(ink), RESET, system).partition(RESET)[0]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Like every widget's; where no regions are named, colours may have changed too."""
        if repaint and not regions:
            self.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def forget(self) -> None:
        """What colours look like has to be asked again."""
        self._styles_of.clear()
        self._codes.clear()


class Painter(Compositor):
    """A compositor that renders only the widgets that have changed."""

    def __init__(self) -> None:
        super().__init__()
        self._owners: dict[Region, tuple[Widget, Region] | None] = {}
        self._owners_of: Any = None

    def render_partial_update(self) -> Any:
        """As in Textual: the update for all regions that are dirty, None where none is."""
        screen = self.size.region
        regions = sorted(
            {region.intersection(screen) for region in self._dirty_regions}, key=lambda one: (one.y, one.x)
        )
        owned = [(region, self._owner(region)) for region in regions if region]
        if not owned or any(owner is None for _, owner in owned):
            return super().render_partial_update()
        self._dirty_regions.clear()
        return Lines([line for region, owner in owned if owner for line in _lines(region, *owner)])

    def _owner(self, region: Region) -> tuple[Widget, Region] | None:
        """The widget that alone is seen in all of the region, and where it lies; None where there are several."""
        layers = self.layers_visible
        if layers is not self._owners_of:
            self._owners, self._owners_of = {}, layers
        if region not in self._owners:
            self._owners[region] = _front(layers[region.y : region.bottom], region)
        return self._owners[region]


def _front(layers: list[list[tuple[Widget, Region, Region]]], region: Region) -> tuple[Widget, Region] | None:
    """The one that is in front in each of these lines, if in all of them it fills the region."""
    front = {next((each for each in line if each[1].overlaps(region)), None) for line in layers}
    if len(front) != 1 or (found := front.pop()) is None:
        return None
    widget, shown, place = found
    return (widget, place) if shown.contains_region(region) else None


def _lines(region: Region, widget: Widget, place: Region) -> Iterable[Line]:
    """The widget's lines inside `region` (of the screen); `place` is where all of the widget lies."""
    first, last = region.x - place.x, region.right - place.x
    if isinstance(widget, Written) and (first, last) == (0, place.width):
        lines = range(region.y - place.y, region.bottom - place.y)
        if (sequences := widget.sequences(lines, place.width)) is not None:
            yield from ((region.x, y, sequence) for y, sequence in enumerate(sequences, region.y))
            return
    strips = widget.render_lines(Region(0, region.y - place.y, place.width, region.height))
    for y, strip in enumerate(strips, region.y):
        yield region.x, y, strip.crop(first, last)


class PaintedScreen(Screen[Result]):
    """A screen that writes only what changed."""

    held = False
    """Whether somebody paints it himself in a moment."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._compositor = Painter()

    def paint(self) -> None:
        """Write what has changed now, and not at the next sixtieth of a second."""
        self._on_timer_update()
        if self._dirty_widgets:
            self.check_idle()  # not now: something else is being changed


def repaint(widget: Written, regions: Sequence[Region]) -> None:
    """`widget.refresh(*regions)`, where it is these lines that have changed and no colours.

    Tells the screen itself, where a refresh wakes up the widget, which sends a message that wakes up the screen.
    """
    screen = widget.screen
    widget._repaint_regions.update(regions)
    widget._styles_cache.set_dirty(*regions)
    screen._dirty_widgets.add(widget)
    if not (isinstance(screen, PaintedScreen) and screen.held):
        screen.check_idle()


@contextmanager
def at_once(screen: Screen[Any]) -> Iterator[None]:
    """What changes on the screen meanwhile is written at the end, all together."""
    if not isinstance(screen, PaintedScreen):
        yield
        return
    screen.held = True
    try:
        yield
    finally:
        screen.held = False
    screen.paint()
