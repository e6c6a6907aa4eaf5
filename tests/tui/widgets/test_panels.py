"""Every panel, with every snapshot, in every theme, at many sizes."""

import pytest
from concviz.tui.lab.panels.answer_panel import AnswerPanel
from concviz.tui.lab.panels.cores_panel import CoresPanel
from concviz.tui.lab.panels.counts_panel import ProcessesPanel, ThreadsPanel
from concviz.tui.lab.panels.findings_panel import FindingsPanel
from concviz.tui.lab.panels.ledger_panel import LedgerPanel
from concviz.tui.lab.panels.workers_panel import WorkersPanel
from concviz.tui.theme.themes import THEMES
from concviz.tui.widgets.panel import Panel, stretches
from concviz.tui.widgets.time_bar import TimeBar

from tests.support.made_snapshots import ALL, curve_snapshot, ended, idle, processes_snapshot, threads_snapshot
from tests.support.panel_app import PanelApp, lines, strips, text_of

KINDS = (CoresPanel, ProcessesPanel, ThreadsPanel, LedgerPanel, WorkersPanel, AnswerPanel, FindingsPanel, TimeBar)
SIZES = [(190, 20), (120, 12), (80, 7), (36, 4), (20, 3), (5, 2)]


@pytest.fixture(scope="module")
def snapshots():
    """Every snapshot, by name: nobody changes one."""
    return {name: made() for name, made in ALL.items()}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_panel_fills_its_place_with_every_snapshot(kind, snapshots):
    panel = kind()
    async with PanelApp(panel).run_test(size=SIZES[0]) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert panel.size.width == size[0]
            for name, made in snapshots.items():
                panel.show(made)
                assert {len(line) for line in lines(panel)} == {size[0]}, (size, name)
            await pilot.pause()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("no_color", [False, True])
async def test_a_panel_draws_in_every_theme_and_without_colours(theme, no_color, snapshots, monkeypatch):
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    panels = [kind() for kind in KINDS]
    app = PanelApp(*panels, theme=theme)
    async with app.run_test(size=(100, 80)) as pilot:
        await pilot.pause()
        for made in snapshots.values():
            for panel in panels:
                panel.show(made)
            assert all(segment.style is not None for panel in panels for strip in strips(panel) for segment in strip)
        await pilot.pause()
        assert app.screen._compositor.render_strips()


@pytest.mark.parametrize("frame", ["round", "rule", "bare"])
async def test_a_frame_can_be_chosen(frame):
    panel = FindingsPanel(frame=frame)
    async with PanelApp(panel).run_test(size=(40, 6)) as pilot:
        panel.show(threads_snapshot())
        await pilot.pause()
        first = lines(panel)[0]
        assert first.startswith({"round": "╭─ What you see ─", "rule": "What you see ─", "bare": "Concurrent"}[frame])


async def test_before_the_first_snapshot_there_is_the_frame():
    panel = CoresPanel()
    async with PanelApp(panel).run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        assert lines(panel)[0].startswith("╭─ Cores ─")


async def test_only_lines_that_changed_are_refreshed(monkeypatch):
    panel = CoresPanel()
    refreshed = []
    async with PanelApp(panel).run_test(size=(100, 10)) as pilot:
        panel.show(threads_snapshot())
        await pilot.pause()
        monkeypatch.setattr("concviz.tui.widgets.panel.repaint", lambda _panel, regions: refreshed.append(regions))
        panel.show(threads_snapshot())
        assert refreshed == []
        panel.show(idle())
        lines = [y for region in refreshed[0] for y in range(region.y, region.bottom)]
        assert sorted(set(lines)) == lines
        assert 0 not in lines


def test_lines_that_follow_one_another_are_one_stretch():
    assert list(stretches([])) == []
    assert list(stretches([4])) == [(4, 1)]
    assert list(stretches([1, 2, 3, 6, 8, 9])) == [(1, 3), (6, 1), (8, 2)]


async def test_a_hidden_panel_draws_when_it_is_shown_again():
    panel = ThreadsPanel()
    async with PanelApp(panel).run_test(size=(40, 6)) as pilot:
        panel.display = False
        await pilot.pause()
        panel.show(threads_snapshot())
        panel.display = True
        await pilot.pause()
        assert "187 hand-offs/s" in text_of(panel)


async def test_another_theme_is_another_colour():
    panel = LedgerPanel()
    app = PanelApp(panel)
    async with app.run_test(size=(60, 6)) as pilot:
        panel.show(threads_snapshot())
        await pilot.pause()
        before = [segment.style for segment in strips(panel)[1]]
        app.theme = "concviz-light"
        await pilot.pause()
        await pilot.pause()
        after = [segment.style for segment in strips(panel)[1]]
        assert before != after
        assert {style.bgcolor for style in after} == {panel.rich_style.bgcolor}


async def test_another_ground_reaches_every_cell():
    panel = LedgerPanel()
    async with PanelApp(panel).run_test(size=(60, 6)) as pilot:
        panel.show(threads_snapshot())
        await pilot.pause()
        panel.styles.background = "#203040"
        await pilot.pause()
        grounds = {segment.style.bgcolor.name for strip in strips(panel) for segment in strip}
        assert grounds == {"#203040"}


async def test_the_focus_is_seen_in_the_frame():
    panel = ThreadsPanel()
    async with PanelApp(panel).run_test(size=(40, 6)) as pilot:
        panel.show(threads_snapshot())
        panel.blur()
        await pilot.pause()
        before = strips(panel)[0]
        panel.focus()
        await pilot.pause()
        assert strips(panel)[0].text == before.text
        assert list(strips(panel)[0]) != list(before)


async def test_the_numbers_of_the_small_panels():
    processes, threads, ledger = ProcessesPanel(), ThreadsPanel(), LedgerPanel()
    async with PanelApp(processes, threads, ledger).run_test(size=(50, 18)) as pilot:
        for panel in (processes, threads, ledger):
            panel.show(processes_snapshot())
        await pilot.pause()
        assert "91 MiB" in text_of(processes)
        assert "4 workers" in text_of(processes)
        assert "1 lab" in text_of(processes)
        assert "5 main" in text_of(threads)
        assert "98%" in text_of(ledger)
        assert "inferred" not in text_of(ledger)
        ledger.show(threads_snapshot())
        assert "≈ 73%" in text_of(ledger)
        assert "≈ inferred" in text_of(ledger)


async def test_after_a_run_the_counts_say_how_many_there_were():
    processes, threads = ProcessesPanel(), ThreadsPanel()
    async with PanelApp(processes, threads).run_test(size=(40, 12)) as pilot:
        for panel in (processes, threads):
            panel.show(ended())
        await pilot.pause()
        assert "at most 1" in text_of(processes)
        assert "at most 5" in text_of(threads)


async def test_a_curve_is_drawn_below_the_answer():
    panel = AnswerPanel()
    async with PanelApp(panel).run_test(size=(40, 7)) as pilot:
        panel.show(curve_snapshot(tuple(float(value) for value in range(10))))
        await pilot.pause()
        assert "▇" in lines(panel)[3]


def test_panels_have_names_of_their_own():
    assert all(issubclass(kind, Panel) and kind.TITLE for kind in KINDS)
