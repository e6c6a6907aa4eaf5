"""A compositor that asks only the widgets that have changed for their lines. Built on the insides of Textual's.

When a line of one widget has changed, Textual's compositor asks every widget for its lines, cuts all of them up along the
edges of all others, and then writes the one that changed. Four times a second, on a screen whose panels neither overlap
nor let anything shine through, that is most of what a frame costs: without this the app takes a quarter more CPU while a
run goes on (six pairs of `tests/benchmarks/app_cpu.py`, 1.15 to 1.45 times). Where one of the changed lines is covered in
part by another widget, the whole update is left to Textual.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from .written import Written

NEEDED = ("_compositor", "_dirty_widgets", "_on_timer_update", "_repaint_regions", "_styles_cache")
"""Private names of a screen (which is a widget) that this is built on, …"""
NEEDED_INSIDE = ("_dirty_regions",)
"""… and those of its compositor."""
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


class Painter(Compositor):
    """The compositor of one screen."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        """Whether somebody paints in a moment."""
        self._owners: dict[Region, tuple[Widget, Region] | None] = {}
        self._owners_of: Any = None

    def paint(self, screen: Screen[Any]) -> None:
        """Write what has changed now, and not at the next sixtieth of a second."""
        screen._on_timer_update()
        if screen._dirty_widgets:
            screen.check_idle()  # not now: something else is being changed

    def mark(self, widget: Widget, regions: Sequence[Region]) -> None:
        """These lines of the widget have changed, and no colours.

        Tells the screen itself, where a refresh wakes up the widget, which sends a message that wakes up the screen.
        """
        screen = widget.screen
        widget._repaint_regions.update(regions)
        widget._styles_cache.set_dirty(*regions)
        screen._dirty_widgets.add(widget)
        if not self.held:
            screen.check_idle()

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


def painter_for(screen: Screen[Any]) -> Painter | None:
    """A painter for this screen; None where Textual's insides are others than those that it is built on."""
    painter = Painter()
    there = all(hasattr(screen, name) for name in NEEDED) and all(hasattr(painter, name) for name in NEEDED_INSIDE)
    return painter if there else None


def install(painter: Painter, screen: Screen[Any]) -> None:
    """From now on the screen is painted by it."""
    screen._compositor = painter


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
