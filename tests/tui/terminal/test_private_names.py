"""Textual's private names: they stand in tui/terminal alone, they are there, and what becomes of the screen without them."""

import ast
import inspect
from pathlib import Path

import pytest
from concviz.tui.terminal import compositor, painter
from concviz.tui.terminal.driver import SteadyDriver
from concviz.tui.terminal.insides import is_settled, settle, strips_of
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tests.support.fakes import FakeInstrument, app_for, frame
from tests.support.sources import nodes_of

TUI = Path(__file__).parent.parent.parent.parent / "tui"
OF_THE_DRIVER = (
    "_sigcont_application", "_must_signal_resume", "_auto_restart", "_writer_thread", "_loop", "_patch_lflag", "_patch_iflag",
    "_enable_mouse_support", "_app", "_debug", "run_input_thread", "self.exit_event.is_set()",
)  # fmt: skip


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def defined(folder: Path, but: str = "") -> set[str]:
    """Every private name that the code below a folder gives to something, but for the folder that may give Textual's."""
    names = set()
    for path in folder.rglob("*.py"):
        if path.parent.name == but:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return {name for name in names if private(name)}


def test_they_stand_in_one_folder():
    things = (App(), Screen(), Widget(), painter.Compositor(), MessagePump)
    theirs = {name for thing in things for name in dir(thing) if private(name)}
    ours = defined(TUI, but="terminal")
    found = []
    for path in sorted(TUI.rglob("*.py")):
        if path.parent.name == "terminal":
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("textual._"):
                found.append((path.name, node.module))
            if isinstance(node, ast.Attribute) and node.attr in theirs - ours:
                found.append((path.name, node.attr))
    assert found == []


def test_those_that_painting_is_built_on_are_there():
    screen = Screen()
    assert [name for name in painter.NEEDED if not hasattr(screen, name)] == []
    assert [name for name in painter.NEEDED_INSIDE if not hasattr(painter.Painter(), name)] == []
    assert painter.Painter.render_partial_update is not painter.Compositor.render_partial_update
    assert isinstance(painter.Compositor.layers_visible, property)


def test_those_of_the_driver_are_there():
    source = "".join(inspect.getsource(cls) for cls in LinuxDriver.__mro__[:-1] if cls.__module__.startswith("textual"))
    assert [name for name in OF_THE_DRIVER if name not in source] == []
    assert SteadyDriver._sigcont_application is not LinuxDriver._sigcont_application
    assert vars(XTermParser())["_timeout_time"] is None


async def test_those_of_a_running_app_tell_its_cells_and_when_it_is_at_rest():
    async with App().run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert is_settled(pilot.app)
        assert len(strips_of(pilot.app)) == 5
        pilot.app.screen.call_later(lambda: None)
        assert not is_settled(pilot.app)


async def test_what_waits_is_done_without_waiting_for_a_timer(monkeypatch):
    monkeypatch.setattr(Timer, "resume", lambda _: None)
    async with App().run_test(size=(20, 5)) as pilot:
        screen, done = pilot.app.screen, []
        await screen.mount(above := Static("above"), below := Static("below"))
        await settle(pilot.app, 1_000)
        assert (above.region.y, below.region.y) == (0, 1)
        above.display = False
        screen.call_after_refresh(lambda: done.append(below.region.y))
        await settle(pilot.app, 1_000)
        assert is_settled(pilot.app)
        assert done == [0]


def gone(monkeypatch, what: str) -> None:
    """Textual's insides are others."""
    if what == "module":
        monkeypatch.setattr(compositor, "painter", None)
    else:
        monkeypatch.setattr(painter, what, ("_no_such_name",))


@pytest.mark.parametrize("what", ["NEEDED", "NEEDED_INSIDE", "module"])
async def test_without_them_the_screen_looks_the_same(monkeypatch, what):
    seen = []
    for without in (False, True):
        if without:
            gone(monkeypatch, what)
        assert compositor.paint_changes(Screen()) is not without
        lab = FakeInstrument()
        app = app_for(lab)
        async with app.run_test(size=(120, 40)) as pilot:
            lab.start(app.state.choice.plan())
            await pilot.pause()
            for _ in range(4):
                lab.idle(0.3)
                app.clock.tick(force=True)
                await pilot.pause()
            assert isinstance(app.screen._compositor, painter.Painter) is not without
            seen.append(frame(app))
    assert seen[0] == seen[1]


async def test_the_first_screen_is_shown_without_parsing_the_style_sheets_again(monkeypatch):
    parsed = []
    reparse = Stylesheet.reparse
    monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: parsed.append(sheet) or reparse(sheet))
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert parsed == []
        app.theme = "concviz-light"
        await pilot.pause()
        assert parsed
        light = app.screen.styles.background
        await pilot.press("2")
        await pilot.pause()
        assert app.screen.styles.background == light
