"""Roles of colour: what each colour means, resolved from the current theme.

One language of colour everywhere: `run` is this run, `rest` the rest of the machine; `gil`, `core`, `loop` and `io`
are what a worker waits for; `interface` is the interface itself. Lanes have Okabe and Ito's eight colours, which
colour-blind people can tell apart. Under a theme that is not ours its ground is kept and our roles are laid on it;
a theme may give any role another colour by a variable of the same name.

Under an ansi theme only the terminal's own sixteen colours are used, and under `NO_COLOR` `shaded` is set: charts
then tell by glyph what they otherwise tell by colour and glyph.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

if TYPE_CHECKING:
    from textual.app import App

LANES = 8
LEVELS = 16
"""Brightness levels of a picture."""

OKABE_ITO_DARK = ("#56b4e9", "#e69f00", "#2fbf8f", "#cc79a7", "#f0e442", "#e8743b", "#4a8fd6", "#b8bfcc")
OKABE_ITO_LIGHT = ("#2f93cf", "#d08700", "#009e73", "#b85d91", "#a89a00", "#d55e00", "#0072b2", "#59616e")
"""Lightened where they would drown in a dark ground, darkened where they would fade on a light one; black is grey."""

DARK = {
    "run": "#3ecf8e",
    "rest": "#5c6681",
    "gil": "#f2a93b",
    "core": "#ee6a5f",
    "loop": "#e0d25c",
    "io": "#a48cf2",
    "failed": "#ff5c57",
    "interface": "#5ba8e5",
    **{f"lane{index}": colour for index, colour in enumerate(OKABE_ITO_DARK)},
}
LIGHT = {
    "run": "#12915a",
    "rest": "#9aa3b8",
    "gil": "#b86e00",
    "core": "#c8352b",
    "loop": "#8a7a00",
    "io": "#6f4fd0",
    "failed": "#c0192b",
    "interface": "#1867b7",
    **{f"lane{index}": colour for index, colour in enumerate(OKABE_ITO_LIGHT)},
}
ANSI = {
    "run": "green",
    "rest": "bright_black",
    "gil": "yellow",
    "core": "red",
    "loop": "bright_yellow",
    "io": "magenta",
    "failed": "bright_red",
    "interface": "bright_blue",
    "text": "default",
    "strong": "default",
    "title": "default",
    "dim": "bright_black",
    "faint": "bright_black",
    "border": "bright_black",
    "lane0": "bright_cyan",
    "lane1": "yellow",
    "lane2": "green",
    "lane3": "bright_magenta",
    "lane4": "bright_yellow",
    "lane5": "bright_red",
    "lane6": "blue",
    "lane7": "white",
}
MIXED = {"text": 0.12, "strong": 0.0, "title": 0.28, "dim": 0.45, "border": 0.74, "faint": 0.84}
"""Roles that are the theme's text, so far on its way to the ground."""

RAMP_DARK = ("#151b2c", "#2a3170", "#5b3a9b", "#a6479b", "#e2656f", "#f6a35c", "#fce9a6")
RAMP_LIGHT = ("#eef0f5", "#f9d99c", "#f0a868", "#dd6f6f", "#a6479b", "#5b3a9b", "#27306b")
ATTRIBUTES = ("bold", "reverse", "italic", "underline")
RECEDING = ("dim", "faint", "border")
"""Roles that step back; where no colours of our own can do that, the terminal's dim does."""


def lane_role(lane: int) -> str:
    """The role of a lane's colour; lanes count from 1, after eight the colours come again."""
    return f"lane{(lane - 1) % LANES}"


class Palette:
    """Turns inks (see `charts.cells`) into styles; there is one for each theme, and it keeps the styles it made."""

    def __init__(self, colours: dict[str, str], *, dark: bool = True, ansi: bool = False, shaded: bool = False) -> None:
        self.ansi = ansi
        """Only the terminal's own sixteen colours."""
        self.shaded = shaded
        """Nothing may be told by colour: the user asked for none."""
        self._colours = colours
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
                if word in RECEDING and target == "color" and (self.shaded and self.ansi):
                    options["dim"] = True
                target = "color"
        return Style(**options)

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
    own = tuple((role, theme.variables[role]) for role in DARK if role in theme.variables)
    ground = (app.theme_variables.get("background", ""), app.theme_variables.get("foreground", ""))
    return _palette(theme.dark, app.native_ansi_color, app.no_color, ground, own)


@lru_cache(maxsize=16)
def _palette(
    dark: bool, ansi: bool, shaded: bool, ground: tuple[str, str], own: tuple[tuple[str, str], ...]
) -> Palette:
    if ansi:
        return Palette(dict(ANSI), dark=dark, ansi=True, shaded=shaded)
    back = _solid(ground[0], "#11161d" if dark else "#ffffff")
    text = _solid(ground[1], "#d7dce5" if dark else "#1d2430")
    mixed = {role: text.blend(back, share).hex for role, share in MIXED.items()}
    return Palette({**(DARK if dark else LIGHT), **mixed, **dict(own)}, dark=dark, ansi=False, shaded=shaded)


def _solid(text: str, otherwise: str) -> Color:
    """The colour without its transparency; `otherwise` where it isn't one of ours (`auto 87%`, `ansi_default`)."""
    try:
        colour = Color.parse(text)
    except ValueError:  # ColorParseError
        colour = Color.parse(otherwise)
    return Color(*colour.rgb)
