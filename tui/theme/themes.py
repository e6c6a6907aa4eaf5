"""The themes as Textual takes them: dark, light, two made of the terminal's own sixteen colours, and one of high contrast.

Style sheets use the roles of `colours.py` with a dollar sign (`$run`), charts and words through `palette.py`.
"""

from __future__ import annotations

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from .colours import COLOURS, GROUNDS, NAMES

DEFAULT = NAMES[0]


def _theme(name: str) -> Theme:
    """A Textual theme whose own names (primary, success …) mean the same as ours."""
    dark, ansi = "light" not in name, "ansi" in name
    text, ground, *values = (f"ansi_{value}" if ansi else value for value in (*GROUNDS[name], *COLOURS[name].values()))
    colours = dict(zip(COLOURS[name], values, strict=True))
    return Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=colours["interface"],
        secondary=colours["rest"],
        accent=colours["interface"],
        success=colours["run"],
        warning=colours["gil"],
        error=colours["core"],
        foreground=text,
        background=ground,
        surface=colours["bar"],
        panel=colours["bar"],
        boost=ground,
        variables={**_terminal_names(dark, ansi), **_prefixed(colours), **_textual_names(colours, ground)},
    )


def _prefixed(colours: dict[str, str]) -> dict[str, str]:
    """Our roles as variables; `text` is one of Textual's own names, which it makes of the foreground."""
    return {role: colour for role, colour in colours.items() if role != "text"}


def _terminal_names(dark: bool, ansi: bool) -> dict[str, str]:
    """What Textual's style sheets ask of an ansi theme."""
    return dict(BUILTIN_THEMES[f"ansi-{'dark' if dark else 'light'}"].variables) if ansi else {}


def _textual_names(colours: dict[str, str], ground: str) -> dict[str, str]:
    """Textual's own variables, for the parts that are Textual's: command palette, inputs, scroll bars."""
    return {
        "border": colours["interface"],
        "border-blurred": colours["frame"],
        "block-cursor-background": colours["interface"],
        "block-cursor-foreground": colours["inverse"],
        "block-cursor-text-style": "none",
        "scrollbar": colours["frame"],
        "scrollbar-hover": colours["dim"],
        "scrollbar-active": colours["interface"],
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
    }


THEMES = {name: _theme(name) for name in NAMES}
"""All themes by name, in the order in which `d` goes through them."""

TITLES = {
    "concviz-dark": "dark",
    "concviz-light": "light",
    "concviz-ansi-dark": "the terminal's own colours, dark ground",
    "concviz-ansi-light": "the terminal's own colours, light ground",
    "concviz-contrast": "high contrast, for low sight",
}
"""What the palette calls them."""


def following(name: str) -> str:
    """The theme after `name`, around the end; the first one for a name that is none of ours."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def begin_with_theme(app: App[int], name: str) -> None:
    """Ours in the place of Textual's, and this one from the first frame on.

    Like `app.theme = name`, without parsing all style sheets a second time for that frame.
    """
    for other in list(app.available_themes):
        app.unregister_theme(other)
    for own in THEMES.values():
        app.register_theme(own)
    if THEMES[name].ansi:
        app.theme = name  # changes filters too
        return
    app.set_reactive(App.theme, name)
    app.add_class(f"-theme-{name}", "-dark-mode" if THEMES[name].dark else "-light-mode", update=False)
    app.stylesheet.set_variables(app.get_css_variables())
