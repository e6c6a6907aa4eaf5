"""Colours: the same roles in every theme, told apart and seen in each."""

from itertools import combinations

import pytest
from concviz.engine.model import states as state_words
from concviz.tui.lab.panels.ledger_panel import LedgerPanel
from concviz.tui.theme.colours import COLOURS, GROUNDS, LANE_ROLES, NAMES, ROLES, STATES, lane_role, terminal_colour
from concviz.tui.theme.palette import PALE, WORDS, Palette, _along, palette_of, style_of
from concviz.tui.theme.themes import THEMES
from rich.color import Color as RichColor
from textual.color import Color
from textual.theme import Theme

from tests.support.panel_app import PanelApp

ANSI = tuple(name for name in NAMES if "ansi" in name)
TRUE = tuple(name for name in NAMES if name not in ANSI)
WORDS_OF_TEXT = ("text", "strong", "title", "dim")
UNSEEN = {
    "concviz-ansi-dark": {"black"},
    "concviz-ansi-light": {"white", "bright_white", "bright_yellow", "bright_green"},
}
"""What no usual palette of a terminal can show on that ground."""


def contrast(one, other):
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""

    def luminance(colour):
        parts = (part / 255 for part in colour.rgb)
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_a_colour_in_every_theme(role, theme):
    colour = RichColor.parse(COLOURS[theme][role])
    assert (theme in ANSI) == (colour.is_default or (colour.number is not None and colour.number < 16))


@pytest.mark.parametrize("theme", NAMES)
def test_style_sheets_and_charts_have_the_same_colours(theme):
    for role, colour in COLOURS[theme].items():
        if role != "text":
            told, drawn = Color.parse(THEMES[theme].variables[role]).rich_color, RichColor.parse(colour)
            assert (told.number, told.triplet) == (drawn.number, drawn.triplet), role


@pytest.mark.parametrize("theme", TRUE)
@pytest.mark.parametrize("role", [*STATES, *LANE_ROLES, "interface", *WORDS_OF_TEXT])
def test_what_is_read_can_be_told_from_the_ground(role, theme):
    assert contrast(Color.parse(COLOURS[theme][role]), Color.parse(GROUNDS[theme][1])) >= 3


@pytest.mark.parametrize("role", [*STATES, *LANE_ROLES, "interface", *WORDS_OF_TEXT])
def test_with_low_sight_it_can_be_read_too(role):
    """WCAG 2, AAA."""
    theme = "concviz-contrast"
    assert contrast(Color.parse(COLOURS[theme][role]), Color.parse(GROUNDS[theme][1])) >= 7


@pytest.mark.parametrize("theme", ANSI)
@pytest.mark.parametrize("role", [*STATES, *LANE_ROLES, "interface", *WORDS_OF_TEXT])
def test_no_terminal_is_asked_for_what_it_cannot_show(role, theme):
    assert COLOURS[theme][role] not in UNSEEN[theme]


@pytest.mark.parametrize("theme", TRUE)
@pytest.mark.parametrize("roles", [STATES, LANE_ROLES])
def test_no_two_states_and_no_two_lanes_look_alike(roles, theme):
    for one, other in combinations(roles, 2):
        pairs = zip(Color.parse(COLOURS[theme][one]).rgb, Color.parse(COLOURS[theme][other]).rgb, strict=True)
        assert sum(abs(a - b) for a, b in pairs) >= 30, (one, other)


@pytest.mark.parametrize("theme", ANSI)
@pytest.mark.parametrize("roles", [STATES, LANE_ROLES])
def test_no_two_states_and_no_two_lanes_are_one_of_the_sixteen(roles, theme):
    assert len({COLOURS[theme][role] for role in roles}) == len(roles)


@pytest.mark.parametrize("theme", TRUE)
def test_run_and_rest_differ_in_lightness_too(theme):
    run, rest = Color.parse(COLOURS[theme]["run"]), Color.parse(COLOURS[theme]["rest"])
    assert abs(run.brightness - rest.brightness) > 0.15


def test_every_state_has_words_a_colour_and_a_glyph_of_its_own():
    states = state_words.STATES
    assert {state.ink for state in states} == set(STATES)
    assert len({state.glyph for state in states}) == len({state.words for state in states}) == len(states)
    assert all(len(state.glyph) == 1 for state in states)
    assert set(state_words.BY_CODE) | {state_words.IDLE} == {*states, state_words.OPEN}
    assert terminal_colour("gil") == "yellow"


