"""The answer's picture, the sentences and the time bar on screen."""

from concviz.tui.lab.panels.answer_panel import AnswerPanel
from concviz.tui.lab.panels.findings_panel import FindingsPanel
from concviz.tui.widgets.time_bar import TimeBar

from tests.support.made_snapshots import failed, fractal_snapshot, idle, paused, threads_snapshot
from tests.support.panel_app import PanelApp, lines, strips, text_of


async def shown(pilot, panel, snapshot):
    panel.show(snapshot)
    await pilot.pause()
    return text_of(panel)


async def test_the_picture_comes_with_its_words():
    panel = AnswerPanel()
    async with PanelApp(panel).run_test(size=(96, 16)) as pilot:
        text = await shown(pilot, panel, fractal_snapshot())
        assert "49 % of the points inside" in text
        assert "33 of 48 items" in text
        assert text.count("▀") > 50


async def test_the_picture_can_be_coloured_by_worker():
    panel = AnswerPanel()
    async with PanelApp(panel).run_test(size=(96, 16)) as pilot:
        before = await shown(pilot, panel, fractal_snapshot())
        colours = {segment.style for segment in strips(panel)[3]}
        panel.action_toggle_by_lane()
        await pilot.pause()
        assert "coloured by worker" in text_of(panel)
        assert "coloured by worker" not in before
        assert {segment.style for segment in strips(panel)[3]} != colours


async def test_with_sixteen_colours_the_picture_is_shades_of_text():
    panel = AnswerPanel()
    async with PanelApp(panel, theme="concviz-ansi-dark").run_test(size=(96, 16)) as pilot:
        text = await shown(pilot, panel, fractal_snapshot())
        assert "▀" not in text
        assert "::::" in text


async def test_a_flat_answer_is_one_line():
    panel = AnswerPanel()
    async with PanelApp(panel).run_test(size=(96, 3)) as pilot:
        await shown(pilot, panel, fractal_snapshot())
        assert "33 of 48 items" in lines(panel)[1]


async def test_a_failed_run_is_told_in_a_sentence():
    panel = FindingsPanel()
    async with PanelApp(panel).run_test(size=(80, 5)) as pilot:
        text = await shown(pilot, panel, failed())
        assert "The run failed. Process 3 was killed by SIGKILL" in text
        assert "Try r run again." in " ".join(text.split())
        assert "press r" in await shown(pilot, panel, idle())


async def test_the_time_bar_knows_live_from_paused():
    bar = TimeBar()
    async with PanelApp(bar).run_test(size=(90, 3)) as pilot:
        assert (await shown(pilot, bar, threads_snapshot())).endswith("● live 00:42")
        assert (await shown(pilot, bar, paused())).endswith("paused at 00:31, 11 s behind")
        bar.mode = "replay"
        assert text_of(bar).endswith("00:31 of 00:42")


async def test_a_click_on_the_bar_seeks_and_one_on_the_words_does_not():
    bar = TimeBar()
    app = PanelApp(bar)
    async with app.run_test(size=(90, 3)) as pilot:
        text = await shown(pilot, bar, threads_snapshot())
        first, last = text.index("├"), text.index("●")
        await pilot.click(bar, offset=(first, 0))
        await pilot.click(bar, offset=(last, 0))
        await pilot.click(bar, offset=((first + last) // 2, 0))
        await pilot.click(bar, offset=(88, 0))
        await pilot.pause()
        assert [message.t_us for message in app.said[:2]] == [0, 42_000_000]
        assert len(app.said) == 3
        assert abs(app.said[2].t_us - 21_000_000) < 500_000
