"""The cells of a running app's screen, as a grid that the exporters draw.

Textual keeps them in its compositor, which is private; this is the only place that reaches into it, and a test holds it to what
a widget draws. Headless consoles claim a small colour system and strips cache their ANSI text, so the segments' own text and
style are read, never what would be written to a terminal.
"""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from rich.style import Style as RichStyle
from rich.terminal_theme import DIMMED_MONOKAI, MONOKAI, TerminalTheme
from textual.app import App

from ..engine.export.grid import RGB, Grid, Style, grid_of


def grid_of_app(app: App[Any]) -> Grid:
    """What the app's screen shows now."""
    columns, rows = app.size
    dark = app.current_theme.dark
    palette = MONOKAI if dark else DIMMED_MONOKAI
    ground = Style(fg=ink_of(app), bg=ground_of(app))
    seen: dict[RichStyle | None, Style] = {}

    def styled(style: RichStyle | None) -> Style:
        if style not in seen:
            seen[style] = _style(style, ground, palette)
        return seen[style]

    strips = app.screen._compositor.render_strips()
    lines = [[(segment.text, styled(segment.style)) for segment in strip if not segment.control] for strip in strips]
    return grid_of(lines, columns, rows, ground, split=_split)


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
