"""Every role of colour in every theme: one row a role, one column a theme, for charts, words and style sheets alike.

One language everywhere: green runs for you, grey-blue is the rest of the machine, amber waits for the GIL, orange-brown for
a lock, red for a core, violet for I/O, turquoise for a child; blue is the interface itself. Lanes have Okabe and Ito's eight
colours (Color Universal Design, 2008), which people who can't tell red from green can tell apart: lightened where they would
drown in a dark ground, darkened where they would fade on a light one; black is grey.

The theme for low sight has a black ground, and everything that is read on it a contrast of 7 to 1 (WCAG 2, AAA) and more.

Two themes have the terminal's own sixteen colours, whatever those look like there. No terminal shows bright yellow
or white on a light ground, so the light one has neither; and bright black, which many nearly hide on a dark one, is for lines
only: words that step back have the terminal's own ink, which it dims itself.
"""

from __future__ import annotations

NAMES = ("concviz-dark", "concviz-light", "concviz-ansi-dark", "concviz-ansi-light", "concviz-contrast")
"""The columns."""
ROLES = {
    # what workers do
    "run": ("#3ecf8e", "#12915a", "green", "green", "#6cffbe"),
    "rest": ("#5c6681", "#8791a6", "bright_black", "bright_black", "#8f9bb8"),
    "gil": ("#f2a93b", "#b86e00", "yellow", "yellow", "#ffb83f"),
    "lock": ("#c27a3e", "#8a4b12", "bright_magenta", "bright_magenta", "#e39a5c"),
    "core": ("#ee6a5f", "#c8352b", "red", "red", "#ff8d84"),
    "loop": ("#e0d25c", "#8a7a00", "bright_yellow", "cyan", "#f7ec7a"),
    "io": ("#a48cf2", "#6f4fd0", "magenta", "magenta", "#c0acff"),
    "child": ("#45bcc4", "#0a7f8a", "cyan", "bright_blue", "#62e2ea"),
    "asleep": ("#8792b8", "#5f6a92", "blue", "default", "#a9c0e8"),
    "failed": ("#ff5c57", "#c0192b", "bright_red", "bright_red", "#ff7fb0"),
    # the interface, and words
    "interface": ("#5ba8e5", "#1867b7", "bright_blue", "blue", "#7cc6ff"),
    "inverse": ("#11151c", "#ffffff", "black", "bright_white", "#000000"),
    "text": ("#bfc5cf", "#383f49", "default", "default", "#ffffff"),
    "strong": ("#d7dde6", "#1d2530", "default", "default", "#ffffff"),
    "title": ("#9fb0c8", "#3f5270", "default", "default", "#ffffff"),
    "dim": ("#7d8796", "#657082", "default", "default", "#d2d6dc"),
    # lines and grounds
    "frame": ("#424a57", "#c3cad5", "bright_black", "bright_black", "#a0a6b0"),
    "faint": ("#2b3340", "#d9dee6", "bright_black", "white", "#5c636e"),
    "bar": ("#1a202b", "#e8ebf0", "default", "default", "#16181c"),
    "track": ("#242c38", "#e3e7ed", "bright_black", "white", "#3a3f48"),
    "raised": ("#2b3442", "#d5dae3", "default", "default", "#333a45"),
    # workers, by number
    "lane0": ("#56b4e9", "#2f93cf", "bright_cyan", "cyan", "#6cc6fa"),
    "lane1": ("#e69f00", "#bb7a00", "yellow", "yellow", "#f5b01c"),
    "lane2": ("#2fbf8f", "#009e73", "green", "green", "#3fd6a2"),
    "lane3": ("#cc79a7", "#b85d91", "bright_magenta", "magenta", "#e89cc6"),
    "lane4": ("#f0e442", "#968a00", "bright_yellow", "bright_magenta", "#f5ea55"),
    "lane5": ("#e8743b", "#d55e00", "bright_red", "red", "#ff9a66"),
    "lane6": ("#4a8fd6", "#0072b2", "blue", "blue", "#8db8ff"),
    "lane7": ("#b8bfcc", "#59616e", "white", "bright_black", "#d5dae2"),
}
"""What each colour means, and what it is in the themes of `NAMES`."""
GROUNDS = {
    "concviz-dark": ("#d7dde6", "#11151c"),
    "concviz-light": ("#1d2530", "#fbfcfd"),
    "concviz-ansi-dark": ("default", "default"),
    "concviz-ansi-light": ("default", "default"),
    "concviz-contrast": ("#ffffff", "#000000"),
}
"""Foreground and background."""
COLOURS = {name: {role: row[place] for role, row in ROLES.items()} for place, name in enumerate(NAMES)}
"""By theme, then by role."""

STATES = ("run", "rest", "gil", "lock", "core", "loop", "io", "child", "asleep", "failed")
"""Roles of what workers do."""
LANES = 8
LANE_ROLES = tuple(f"lane{lane}" for lane in range(LANES))
HUES = (*STATES, "interface", *LANE_ROLES)
"""Roles that a theme which isn't ours has from us; the rest is mixed of its own text and ground."""


def lane_role(lane: int) -> str:
    """The role of a lane's colour; lanes count from 1, after eight the colours come again."""
    return LANE_ROLES[(lane - 1) % LANES]


def terminal_colour(role: str) -> str:
    """What commands print a role in: one of the terminal's sixteen colours, that of its dark theme."""
    return COLOURS["concviz-ansi-dark"][role]
