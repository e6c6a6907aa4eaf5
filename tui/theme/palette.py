"""What turns roles into styles: for charts by inks such as `bold lane2 reverse`, for words by the names of `WORDS`.

Under a theme that is not ours its ground is kept and our hues are laid on it; a theme may give any of them another colour
by a variable of the same name. Under an ansi theme only the terminal's own sixteen colours are used, and under `NO_COLOR`
`shaded` is set: charts then tell by glyph what they otherwise tell by colour and glyph.

Component classes would do the same for words in style sheets, but each one costs a match against every rule for every widget
that draws with it: 60 ms of the first frame for the twenty of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color, ColorParseError

from .colours import COLOURS, GROUNDS, HUES, NAMES

if TYPE_CHECKING:
    from textual.app import App

LEVELS = 16
"""Brightness levels of a picture."""
MIXED = {
    "text": 0.12, "strong": 0.0, "title": 0.28, "dim": 0.45, "frame": 0.74, "faint": 0.84,
    "bar": 0.92, "track": 0.86, "raised": 0.8, "inverse": 1.0,
}  # fmt: skip
"""What these roles are under a theme that isn't ours: its text, so far on its way to its ground."""

WORDS = {
    "dim": "dim",
    "strong": "bold",
    "title": "bold title",
    "key": "bold interface",
    "ui": "interface",
    "good": "bold run",
    "warn": "gil",
    "bad": "bold core",
    "tab": "bold inverse on interface",
    "go": "bold inverse on run",
    "halt": "bold on raised",
    "faint": "dim on track",
    "cursor": "on raised",
    "keyword": "interface",
    "string": "run",
    "comment": "italic dim",
    "number": "lane1",
    "name": "bold lane3",
    "note": "gil",
}
"""How the words of lines and lists look: their names, and the inks that these are."""

RAMP_DARK = ("#151b2c", "#2a3170", "#5b3a9b", "#a6479b", "#e2656f", "#f6a35c", "#fce9a6")
RAMP_LIGHT = ("#eef0f5", "#f9d99c", "#f0a868", "#dd6f6f", "#a6479b", "#5b3a9b", "#27306b")
ATTRIBUTES = ("bold", "reverse", "italic", "underline")
PALE = ("green", "yellow", "cyan")
"""Of the sixteen, those on which a light ground's own white can't be read: what is reversed on a light ground is black there."""
RECEDING = ("dim", "faint", "frame")
"""Roles that step back; where no colours can do that, the terminal's dim does."""


class Palette:
    """Turns inks (see `charts.cells`) into styles; there is one for each theme, and it keeps the styles it made."""

    def __init__(self, colours: dict[str, str], *, dark: bool = True, ansi: bool = False, shaded: bool = False) -> None:
        self.ansi = ansi
        """Only the terminal's own sixteen colours."""
        self.shaded = shaded
        """Nothing may be told by colour: the user asked for none."""
        self._colours = colours
        self._pale = PALE if ansi and not dark and not shaded else ()
        self._ramp = tuple(Color.parse(colour) for colour in (RAMP_DARK if dark else RAMP_LIGHT))
        self._styles: dict[str, Style] = {"": Style()}

    def style(self, ink: str) -> Style:
        """The style of an ink.

        Raises:
            KeyError: for a role that does not exist.
        """
        style = self._styles.get(ink)
        if style is None:
            style = self._styles[ink] = self._make(ink)
        return style

    def colour(self, role: str) -> str:
        """The colour of a role, as `#rrggbb` or the name of one of the terminal's sixteen."""
        if role not in self._colours:
            self._colours[role] = self._shade(role)
        return self._colours[role]

    def _make(self, ink: str) -> Style:
        options: dict[str, Any] = {}
        target = "color"
        for word in ink.split():
            if word in ATTRIBUTES:
                options[word] = True
            elif word == "on":
                target = "bgcolor"
            else:
                options[target] = RichColor.parse(self.colour(word))
                if self.ansi and target == "color" and (word == "dim" or (self.shaded and word in RECEDING)):
                    options["dim"] = True
                target = "color"
        return self._on_pale(options) if options.get("reverse") and options.get("bold") else Style(**options)

    def _on_pale(self, options: dict[str, Any]) -> Style:
        """Reversed words, which are bold, in black where the ground's own colour couldn't be read. Charts reverse halves of blocks."""
        colour = options.get("color")
        if colour is None or colour.name not in self._pale:
            return Style(**options)
        return Style(**{**options, "reverse": None, "color": RichColor.parse("black"), "bgcolor": colour})

    def _shade(self, role: str) -> str:
        """`ramp7` of the picture's ramp, or `lane3x7`: level 7 of 15 of a lane's own colour."""
        if role.startswith("ramp"):
            return _along(self._ramp, int(role[4:]) / (LEVELS - 1)).hex
        lane, found, level = role.partition("x")
        if not found or lane not in self._colours:
            raise KeyError(f"no role of colour named {role!r}")
        if self.ansi:
            return self._colours[lane]
        top = Color.parse(self._colours[lane])
        return _along((self._ramp[0], top, top.blend(self._ramp[-1], 0.6)), int(level) / (LEVELS - 1)).hex


