"""Every colour of every theme, every word's style on every ground, and every key, as text files.

    python -m pytest tests/tui/theme/test_every_colour.py --snapshot-update

writes them anew; what changed in them is what everyone will see.
"""

from types import SimpleNamespace

import pytest
from concviz.tui.app.key_table import NAMES as KEY_NAMES
from concviz.tui.app.key_table import ROWS, key_of, paired
from concviz.tui.theme.colours import COLOURS, GROUNDS, NAMES, lane_role, terminal_colour
from concviz.tui.theme.palette import WORDS, palette_of, style_of
from concviz.tui.theme.themes import THEMES, TITLES, begin_with_theme, following
from textual.theme import Theme

from tests.support.drawn_charts import Charts

INKS = (
    "bold lane2 reverse",
    "dim reverse",
    "bold gil reverse",
    "strong on track",
    "inverse on run",
    "italic frame",
    "faint",
)


def looks(theme, *, ansi=False, no_color=False, **variables) -> list[str]:
    """What each word and some inks look like in an app with that theme."""
    app = SimpleNamespace(
        current_theme=theme, native_ansi_color=ansi, no_color=no_color,
        theme_variables={"background": "#102030", "foreground": "#e0d0c0", **variables},
    )  # fmt: skip
    found = palette_of(app)
    lines = [f"dark {theme.dark} ansi {found.ansi} shaded {found.shaded}"]
    lines += [f"  {name}: {style_of(app, name)}" for name in WORDS]
    lines += [f"  {ink}: {found.style(ink)}" for ink in INKS]
    return [
        *lines,
        f"  {[found.colour(f'ramp{n}') for n in (0, 7, 15)]} {[found.colour(f'lane3x{n}') for n in (0, 7, 15)]}",
    ]


OTHER = {"dark": True, "light": False}


@pytest.mark.parametrize("name", NAMES)
def test_every_colour_of_a_theme(name, snapshot):
    theme = THEMES[name]
    lines = [f"{role}: {colour}" for role, colour in COLOURS[name].items()]
    lines += [str(GROUNDS.get(name)), TITLES[name], following(name), str(theme)]
    for no_color in (False, True):
        lines += looks(theme, ansi=name in NAMES[2:], no_color=no_color)
    assert "\n".join(lines) + "\n" == snapshot.use_extension(Charts)


@pytest.mark.parametrize("ground", OTHER)
def test_every_colour_on_anothers_ground(ground, snapshot):
    theme = Theme(name="another", primary="#123456", dark=OTHER[ground], variables={"run": "#abcdef"})
    lines = looks(theme) + looks(theme, background="ansi_default", foreground="auto 87%")
    assert "\n".join(lines) + "\n" == snapshot.use_extension(Charts)


def test_every_key(snapshot):
    lines = [
        f"{row.id} {row.keys} {row.action} | {row.title} | {row.about} | {row.label} | {row.shown} {row.priority}"
        for row in ROWS
    ]
    lines += [f"{key} {name}" for key, name in KEY_NAMES.items()]
    lines += [
        str([key_of(row.id) for row in ROWS]),
        str([paired(["left", "right"]), paired(["shift+left", "shift+right"])]),
    ]
    lines += [
        str([paired(["left_square_bracket", "up"]), paired(["shift+left"]), paired(["shift+left", "a"]), paired([])])
    ]
    assert "\n".join(lines) + "\n" == snapshot.use_extension(Charts)


def test_ours_take_the_place_of_all_others():
    said = []
    app = SimpleNamespace(
        available_themes={"nord": 1, "monokai": 2}, unregister_theme=lambda name: said.append(f"without {name}"),
        register_theme=lambda theme: said.append(f"with {theme.name}"), set_reactive=lambda _, name: said.append(f"set {name}"),
        add_class=lambda *names, update: said.append((names, update)), get_css_variables=lambda: {"a": "b"},
        stylesheet=SimpleNamespace(set_variables=said.append),
    )  # fmt: skip
    begin_with_theme(app, "concviz-light")
    both = ["without nord", "without monokai", *(f"with {name}" for name in NAMES)]
    assert said == [*both, "set concviz-light", (("-theme-concviz-light", "-light-mode"), False), {"a": "b"}]
    said.clear()
    begin_with_theme(app, "concviz-dark")
    assert said[-2] == (("-theme-concviz-dark", "-dark-mode"), False)
    said.clear()
    begin_with_theme(app, "concviz-ansi-dark")
    assert (said, app.theme) == (both, "concviz-ansi-dark")
    assert following("nord") == NAMES[0]
    assert (lane_role(0), lane_role(10), terminal_colour("run")) == (lane_role(8), "lane1", terminal_colour("run"))
