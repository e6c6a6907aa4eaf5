"""The headline on screen: how many cores, of how many, and of when it tells."""

from dataclasses import replace

import pytest
from concviz.tui.lab.panels.headline_panel import HeadlinePanel, headline_of

from tests.support.made_snapshots import ended, idle, machine, split_unknown, threads_snapshot
from tests.support.panel_app import PanelApp, lines, text_of


async def shown(pilot, panel, snapshot):
    panel.show(snapshot)
    await pilot.pause()
    return text_of(panel)


async def test_digits_are_as_tall_as_the_counts_and_the_bar_has_a_slot_a_core():
    panel = HeadlinePanel()
    async with PanelApp(panel).run_test(size=(44, 6)) as pilot:
        text = await shown(pilot, panel, threads_snapshot(2))
        assert "▀█    █▀█" in text
        assert "of 2 cores  now" in text
        bar = lines(panel)[-2].strip("│ ")
        assert bar.split()[0].count("█") == len(bar.split()[0])
        assert set(bar.split()[1]) == {"░"}


def test_now_and_so_far_never_share_a_frame_without_a_label():
    running = headline_of(replace(threads_snapshot(2), run_cores=0.8))
    assert (running.when, running.also) == ("now", "run 0.8")
    over = headline_of(replace(ended(), run_cores=1.0))
    assert (over.used, over.when, over.also) == (1.0, "run", "")


def test_without_a_run_the_machine_is_what_is_told():
    told = headline_of(idle())
    assert (told.what, told.also, told.ink) == ("cores busy", "no run yet", "rest")
    assert headline_of(replace(idle(), cores=replace(idle().cores, measured=False))).used is None


def test_where_the_split_is_not_known_the_total_is():
    assert headline_of(split_unknown()).used == pytest.approx(1.0)


async def test_fewer_usable_cores_are_said():
    panel = HeadlinePanel()
    async with PanelApp(panel).run_test(size=(60, 6)) as pilot:
        limited = replace(threads_snapshot(), machine=machine(8, affinity=4, quota=2.5))
        assert "of 2.5 usable cores" in await shown(pilot, panel, limited)
