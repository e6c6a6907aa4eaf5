"""The timeline on screen, its zoom and its window."""

import pytest
from concviz.engine.model.states import BY_CODE
from concviz.tui.lab.panels.timeline_panel import ZOOMS
from concviz.tui.lab.panels.workers_panel import WorkersPanel
from textual.events import MouseScrollDown, MouseScrollUp

from tests.support.made_snapshots import (
    asyncio_snapshot,
    failed,
    idle,
    many_lanes,
    processes_snapshot,
    split_unknown,
    threads_snapshot,
)
from tests.support.panel_app import PanelApp, text_of


async def shown(pilot, panel, snapshot):
    panel.show(snapshot)
    await pilot.pause()
    return text_of(panel)


def rows_of(text, kind):
    """The timelines of the workers (or cores) of that kind, without names and rates: their lowest rows of cells."""
    return [line[12:88] for line in text.splitlines() if line.strip("│ ").startswith(kind)]


async def test_under_a_gil_one_runs_where_the_others_wait():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 18)) as pilot:
        text = await shown(pilot, panel, threads_snapshot(4))
        for kind in ("thread", "core"):
            rows = rows_of(text, kind)
            assert len(rows) == 4
            running = [sum(row[cell] == "█" for row in rows) for cell in range(len(rows[0]))]
            assert max(running) == 1, kind
            assert sum(running) > len(running) / 2
        assert "─ waits for the GIL" in text
        assert "2 ms a cell · last" in text


async def test_processes_run_side_by_side():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 18)) as pilot:
        rows = rows_of(await shown(pilot, panel, processes_snapshot()), "process")
        assert len(rows) == 4
        assert min(row.count("█") for row in rows) > 50


async def test_sixteen_coroutines_have_half_a_row_each_and_a_single_lane_is_no_wall():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 14)) as pilot:
        text = await shown(pilot, panel, asyncio_snapshot(2, 16))
        names = [line.strip("│ ").split("  ")[0] for line in text.splitlines() if "coroutine" in line]
        assert [name.split()[1] for name in names] == [f"{at}·{at + 1}" for at in range(1, 17, 2)]
        assert "a row" not in text
        text = await shown(pilot, panel, threads_snapshot(2, 1))
        assert len([line for line in text.splitlines() if "█" in line[12:] and "runs" not in line]) <= 10


async def test_where_no_thread_says_its_core_there_are_no_strips():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 18)) as pilot:
        assert "core 0" in await shown(pilot, panel, threads_snapshot(2))
        assert "core 0" not in await shown(pilot, panel, split_unknown())


async def test_zoom_goes_through_its_steps_and_asks_for_another_window():
    panel = WorkersPanel()
    app = PanelApp(panel)
    async with app.run_test(size=(100, 8)) as pilot:
        await shown(pilot, panel, threads_snapshot())
        app.said.clear()
        before = panel.timeline_us
        panel.action_zoom_out()
        await pilot.pause()
        assert panel.cell_us == 5_000
        assert panel.timeline_us * 2 == before * 5
        assert [message.timeline_us for message in app.said] == [panel.timeline_us]
        for _ in ZOOMS:
            panel.action_zoom_out()
        assert panel.cell_us == 1_000_000
        for _ in ZOOMS:
            panel.action_zoom_in()
        assert panel.cell_us == 500


async def test_the_mouse_wheel_zooms():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 8)) as pilot:
        assert await pilot._post_mouse_events([MouseScrollDown], panel)
        assert panel.cell_us == 5_000
        assert await pilot._post_mouse_events([MouseScrollUp], panel)
        assert panel.cell_us == 2_000


async def test_another_width_asks_for_another_window():
    panel = WorkersPanel()
    app = PanelApp(panel)
    async with app.run_test(size=(100, 8)) as pilot:
        await shown(pilot, panel, threads_snapshot())
        app.said.clear()
        await pilot.resize_terminal(140, 8)
        await pilot.pause()
        assert app.said[-1].timeline_us == panel.timeline_us


async def test_by_core_letters_what_runs():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(100, 18)) as pilot:
        await shown(pilot, panel, processes_snapshot())
        panel.action_toggle_by_core()
        await pilot.pause()
        assert "3333333" in text_of(panel)
        assert "letter: the core it ran on" in text_of(panel)


async def test_many_workers_share_rows_and_losses_are_said():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(120, 12)) as pilot:
        text = await shown(pilot, panel, many_lanes())
        assert "12 spans lost · 4,100 spans only counted" in text
        assert "… 1000" in text


@pytest.mark.parametrize("frame", ["round", "rule"])
@pytest.mark.parametrize("made", [threads_snapshot, asyncio_snapshot, many_lanes])
async def test_the_legend_names_all_that_is_drawn_on_a_small_screen_too(frame, made):
    panel = WorkersPanel(frame=frame)
    async with PanelApp(panel).run_test(size=(80, 7)) as pilot:
        text = await shown(pilot, panel, made())
        told = text.splitlines()[-1 if frame == "round" else 0]
        drawn = text.replace(told, "")
        for state in BY_CODE[1:]:
            assert (state.glyph in drawn.replace("╭─ Workers", "").strip("╭─╮ \n")) <= (f"{state.glyph} " in told)
        assert "runs" in told


@pytest.mark.parametrize(
    ("frame", "height", "swatch"), [("round", 12, "█ runs"), ("round", 9, "▄ runs"), ("rule", 5, "▀ runs")]
)
async def test_the_legends_block_is_not_taken_for_a_part_of_the_lane_next_to_it(frame, height, swatch):
    panel = WorkersPanel(frame=frame)
    async with PanelApp(panel).run_test(size=(120, height)) as pilot:
        assert swatch in await shown(pilot, panel, processes_snapshot())


async def test_coroutines_wait_for_io():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(120, 24)) as pilot:
        text = await shown(pilot, panel, asyncio_snapshot())
        assert "░ waits for I/O" in text
        assert text.count("░") > 500


async def test_a_failed_item_and_an_ended_worker_are_seen():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(120, 16)) as pilot:
        text = await shown(pilot, panel, failed())
        row = next(row for row in text.splitlines() if "ended" in row)
        assert "×" in row


async def test_without_a_run_it_says_so():
    panel = WorkersPanel()
    async with PanelApp(panel).run_test(size=(80, 8)) as pilot:
        assert "No run up to here." in await shown(pilot, panel, idle())
