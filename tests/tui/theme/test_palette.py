"""Colours: the same roles in every theme."""

import pytest
from concviz.tui.lab.panels.ledger_panel import LedgerPanel
from concviz.tui.theme.palette import ANSI, DARK, LIGHT, MIXED, Palette, lane_role, palette_of
from textual.color import Color
from textual.theme import Theme

from tests.support.panel_app import PanelApp

ROLES = [*DARK, *MIXED, "ramp0", "ramp15", "lane3x7"]


@pytest.mark.parametrize("theme", ["concviz-dark", "concviz-light", "concviz-ansi-dark", "concviz-ansi-light", "nord"])
async def test_every_role_has_a_colour_in_every_theme(theme):
    app = PanelApp(LedgerPanel(), theme=theme)
    async with app.run_test():
        palette = palette_of(app)
        assert palette is palette_of(app)
        for role in ROLES if not palette.ansi else ANSI:
            assert palette.style(role).color is not None
            assert palette.style(f"bold {role} reverse").reverse


async def test_ansi_themes_use_the_terminals_own_colours():
    app = PanelApp(LedgerPanel(), theme="concviz-ansi-dark")
    async with app.run_test():
        assert all(palette_of(app).style(role).color.number is None or palette_of(app).style(role).color.number < 16
                   for role in ANSI)  # fmt: skip


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
        Palette(dict(DARK)).style("purple")


def test_lanes_repeat_after_eight():
    assert [lane_role(lane) for lane in (1, 8, 9)] == ["lane0", "lane7", "lane0"]


def contrast(one, other):
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""

    def luminance(colour):
        parts = (part / 255 for part in colour.rgb)
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("colours", "ground"), [(DARK, "#11161d"), (LIGHT, "#ffffff")])
def test_colours_can_be_told_from_the_ground(colours, ground):
    back = Color.parse(ground)
    for role, colour in colours.items():
        assert contrast(Color.parse(colour), back) >= 2.4, role


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_run_and_rest_differ_in_lightness_too(colours):
    run, rest = Color.parse(colours["run"]), Color.parse(colours["rest"])
    assert abs(run.brightness - rest.brightness) > 0.15