@pytest.mark.parametrize("theme", [*NAMES, "nord"])
async def test_every_ink_is_a_style_under_every_theme(theme):
    app = PanelApp(LedgerPanel(), theme=theme)
    async with app.run_test():
        palette = palette_of(app)
        assert palette is palette_of(app)
        for role in [*ROLES, "ramp0", "ramp15", "lane3x7"]:
            assert palette.style(role).color is not None
            reversed_ = palette.style(f"bold {role} reverse")
            assert reversed_.reverse or reversed_.bgcolor == palette.style(role).color
        grounds = [ground.name for name in WORDS if (ground := style_of(app, name).bgcolor) is not None]
        assert not palette.ansi or set(grounds) <= set(PALE)
        assert style_of(app, "title").bold


async def test_what_stands_out_is_reversed_where_grounds_have_no_colours():
    app = PanelApp(LedgerPanel(), theme="concviz-ansi-light")
    async with app.run_test():
        assert style_of(app, "cursor").reverse
        assert style_of(app, "tab").reverse
        assert not style_of(app, "faint").reverse


async def test_words_step_back_in_the_terminals_own_ink():
    for theme in ANSI:
        app = PanelApp(LedgerPanel(), theme=theme)
        async with app.run_test():
            dim = palette_of(app).style("dim")
            assert (dim.dim, dim.color.is_default) == (True, True)  # bright black is hardly seen on many dark grounds


async def test_what_is_reversed_on_a_light_ground_can_be_read_on_pale_colours():
    app = PanelApp(LedgerPanel(), theme="concviz-ansi-light")
    async with app.run_test():
        verdict, tab = palette_of(app).style("bold gil reverse"), palette_of(app).style("bold core reverse")
        assert (verdict.color.name, verdict.bgcolor.name, verdict.reverse) == ("black", "yellow", None)
        assert tab.reverse
        assert palette_of(app).style("lane1 reverse").reverse  # the other half of a block: the ground's own colour


async def test_a_theme_may_give_a_role_another_colour():
    app = PanelApp(LedgerPanel())
    app.register_theme(Theme(name="own", primary="#123456", variables={"run": "#abcdef"}))
    app.theme = "own"
    async with app.run_test():
        assert palette_of(app).colour("run") == "#abcdef"


async def test_no_color_is_known(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = PanelApp(LedgerPanel())
    async with app.run_test():
        assert palette_of(app).shaded


def test_an_unknown_role_is_an_error():
    with pytest.raises(KeyError, match="no role of colour"):
        Palette(dict(COLOURS["concviz-dark"])).style("purple")


def test_lanes_repeat_after_eight():
    assert [lane_role(lane) for lane in (1, 8, 9)] == ["lane0", "lane7", "lane0"]


def test_a_shade_is_so_far_from_the_ground_to_a_lanes_colour_and_beyond():
    shades = Palette({"lane3": "#0080ff"}, dark=True)
    ramp = [Color.parse(shades.colour(f"ramp{level}")) for level in range(16)]
    assert [shades.colour("lane3x0"), shades.colour("lane3x15")] == [
        ramp[0].hex,
        Color.parse("#0080ff").blend(ramp[15], 0.6).hex,
    ]
    assert shades.colour("lane3x7") == ramp[0].blend(Color.parse("#0080ff"), 14 / 15).hex
    bright = [Color.parse(shades.colour(f"lane3x{level}")).brightness for level in range(16)]
    assert bright == sorted(bright)
    assert len({each.hex for each in ramp}) == 16
    assert Palette({"lane3": "blue"}, ansi=True).colour("lane3x7") == "blue"
    for name in ("lane4x7", "lane3", "nothing"):
        with pytest.raises(KeyError, match="no role of colour named"):
            Palette({}).colour(name)


@pytest.mark.parametrize(
    ("share", "colour"),
    [
        (-0.1, "#000000"),
        (0.0, "#000000"),
        (0.25, "#404040"),
        (0.5, "#808080"),
        (0.75, "#804040"),
        (1.0, "#800000"),
        (1.1, "#800000"),
    ],
)
def test_a_colour_along_stops_is_between_the_two_beside_it(share, colour):
    stops = tuple(map(Color.parse, ("#000000", "#808080", "#800000")))
    assert _along(stops, share).hex.lower() == colour
