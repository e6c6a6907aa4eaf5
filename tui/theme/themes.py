"""The colours, in four themes: dark, light, and two made of the terminal's own sixteen colours.

One language everywhere: green runs for you, grey-blue is the rest of the machine, amber waits for the GIL, red waits
for a core, violet waits for I/O, blue is the interface itself. Lanes have Okabe and Ito's eight colours (Color
Universal Design, 2008), which people who can't tell red from green can tell apart; two are lightened on dark ground.

Style sheets use the names below with a dollar sign (`$run`), charts through the roles of `palette.py`.
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DEFAULT = "concviz-dark"

_DARK = {
    "run": "#3ecf8e",
    "rest": "#5b6880",
    "wait-gil": "#f2a93b",
    "wait-core": "#ef5d5d",
    "wait-loop": "#e0d25c",
    "wait-io": "#928ef5",
    "failed": "#ef5d5d",
    "ui": "#5aa9e6",
    "ui-text": "#11151c",
    "dim": "#7d8796",
    "title": "#9fb0c8",
    "frame": "#2b3442",
    "bar": "#1a202b",
    "track": "#242c38",
    "raised": "#2b3442",
    "lane-1": "#56b4e9",
    "lane-2": "#e69f00",
    "lane-3": "#2fbf8f",
    "lane-4": "#cc79a7",
    "lane-5": "#f0e442",
    "lane-6": "#4a8fd4",
    "lane-7": "#e8743b",
    "lane-8": "#a7b0bd",
}

_LIGHT = {
    "run": "#0f8f5b",
    "rest": "#8a97ab",
    "wait-gil": "#b86e00",
    "wait-core": "#c63535",
    "wait-loop": "#8a7a00",
    "wait-io": "#5a50c8",
    "failed": "#c63535",
    "ui": "#1668b0",
    "ui-text": "#ffffff",
    "dim": "#657082",
    "title": "#3f5270",
    "frame": "#c3cad5",
    "bar": "#e8ebf0",
    "track": "#e3e7ed",
    "raised": "#d5dae3",
    "lane-1": "#2a8fc9",
    "lane-2": "#c98700",
    "lane-3": "#008f68",
    "lane-4": "#b4558a",
    "lane-5": "#a89a00",
    "lane-6": "#0063a3",
    "lane-7": "#c75000",
    "lane-8": "#5b6470",
}

_ANSI = {
    "run": "ansi_green",
    "rest": "ansi_bright_black",
    "wait-gil": "ansi_yellow",
    "wait-core": "ansi_red",
    "wait-loop": "ansi_bright_yellow",
    "wait-io": "ansi_magenta",
    "failed": "ansi_red",
    "ui": "ansi_bright_blue",
    "ui-text": "ansi_black",
    "dim": "ansi_bright_black",
    "title": "ansi_default",
    "frame": "ansi_bright_black",
    "bar": "ansi_default",
    "track": "ansi_bright_black",
    "raised": "ansi_default",
    "lane-1": "ansi_bright_cyan",
    "lane-2": "ansi_yellow",
    "lane-3": "ansi_green",
    "lane-4": "ansi_bright_magenta",
    "lane-5": "ansi_bright_yellow",
    "lane-6": "ansi_blue",
    "lane-7": "ansi_bright_red",
    "lane-8": "ansi_white",
}

_ANSI_LIGHT = {
    **_ANSI,
    "wait-loop": "ansi_bright_red",
    "ui": "ansi_blue",
    "ui-text": "ansi_bright_white",
    "track": "ansi_white",
    "lane-1": "ansi_cyan",
    "lane-4": "ansi_magenta",
    "lane-5": "ansi_bright_red",
    "lane-7": "ansi_red",
    "lane-8": "ansi_bright_black",
}


def _theme(name: str, colours: dict[str, str], text: str, ground: str, *, dark: bool, ansi: bool = False) -> Theme:
    """A Textual theme whose own names (primary, success …) mean the same as ours."""
    return Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=colours["ui"],
        secondary=colours["rest"],
        accent=colours["ui"],
        success=colours["run"],
        warning=colours["wait-gil"],
        error=colours["wait-core"],
        foreground=text,
        background=ground,
        surface=colours["bar"],
        panel=colours["bar"],
        boost=ground,
        variables={**_terminal_names(dark, ansi), **colours, **_textual_names(colours, ground)},
    )


def _terminal_names(dark: bool, ansi: bool) -> dict[str, str]:
    """What Textual's style sheets ask of an ansi theme."""
    return dict(BUILTIN_THEMES[f"ansi-{'dark' if dark else 'light'}"].variables) if ansi else {}


def _textual_names(colours: dict[str, str], ground: str) -> dict[str, str]:
    """Textual's own variables, for the parts that are Textual's: command palette, inputs, scroll bars."""
    return {
        "border": colours["ui"],
        "border-blurred": colours["frame"],
        "block-cursor-background": colours["ui"],
        "block-cursor-foreground": colours["ui-text"],
        "block-cursor-text-style": "none",
        "scrollbar": colours["frame"],
        "scrollbar-hover": colours["dim"],
        "scrollbar-active": colours["ui"],
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
    }


_OWN = "ansi_default"

THEMES: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        _theme("concviz-dark", _DARK, "#d7dde6", "#11151c", dark=True),
        _theme("concviz-light", _LIGHT, "#1d2530", "#fbfcfd", dark=False),
        _theme("concviz-ansi-dark", _ANSI, _OWN, _OWN, dark=True, ansi=True),
        _theme("concviz-ansi-light", _ANSI_LIGHT, _OWN, _OWN, dark=False, ansi=True),
    )
}
"""All themes by name, in the order in which `d` goes through them."""

TITLES = {
    "concviz-dark": "dark",
    "concviz-light": "light",
    "concviz-ansi-dark": "the terminal's own colours, dark ground",
    "concviz-ansi-light": "the terminal's own colours, light ground",
}
"""What the palette calls them."""


def following(name: str) -> str:
    """The theme after `name`, around the end; the first one for a name that is none of ours."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
