"""What is remembered from one start to the next: theme, refresh, keys, the last choice; and rubbish in the file."""

import tomllib

import pytest
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.choice import Choice, known
from concviz.tui.app.preferences import Preferences, load, with_values
from concviz.tui.widgets.footer import Footer

from tests.support.fakes import FakeInstrument, app_for, shelf
from tests.support.nightly import chosen

WRITTEN = """# mine
theme = "light"   # for the hall
refresh = 2

[keys]
"lab.run" = "f9"
lab.stop = "f10,s"

[choice]
task = "fractal"
workers = 8
"""


def test_what_the_file_says(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text(WRITTEN)
    found = load(file)
    assert (found.theme, found.refresh_hz, found.problem) == ("concviz-light", 2.0, "")
    assert found.keys == {"lab.run": "f9", "lab.stop": "f10,s"}
    assert found.choice == Choice(task="fractal", workers=8)


def test_no_file_is_as_usual(tmp_path):
    found = load(tmp_path / "nothing.toml")
    assert (found.theme, found.refresh_hz, found.choice, found.problem) == ("concviz-dark", 4.0, Choice(), "")


RUBBISH = [
    "theme = ", "\x00\x01", "[[[", "theme = 5", "theme = 'purple'", "refresh = -1", "refresh = true", "refresh = nan", "hints = 3",
    "keys = 1", "[keys]\na = 1", "[keys]\n'lab.run' = '[@click=x]'", "choice = []", "[choice]\nworkers = 'x'",
    "[choice]\nworkers = 0", "[choice]\nsize = inf", "[choice]\nsize = -2.0", "[choice]\ntask = 3", "nonsense = 1",
    "a." * 3000 + "b = 1",
]  # fmt: skip


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_is_told_in_one_sentence(tmp_path, text):
    (tmp_path / "settings.toml").write_text(text)
    problem = load(tmp_path / "settings.toml").problem
    assert problem.endswith(".")
    assert "\n" not in problem.strip()


@pytest.mark.parametrize("text", chosen([*RUBBISH[:-1:3], RUBBISH[-1]], RUBBISH))
async def test_rubbish_never_ends_the_app_and_stays_in_the_file(tmp_path, text):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    app = app_for(FakeInstrument(), preferences=load(file))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert any("settings.toml" in each.message for each in app._notifications)
    assert file.read_text() == text or tomllib.loads(file.read_text())


def test_a_file_that_is_a_folder_or_no_text(tmp_path):
    assert "can't be read" in load(tmp_path).problem
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    assert "can't be read" in load(tmp_path / "bytes.toml").problem


def test_a_change_touches_only_its_own_lines():
    changed = with_values(WRITTEN, "", {"theme": "dark"})
    assert changed == WRITTEN.replace('theme = "light"   # for the hall', 'theme = "dark"')
    changed = with_values(WRITTEN, "choice", {"task": "pi", "model": "threads"})
    assert tomllib.loads(changed)["choice"] == {"task": "pi", "model": "threads", "workers": 8}
    assert "# for the hall" in changed
    assert tomllib.loads(with_values("[keys]\na = 'b'\n", "", {"theme": "dark"})) == {
        "theme": "dark",
        "keys": {"a": "b"},
    }
    assert tomllib.loads(with_values("", "choice", {"task": 'x"[y]'})) == {"choice": {"task": 'x"[y]'}}


async def test_theme_and_choice_are_there_again(tmp_path):
    file = tmp_path / "new" / "settings.toml"
    app = app_for(FakeInstrument(), preferences=load(file))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "plus")
        workers = app.state.choice.workers
    app.close_backend()
    again = load(file)
    assert (again.theme, again.choice.workers, again.problem) == ("concviz-light", workers, "")
    assert list(file.parent.iterdir()) == [file]


def test_an_option_beats_the_file():
    app = ConcvizApp(
        preferences=Preferences(theme="concviz-light", refresh_hz=2.0), theme="concviz-dark", refresh_hz=8.0
    )
    assert (app.theme, app.clock.refresh_hz) == ("concviz-dark", 8.0)


def test_a_task_that_is_gone_is_not_chosen():
    gone = Choice(task="/gone.py", model="none", workers=3)
    assert known(gone, shelf()) == Choice(workers=3)


async def test_keys_are_as_the_user_wants_them():
    lab = FakeInstrument()
    app = app_for(lab, preferences=Preferences(keys={"lab.run": "f9"}))
    async with app.run_test(size=(120, 40)) as pilot:
        assert "f9 run" in app.screen.query_one(Footer).words
        await pilot.press("r")
        await app.workers.wait_for_complete()
        assert lab.plans == []
        await pilot.press("f9")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert len(lab.plans) == 1


async def test_a_key_that_there_is_not_is_named():
    app = app_for(FakeInstrument(), preferences=Preferences(keys={"lab.rum": "f9"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert any("lab.run" in each.message for each in app._notifications)
