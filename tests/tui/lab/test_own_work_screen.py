"""The user's own work in the app: a file, a function, its inputs; what it printed; and what is remembered."""

import json
import os
import sys
from dataclasses import replace

import pytest
from concviz.engine.catalogue.own_inputs import inputs_of
from concviz.engine.catalogue.own_work import offers
from concviz.engine.catalogue.recent import KEPT, Recent, recent, remember
from concviz.engine.model.plan import PlanError
from concviz.engine.pythons import installed
from concviz.engine.pythons.installed import Interpreter
from concviz.engine.session.events import Output
from concviz.tui.app.backend import load_own
from concviz.tui.app.choice import Choice
from concviz.tui.cli.preselect import chosen
from concviz.tui.lab.dialogs.output import OutputScreen, wrapped
from concviz.tui.lab.dialogs.own import OwnScreen
from concviz.tui.lab.dialogs.typed_path import completed, joined, listing
from concviz.tui.lab.task_list import OWN

from tests.support.fakes import FakeInstrument, app_for, frame

MINE = '''
raise SystemExit("this file must never be imported by the interface")

def heavy(n):
    """Adds up."""
    return n

async def fetch(url, *, timeout=3.0):
    return url

def _hidden(x):
    return x
'''
TASK = "TITLE = 'Collatz'\ndef items(count, seed): ...\ndef work(item): ...\ndef combine(results): ...\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "work" / "deep").mkdir(parents=True)
    (tmp_path / "work" / "mine.py").write_text(MINE)
    (tmp_path / "work" / "task.py").write_text(TASK)
    (tmp_path / "work" / "broken.py").write_text("def f(:\n")
    (tmp_path / "work" / "notes.txt").write_text("no Python")
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


async def settled(pilot):
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def opened(pilot):
    await pilot.app.screen.run_action("screen.pick('own')")
    await settled(pilot)
    assert isinstance(pilot.app.screen, OwnScreen)


async def typed(pilot, text, *keys, into="#path"):
    line = pilot.app.screen.query_one(into)
    line.value = text
    line.cursor_position = len(text)
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def told(app):
    return str(app.screen.query_one("#about").render())


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_a_function_and_its_inputs_become_the_choice(home, size):
    lab = FakeInstrument()
    app = app_for(lab, choice=Choice())
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await typed(pilot, "mine.py", "enter")
        assert [row.label for row in app.screen.query_one("#choices").rows] == [
            "heavy(n)", "async fetch(url, *, timeout=3.0)", "_hidden(x)",
        ]  # fmt: skip
        await pilot.press("enter")
        await settled(pilot)
        await typed(pilot, "range(200)", "enter", into="#inputs")
        assert app.screen.id == "lab"
        assert app.state.choice.task == f"{home}/mine.py:heavy"
        assert app.state.choice.options == {"inputs": "range(200)"}
        await pilot.press("r")
        await settled(pilot)
        assert lab.plans[0].task == f"{home}/mine.py:heavy"
        assert lab.plans[0].options == {"inputs": "range(200)"}
    assert recent() == [Recent(f"{home}/mine.py:heavy", "range(200)")]


async def test_a_file_that_is_a_task_needs_no_inputs_and_shows_its_title(home):
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await typed(pilot, "task.py", "enter", "enter")
        assert app.state.choice.task == f"{home}/task.py"
        assert any("▸ Collatz" in row for row in frame(app))


WRONG_PATHS = {
    "broken.py": "broken.py line 1 is no Python",
    "nowhere.py": "there is no file nowhere.py",
    "mine.py:heave": "no function in mine.py named 'heave': did you mean heavy?",
    "no.such.module:f": "no module 'no.such.module'",
    "nodir/": "nodir can't be read: No such file or directory",
}


async def test_what_is_wrong_with_a_path_is_one_line_in_the_screen(home):
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        for text, says in WRONG_PATHS.items():
            await typed(pilot, text, "enter")
            assert isinstance(app.screen, OwnScreen), text
            assert told(app).startswith(says), text


WRONG_INPUTS = {
    "": "say what to call it with",
    "range(": "'range(' is no Python expression",
    "./no.jsonl": "there is no file",
}


async def test_what_is_wrong_with_inputs_is_one_line_in_the_screen(home):
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await typed(pilot, "mine.py:heavy", "enter")
        for text, says in WRONG_INPUTS.items():
            await typed(pilot, text, "enter", into="#inputs")
            assert told(app).startswith(says), text


