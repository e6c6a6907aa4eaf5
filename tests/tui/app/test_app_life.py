"""How the app begins and ends: keys before it is ready, what it needs of a terminal, and what it imports."""

import io
import subprocess
import sys

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend, Inventory
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts.play_head import Live
from concviz.tui.terminal.launch import launch_app, unfit

from tests.support.fakes import OWN, FakeInstrument, frame, shelf


async def test_keys_pressed_before_the_engine_is_there_are_not_lost():
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    backend, app.state.backend, app.state.inventory = app.state.backend, None, Inventory()
    app.opening._load = lambda: backend
    async with app.run_test(size=(120, 40)) as pilot:
        app.workers.cancel_all()
        assert lab.plans == [] or app.state.backend is not None
        await pilot.press("plus", "r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert [plan.workers for plan in lab.plans] == [5]


async def test_no_key_crashes_an_app_that_is_not_ready():
    app = ConcvizApp(load=lambda: pytest.fail("not asked for"), find_pythons=None)
    app.on_mount = lambda: None
    async with app.run_test(size=(120, 40)) as pilot:
        for key in (
            "s",
            "space",
            "left",
            "end",
            "home",
            "v",
            "enter",
            "escape",
            "c",
            "w",
            "y",
            "t",
            "t",
            "p",
            "question_mark",
        ):
            await pilot.press(key)
        await pilot.pause()
        assert app.is_running
        assert app.state.head == Live()


async def test_the_first_frame_has_all_frames_before_the_engine_is_there():
    app = ConcvizApp(load=lambda: pytest.fail("not asked for"), find_pythons=None)
    app.on_mount = lambda: None
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        text = "\n".join(frame(app))
        for title in ("Task", "Model", "Settings", "Cores", "Processes", "Threads", "Workers", "What you see"):
            assert title in text


async def test_a_session_read_from_a_file_is_shown_and_runs_nothing():
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, None), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "read from a file" in next(iter(app._notifications)).message
        assert app.state.mode_of_time == "replay"


async def test_nothing_is_built_when_nothing_has_changed():
    lab = FakeInstrument()
    built = []

    def counting(*args, **options):
        built.append(args)
        return snapshot(*args, **options)

    app = ConcvizApp(Backend(lab.session, shelf(), counting, lab), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.clock.tick(force=True)
        count = len(built)
        for _ in range(20):
            app.clock.tick()
        assert len(built) == count
        lab.idle(0.2)
        for _ in range(8):  # two seconds' worth
            app.clock.tick()
        assert len(built) == count + 1


async def test_leaving_closes_the_instrument():
    lab = FakeInstrument()
    app = ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("q")
    app.close_backend()
    assert lab.closed == 1


class Terminal(io.StringIO):
    """Says that it is a terminal."""

    encoding = "utf-8"

    def __init__(self, tty=True, encoding="utf-8"):
        super().__init__()
        self.tty, self.encoding = tty, encoding  # pyright: ignore[reportAttributeAccessIssue]

    def isatty(self):
        return self.tty


@pytest.mark.parametrize(
    ("environ", "out", "size", "words"),
    [
        ({"TERM": "xterm"}, Terminal(tty=False), (80, 24), "needs a terminal"),
        ({"TERM": "dumb"}, Terminal(), (80, 24), "TERM is dumb"),
        ({}, Terminal(), (80, 24), "not set"),
        ({"TERM": "xterm"}, Terminal(encoding="iso8859-1"), (80, 24), "UTF-8"),
        ({"TERM": "xterm"}, Terminal(), (39, 10), "40 x 10"),
        ({"TERM": "xterm"}, Terminal(), (80, 9), "40 x 10"),
    ],
)
def test_what_a_terminal_lacks_is_one_line(environ, out, size, words):
    problem = unfit(environ, out, Terminal(), size)
    assert words in problem
    assert "\n" not in problem


@pytest.mark.parametrize("size", [(40, 10), (0, 0), (200, 60)])
def test_a_fit_terminal_is_fit(size):
    assert unfit({"TERM": "xterm-256color"}, Terminal(), Terminal(), size) == ""


def test_without_a_terminal_the_app_is_not_even_made(capsys):
    assert launch_app(lambda: pytest.fail("made")) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_importing_the_app_imports_neither_numpy_nor_the_engines_instruments():
    names = ("numpy", "psutil", "msgspec", "concviz.engine.session.memory.log", "pygments.lexers.python")
    code = (
        f"import sys, concviz.tui.app.app, concviz.tui.lab.lab_screen; print([m for m in {names} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
