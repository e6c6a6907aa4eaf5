"""The cells of a running app's screen, as a grid that the exporters draw.

Headless consoles claim a small colour system and strips cache their ANSI text, so the segments' own text and style are read
(`insides.py`), never what would be written to a terminal; a test holds them to what a widget draws.
"""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from rich.style import Style as RichStyle
from rich.terminal_theme import TerminalTheme
from textual.app import App

from ...engine.export.film.grid import RGB, Grid, Row, Style, row_of
from .insides import strips_of

MOST_ROWS = 20_000
"""Rows that are remembered; a film has some thousands."""


def grid_of_app(app: App[Any]) -> Grid:
    """What the app's screen shows now."""
    return Reader(app).grid()


class Reader:
    """Reads one app's screen again and again; rows that look as they once did are the same objects again."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._palette = app.ansi_theme
        self._ground = Style(fg=ink_of(app), bg=ground_of(app))
        self._styles: dict[RichStyle | None, Style] = {}
        self._rows: dict[tuple[Any, ...], Row] = {}

    def grid(self) -> Grid:
        """What the screen shows now."""
        columns, height = self._app.size
        rows = [self._row(tuple(strip), columns) for strip in strips_of(self._app)[:height]]
        blank = row_of([], columns, self._ground, _split)
        return Grid((*rows, *[blank] * (height - len(rows))), columns)

    def _row(self, segments: tuple[Any, ...], columns: int) -> Row:
        row = self._rows.get(segments)
        if row is None:
            if len(self._rows) > MOST_ROWS:
                self._rows.clear()
            runs = [(segment.text, self._styled(segment.style)) for segment in segments if not segment.control]
            row = self._rows[segments] = row_of(runs, columns, self._ground, _split)
        return row

    def _styled(self, style: RichStyle | None) -> Style:
        if style not in self._styles:
            self._styles[style] = _style(style, self._ground, self._palette)
        return self._styles[style]


def ground_of(app: App[Any]) -> RGB:
    """The theme's background."""
    return _rgb(app.theme_variables.get("background", ""), (0, 0, 0) if app.current_theme.dark else (255, 255, 255))


def ink_of(app: App[Any]) -> RGB:
    """The theme's colour of text."""
    return _rgb(app.theme_variables.get("foreground", ""), (220, 220, 220) if app.current_theme.dark else (20, 20, 20))


def _rgb(text: str, otherwise: RGB) -> RGB:
    from textual.color import Color, ColorParseError

    try:
        colour = Color.parse(text)
    except ColorParseError:
        return otherwise
    return otherwise if colour.ansi is not None else colour.rgb


def _style(style: RichStyle | None, ground: Style, palette: TerminalTheme) -> Style:
    if style is None:
        return ground
    fg = ground.fg if style.color is None or style.color.is_default else _triplet(style.color, palette, foreground=True)
    bg = (
        ground.bg
        if style.bgcolor is None or style.bgcolor.is_default
        else _triplet(style.bgcolor, palette, foreground=False)
    )
    if style.reverse:
        fg, bg = bg, fg
    return Style(fg, bg, bool(style.bold), bool(style.italic), bool(style.underline), bool(style.dim))


def _triplet(colour: Any, palette: TerminalTheme, *, foreground: bool) -> RGB:
    red, green, blue = colour.get_truecolor(palette, foreground)
    return red, green, blue


def _split(text: str) -> list[tuple[str, int]]:
    """Graphemes and widths as Rich counts them, since Textual laid out the screen with it."""
    found: list[tuple[str, int]] = []
    for character in text:
        width = cell_len(character)
        if width == 0 and found:
            found[-1] = (found[-1][0] + character, found[-1][1])
        elif width:
            found.append((character, width))
    return found