async def test_esc_goes_back_step_by_step(home):
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await typed(pilot, "mine.py", "enter", "enter")
        assert app.screen.has_class("-asking")
        await pilot.press("escape")
        assert not app.screen.has_class("-asking")
        await pilot.press("escape")
        await settled(pilot)
        assert "task.py" in [row.label for row in app.screen.query_one("#choices").rows]
        await pilot.press("escape")
        assert app.screen.id == "lab"
        assert app.state.choice.task == "pi"


async def test_the_last_row_of_the_list_leads_there_and_is_no_choice(home):
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("t")
        await pilot.press(*["down"] * 9)
        tasks = app.screen.query_one("#tasks")
        assert tasks.selected == OWN
        assert app.state.choice.task == "hashing"
        await pilot.press("m")
        assert tasks.selected == "hashing"
        await pilot.press("t", *["down"] * 9, "enter")
        await settled(pilot)
        assert isinstance(app.screen, OwnScreen)


async def test_what_was_used_last_is_offered_with_its_inputs(home):
    remember(f"{home}/gone.py:f", "range(3)")
    remember(f"{home}/mine.py:heavy", "range(7)")
    own, inputs, _by_hand = load_own()
    assert list(own) == [f"{home}/mine.py:heavy"]
    app = app_for()
    app.state.inventory = replace(app.state.inventory, own=own, inputs=inputs)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("down", "enter", "enter")
        await settled(pilot)
        assert app.state.choice.task == f"{home}/mine.py:heavy"
        assert app.state.choice.options == {"inputs": "range(7)"}


def test_recent_ones_are_few_and_a_broken_file_is_no_reason_to_stop(home, tmp_path):
    for number in range(20):
        remember(f"/{number}.py")
    remember("/18.py", "range(1)")
    assert [row.task for row in recent()][:3] == ["/18.py", "/19.py", "/17.py"]
    assert len(recent()) == KEPT
    for text in ("{", "3", json.dumps([3, {"task": 4}, {"task": "x", "inputs": []}, {"task": "x", "python": 3}])):
        (tmp_path / "state" / "recent.json").write_text(text)
        assert recent() == []


def test_paths_are_completed_as_in_a_shell(home):
    assert listing("").files == ("broken.py", "mine.py", "task.py")
    assert listing("").folders == ("deep",)
    assert completed("m", listing("m")) == "mine.py"
    assert completed("d", listing("d")) == "deep/"
    assert completed("", listing("")) == ""
    assert joined("deep/x", "y.py") == "deep/y.py"
    assert joined("deep/", "../").endswith("/work/")


def test_a_file_says_what_it_has_without_being_imported(home):
    assert next((each.name, each.about) for each in offers(home / "mine.py")) == ("heavy", "Adds up.")
    assert offers(home / "task.py")[0].name == ""
    (home / "empty.py").write_text("x = 1\n")
    with pytest.raises(PlanError, match="has no function"):
        offers(home / "empty.py")


def test_a_file_of_inputs_gets_its_whole_path(home):
    assert inputs_of("notes.txt") == str(home / "notes.txt")
    assert inputs_of(" [1, 2] ") == "[1, 2]"


async def test_what_a_run_printed_can_be_looked_at_and_does_nothing():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("O")
        assert "Nothing has run yet." in [note.message for note in app._notifications]
        await pilot.press("r")
        await settled(pilot)
        text = "".join(f"item {n} says \x1b[31mhello\x1b[0m\tthere\n" for n in range(100))
        lab.session.append(Output(lab.session.now_us(), 1, text))
        lab.idle(1.0)
        app.clock.tick(force=True)
        await settled(pilot)
        app.clear_notifications()
        await pilot.pause()
        assert any("it printed 100 lines (O)" in row for row in frame(app))
        await pilot.press("O")
        await settled(pilot)
        assert isinstance(app.screen, OutputScreen)
        rows = frame(app)
        assert "\x1b" not in "".join(rows)
        assert any("item 0 says �[31mhello�[0m" in row for row in rows)
        await pilot.press("end")
        await settled(pilot)
        assert any("item 99 says" in row for row in frame(app))
        await pilot.press("escape")
        assert app.screen.id == "lab"


def test_long_lines_are_broken_and_wide_characters_count_twice():
    assert wrapped([("abcdef", "")], 4) == [("abcd", ""), ("ef", "")]
    assert wrapped([("東京東京", "")], 5) == [("東京", ""), ("東京", "")]
    assert wrapped([("", "")], 5) == [("", "")]


