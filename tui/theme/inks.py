"""What a run of words looks like: an ink's name to a style, under the theme of the moment.

Component classes would do the same in style sheets, but each one costs a match against every rule for every widget that
draws with it: 60 ms of the first frame for the twenty inks below.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from .themes import THEMES

if TYPE_CHECKING:
    from textual.app import App


class Ink(NamedTuple):
    """Colours are names of the theme's variables; '' is the widget's own."""

    colour: str = ""
    ground: str = ""
    attributes: tuple[str, ...] = ()


BOLD = ("bold",)
INKS = {
    "dim": Ink("dim"),
    "strong": Ink(attributes=BOLD),
    "title": Ink("title", attributes=BOLD),
    "key": Ink("ui", attributes=BOLD),
    "ui": Ink("ui"),
    "good": Ink("run", attributes=BOLD),
    "warn": Ink("wait-gil"),
    "bad": Ink("wait-core", attributes=BOLD),
    "tab": Ink("ui-text", "ui", BOLD),
    "go": Ink("ui-text", "run", BOLD),
    "halt": Ink("", "raised", BOLD),
    "faint": Ink("dim", "track"),
    "cursor": Ink("", "raised"),
    "keyword": Ink("ui"),
    "string": Ink("run"),
    "comment": Ink("dim", attributes=("italic",)),
    "number": Ink("lane-2"),
    "name": Ink("lane-4", attributes=BOLD),
    "note": Ink("wait-gil"),
}
"""All inks."""


def style_of(app: App[Any], name: str) -> Style:
    """The style of an ink.

    Raises:
        KeyError: for a name that is no ink.
    """
    theme = app.current_theme if app.current_theme.name in THEMES else next(iter(THEMES.values()))
    return _style(theme.name, app.no_color or theme.ansi, app.no_color, INKS[name])


@lru_cache(maxsize=256)
def _style(theme_name: str, reversing: bool, colourless: bool, ink: Ink) -> Style:
    """Where grounds have no colours of their own (sixteen colours, or none), what stands out is reversed instead."""
    theme = THEMES[theme_name]
    options: dict[str, Any] = dict.fromkeys(ink.attributes, True)
    if ink.ground and reversing:
        if ink.ground == "track":
            return Style(color=_colour(theme, ink.colour))
        colour = None if colourless or ink.ground == "raised" else _colour(theme, ink.ground)
        return Style(color=colour, reverse=True, **options)
    if ink.colour:
        options["color"] = _colour(theme, ink.colour)
    if ink.ground:
        options["bgcolor"] = _colour(theme, ink.ground)
    return Style(**options)


def _colour(theme: Theme, variable: str) -> Any:
    return Color.parse(theme.variables[variable]).rich_color
