"""The cores on screen."""

from dataclasses import replace

import pytest
from concviz.tui.lab.panels.cores_panel import CoresPanel

from tests.support.made_snapshots import idle, split_unknown, threads_snapshot
from tests.support.panel_app import PanelApp, lines, text_of


async def shown(pilot, panel, snapshot):
    panel.show(snapshot)
    await pilot.pause()
    return text_of(panel)


async def test_the_legend_stays_where_it_is_narrow():
    panel = CoresPanel(frame="rule")
    async with PanelApp(panel).run_test(size=(39, 3)) as pilot:
        assert "█ this run" in await shown(pilot, panel, threads_snapshot())


async def test_whose_is_what_stands_in_the_border():
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(96, 10)) as pilot:
        text = await shown(pilot, panel, threads_snapshot())
        assert "█ this run   █ rest of the machine" in text.splitlines()[-1]
        assert "5 100%" in text


async def test_where_the_split_is_not_known_it_says_so():
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(110, 10)) as pilot:
        text = await shown(pilot, panel, split_unknown())
        assert "busy, by whom is not known for each core" in text
        assert "this run   █" not in text


@pytest.mark.parametrize("size", [(36, 4), (80, 6), (96, 10), (190, 20)])
async def test_every_core_is_on_screen_without_scrolling(size):
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=size) as pilot:
        for cores in (1, 2, 3, 8, 16, 64, 100, 256):
            await shown(pilot, panel, threads_snapshot(cores))
            assert not panel.show_vertical_scrollbar, cores
            assert {len(line) for line in lines(panel)} == {size[0]}, cores


async def test_where_cores_share_a_bar_it_says_so():
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(36, 4)) as pilot:
        assert "cores a bar" in await shown(pilot, panel, threads_snapshot(256))


async def test_history_steps_is_what_has_room():
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(96, 10)) as pilot:
        await pilot.pause()
        assert panel.history_steps(8) == 21
        assert panel.history_steps(256) == 1


async def test_without_colours_the_rest_is_a_shade(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(96, 10)) as pilot:
        text = await shown(pilot, panel, threads_snapshot())
        assert "░░░░" in text
        assert "░ rest of the machine" in text


async def test_before_the_first_sample_there_are_dashes_and_no_zeros():
    panel = CoresPanel()
    made = idle()
    async with PanelApp(panel).run_test(size=(96, 10)) as pilot:
        panel.show(replace(made, cores=replace(made.cores, measured=False)))
        await pilot.pause()
        text = text_of(panel)
        assert "0%" not in text
        assert text.count("–") == 8