async def test_while_a_function_is_tried_out_the_lab_says_so():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        lab.running, lab.trying = True, "hang()"
        app.clock.tick(force=True)
        await settled(pilot)
        text = "\n".join(frame(app))
        assert "Nothing has run yet" not in text
        assert "Trying it out." in text
        assert "hang()" in text
        lab.running, lab.trying = False, ""


async def test_a_function_without_arguments_is_not_asked_for_inputs(home):
    (home / "other.py").write_text("def tick():\n    return 1\n\ndef flow(n):\n    yield n\n")
    assert [offer.about for offer in offers(home / "other.py")] == ["", "A generator: calling it runs nothing of it."]
    app = app_for(FakeInstrument())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await typed(pilot, f"{home}/other.py:flow", "enter")
        await settled(pilot)
        assert any("flow() is a generator function" in row for row in frame(app))
        await typed(pilot, f"{home}/other.py:tick", "enter")
        await settled(pilot)
        assert app.state.choice.task == f"{home}/other.py:tick"
        assert app.state.choice.options == {}


async def test_the_python_that_the_file_belongs_to_is_chosen_with_it_and_left_with_it(home, monkeypatch):
    python = environment(home, monkeypatch)
    asked = {python: Interpreter(python, "3.11.7", "CPython", False)}
    monkeypatch.setattr(installed, "ask", asked.get)
    installed.belonging.cache_clear()
    app = app_for(FakeInstrument(), choice=Choice())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await typed(pilot, "mine.py", "enter", "enter")
        await typed(pilot, "range(200)", "enter", into="#inputs")
        assert app.state.choice.python == python
        assert any("◂ 3.11 .venv ▸" in row for row in frame(app))
        app.screen.pickers.task_picked("pi")
        await settled(pilot)
        assert app.state.choice.python == sys.executable
    installed.belonging.cache_clear()


def environment(folder, monkeypatch):
    """An environment of this Python in that folder; its Python's path. It is not asked for its version."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    real = os.path.realpath(sys.executable)
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "pyvenv.cfg").write_text(f"home = {os.path.dirname(real)}\n")
    python = folder / ".venv" / "bin" / "python"
    python.symlink_to(real)
    return str(python)


@pytest.fixture
def two_projects(home, monkeypatch):
    """Two projects with an environment each; `shop.core` can be imported in the first one's alone."""
    pythons = [environment(home / name, monkeypatch) for name in ("one", "two")]
    site = home / "one" / ".venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    (site / "shop").mkdir(parents=True)
    (site / "shop" / "__init__.py").write_text("")
    (site / "shop" / "core.py").write_text("def job(n):\n    return n\n")
    (home / "two" / "b.py").write_text("def job(n):\n    return n\n")
    monkeypatch.setattr(installed, "ask", {each: Interpreter(each, "3.11.7", "CPython", False) for each in pythons}.get)
    installed.belonging.cache_clear()
    yield pythons
    installed.belonging.cache_clear()


def begun(**options):
    """The app as a command line begins it: what is chosen, and what is remembered of it."""
    app = app_for(FakeInstrument(), choice=chosen((), "range(3)", None, **options))
    own, inputs, by_hand = load_own()
    app.state.inventory = replace(app.state.inventory, own=own, inputs=inputs, by_hand=by_hand)
    return app


async def test_a_module_of_the_python_that_is_named_is_known_to_the_app_and_the_next_time_too(home, two_projects):
    named, _other = two_projects
    app = begun(task="shop.core:job", python=named)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert any("▸ job()" in row for row in frame(app))
        app.screen.pickers.task_picked("pi")
        await opened(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        await typed(pilot, "range(3)", "enter", into="#inputs")
        assert (app.state.choice.task, app.state.choice.python) == ("shop.core:job", named)
    assert recent() == [Recent("shop.core:job", "range(3)", named)]
    assert list(load_own()[2].values()) == [named]


async def test_the_python_of_the_project_that_the_app_began_with_does_not_go_with_another_one(home, two_projects):
    first, second = two_projects
    (home / "one" / "a.py").write_text("def job(n):\n    return n\n")
    app = begun(task="one/a.py:job")
    assert app.state.choice.python == first
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await typed(pilot, "two/b.py:job", "enter")
        await typed(pilot, "range(3)", "enter", into="#inputs")
        assert app.state.choice.python == second