def _along(stops: tuple[Color, ...], share: float) -> Color:
    """The colour at `share` (0.0 to 1.0) of the way along the stops."""
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    return stops[index].blend(stops[index + 1], place - index)


def palette_of(app: App[Any]) -> Palette:
    """The palette of the app's current theme; the same object as long as nothing changed."""
    theme = app.current_theme
    name = theme.name if theme.name in COLOURS else ""
    own = () if name else tuple((role, theme.variables[role]) for role in HUES if role in theme.variables)
    ground = (
        ("", "") if name else (app.theme_variables.get("background", ""), app.theme_variables.get("foreground", ""))
    )
    return _palette(name, theme.dark, app.native_ansi_color, app.no_color, ground, own)


def style_of(app: App[Any], name: str) -> Style:
    """The style of some words.

    Where grounds have no colours of their own (sixteen colours, or none), what stands out is reversed instead.

    Raises:
        KeyError: there are no such words.
    """
    palette = palette_of(app)
    ink, on, ground = WORDS[name].partition("on ")
    if not on or not (palette.ansi or palette.shaded):
        return palette.style(WORDS[name])
    if ground == "track":
        return palette.style(ink.strip())
    bold = "bold " if "bold" in ink else ""
    return palette.style(f"{bold}reverse" if palette.shaded or ground == "raised" else f"{bold}{ground} reverse")


@lru_cache(maxsize=16)
def _palette(
    name: str, dark: bool, ansi: bool, shaded: bool, ground: tuple[str, str], own: tuple[tuple[str, str], ...]
) -> Palette:
    if ansi:
        return Palette(dict(COLOURS[NAMES[2 if dark else 3]]), dark=dark, ansi=True, shaded=shaded)
    if name:
        return Palette(dict(COLOURS[name]), dark=dark, shaded=shaded)
    ours = NAMES[0 if dark else 1]
    text, back = (_solid(*pair) for pair in zip((ground[1], ground[0]), GROUNDS[ours], strict=True))
    mixed = {role: text.blend(back, share).hex for role, share in MIXED.items()}
    hues = {role: COLOURS[ours][role] for role in HUES}
    return Palette({**hues, **mixed, **dict(own)}, dark=dark, shaded=shaded)


def _solid(text: str, otherwise: str) -> Color:
    """The colour without its transparency; `otherwise` where it isn't one of ours (`auto 87%`, `ansi_default`)."""
    try:
        colour = Color.parse(text)
    except ColorParseError:
        colour = Color.parse(otherwise)
    return Color(*colour.rgb)
