"""What is written for a change leaves the same cells on a terminal as Textual's own writing would."""

import pyte
import pytest
from concviz.tui.lab.panels.workers_panel import WorkersPanel
from concviz.tui.terminal.compositor import at_once, paint_changes, repaint
from concviz.tui.terminal.painter import Lines
from concviz.tui.theme.themes import THEMES
from concviz.tui.widgets.line import Line
from textual.app import App
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from tests.support.fakes import FakeInstrument, app_for
from tests.support.made_snapshots import threads_snapshot
from tests.support.panel_app import PanelApp

SIZE = (120, 40)


def screen_of(*updates: str) -> list[list[pyte.screens.Char]]:
    """The cells of a terminal that these bytes were written to."""
    screen = pyte.Screen(*SIZE)
    stream = pyte.Stream(screen)
    for update in updates:
        stream.feed(update)
    return [[screen.buffer[y][x] for x in range(SIZE[0])] for y in range(SIZE[1])]


def whole(app) -> str:
    """All of the screen, as Textual writes it."""
    return app.screen._compositor.render_full_update().render_segments(app.console)


def painted() -> Screen:
    screen = Screen()
    assert paint_changes(screen)
    return screen


@pytest.fixture
def written(monkeypatch):
    """Every update that was handed to the terminal, with the bytes of it."""
    updates = []

    def note(app, _screen, update):
        if update is not None:
            updates.append((update, update.render_segments(app.console)))

    monkeypatch.setattr(App, "_display", note)
    return updates


@pytest.mark.parametrize("seconds", [0.0, 2.0])
async def test_the_lab_looks_as_if_all_of_it_had_been_written(seconds, written):
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=SIZE) as pilot:
        lab.start(app.state.choice.plan())
        lab.idle(seconds)
        await pilot.pause()
        app.clock.tick(force=True)
        await pilot.pause()
        begun, before = len(written), whole(app)
        for _ in range(4):
            lab.idle(0.3)
            app.clock.tick()
        await pilot.pause()
        pieces = written[begun:]
        assert [update for update, _ in pieces if isinstance(update, Lines)]
        assert screen_of(before, *(text for _, text in pieces)) == screen_of(whole(app))


class Covered(App[None]):
    """A panel with something in front of a part of it."""

    CSS = """
    Screen { layers: below above; }
    WorkersPanel { layer: below; height: 20; }
    #front { layer: above; offset: 30 4; width: 20; height: 3; background: red; }
    """

    def get_default_screen(self):
        return painted()

    def compose(self):
        yield WorkersPanel()
        yield Static("in front", id="front")


async def test_a_panel_that_is_covered_in_part_does_not_shine_through(written):
    app = Covered()
    async with app.run_test(size=SIZE) as pilot:
        panel = app.query_one(WorkersPanel)
        panel.show(threads_snapshot())
        await pilot.pause()
        begun, before = len(written), whole(app)
        repaint(panel, [Region(0, 3, 120, 5), Region(0, 12, 120, 1)])
        await pilot.pause()
        (update, text), *_ = written[begun:]
        assert not isinstance(update, Lines)
        assert screen_of(before, text) == screen_of(before)
        repaint(panel, [Region(0, 12, 120, 1)])
        await pilot.pause()
        assert isinstance(written[-1][0], Lines)


class Scrolled(App[None]):
    """Lines of which some are scrolled out of sight."""

    def get_default_screen(self):
        return painted()

    def compose(self):
        with VerticalScroll():
            for number in range(60):
                yield Static(f"line {number}", id=f"line{number}")


async def test_what_is_scrolled_is_written_where_it_is_seen(written):
    app = Scrolled()
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(VerticalScroll).scroll_to(y=7, animate=False)
        await pilot.pause()
        begun, before = len(written), whole(app)
        for number in (2, 9, 30):
            app.query_one(f"#line{number}", Static).update(f"line {number} is another", layout=False)
        await pilot.pause()
        texts = [text for _, text in written[begun:]]
        assert screen_of(before, *texts) == screen_of(whole(app))
        assert "".join(cell.data for cell in screen_of(before, *texts)[2]).startswith("line 9 is another")


async def test_only_what_changed_is_asked_for_its_lines(monkeypatch):
    app = app_for()
    async with app.run_test(size=SIZE) as pilot:
        app.clock.tick(force=True)
        await pilot.pause()
        asked = []
        for widget in app.screen.walk_children():
            for name in ("render_lines", "sequences"):
                if (ask := getattr(widget, name, None)) is not None:
                    note = lambda *which, name=widget.id, ask=ask: asked.append(name) or ask(*which)  # noqa: E731
                    monkeypatch.setattr(widget, name, note)
        panel = app.screen.query_one("#cores")
        with at_once(app.screen):
            repaint(panel, [Region(0, 1, panel.size.width, 2)])
            assert not asked
        assert asked == ["cores"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("no_color", [False, True])
async def test_a_panel_tells_its_lines_as_textual_would_write_them(theme, no_color, monkeypatch):
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    panel = WorkersPanel()
    app = PanelApp(panel, theme=theme)
    async with app.run_test(size=(100, 12)) as pilot:
        panel.show(threads_snapshot())
        await pilot.pause()
        strips = panel.render_lines(Region(0, 0, *panel.size))
        assert panel.sequences(range(12), 100) == [strip.render(app.console) for strip in strips]
        assert panel.sequences(range(12), 99) is None
        assert panel.sequences(range(13), 100) is None


@pytest.mark.parametrize("theme", THEMES)
async def test_a_line_tells_itself_as_textual_would_write_it(theme):
    app = app_for(theme=theme)
    async with app.run_test(size=SIZE) as pilot:
        app.clock.tick(force=True)
        await pilot.pause()
        for line in [line for line in app.screen.query(Line) if line.size]:
            width = line.size.width
            line.redraw()
            told = line.sequences(range(1), width)
            if line.under() is not None:
                assert told is None
            else:
                assert screen_of(*told) == screen_of(line.render_lines(Region(0, 0, width, 1))[0].render(app.console))
            assert line.sequences(range(1), width + 1) is None
