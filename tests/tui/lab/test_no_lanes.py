"""The Lab with a source that tells of no workers: cores, counts, what is seen and time, and no word about workers."""

import json
import re

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.export.formats import FORMATS
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.help.help_screen import HelpScreen
from concviz.tui.lab.results_text import results_text

from tests.support.commands import call
from tests.support.fakes import OWN, frame, shelf
from tests.support.study_screens import resized, until
from tests.support.watched import watched, watched_session

WORKERS = re.compile(r"worker|\bitem|\bspan|answer|\bGIL on|sequential", re.IGNORECASE)


def app_of_watched():
    return ConcvizApp(Backend(watched_session(), shelf(), snapshot, None), choice=Choice(python=OWN))


async def test_it_shows_cores_counts_and_time_and_no_word_about_workers():
    app = app_of_watched()
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        await pilot.press("end")
        for size in ((200, 60), (120, 40), (80, 24), (60, 20), (40, 10)):
            await resized(pilot, size)
            text = "\n".join(frame(app))
            assert not WORKERS.search(text), text
            shown = {each.id for each in app.screen.query(".panel") if each.region.area}
            assert {"cores", "processes", "threads", "findings"} <= shown, size
            assert not {"workers", "ledger", "answer", "code", "tasks", "models"} & shown, size


async def test_enter_fills_the_screen_with_the_cores():
    app = app_of_watched()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.clock.tick(force=True)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#cores").has_class("-zoomed")
        assert not WORKERS.search("\n".join(frame(app)))


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Such a session as a file, in a state folder of the test's own."""
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    session, source, clock = watched(tmp_path / "a.concviz.jsonl")
    clock.go(0.1)
    source.stop()
    session.close()
    return tmp_path / "a.concviz.jsonl"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_presenting_shows_its_cores_and_starts_no_workers(size):
    app = app_of_watched()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.clock.tick(force=True)
        await pilot.press("P")
        await until(pilot, lambda: app.screen.query_one("#present").region.area)
        app.clock.tick(force=True)
        await pilot.pause()
        text = "\n".join(frame(app))
        assert "server.py" in text
        assert not WORKERS.search(text), text


async def test_help_opens_above_it():
    app = app_of_watched()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert "On this screen" in "\n".join(frame(app))


def test_what_is_copied_has_no_word_about_workers():
    text = results_text(snapshot(watched_session(), None))
    assert text.startswith(
        "server.py: running\ncores used now        1.60\nprocesses             2\nthreads               3\n"
    )
    assert not WORKERS.search(text)


@pytest.mark.parametrize("form", FORMATS)
def test_every_export_is_made_of_it(form, recorded, tmp_path):
    out = tmp_path / "made" / f"x{FORMATS[form].suffix}"
    out.parent.mkdir()
    options = ("--size", "80x24") if FORMATS[form].of != "session" else ()
    assert call("export", recorded, "--to", form, "-o", out, "--plain", *options) == 0
    if form == "csv":
        tables = {path.stem: path.read_text().splitlines() for path in out.iterdir()}
        assert len(tables["samples"]) > len(tables["threads"]) > 20
        assert len(tables["spans"]) == 1, "a head, and no row"
    else:
        assert out.stat().st_size > 100
    if form == "svg":
        assert not WORKERS.search(re.sub(r"<[^>]*>", "", out.read_text()))


def test_lists_of_recordings_have_it(recorded, capsys):
    assert call("sessions", "keep", recorded, "Server") == 0
    capsys.readouterr()
    assert call("sessions") == 0
    assert "1 run" in next(line for line in capsys.readouterr().out.splitlines() if "Server" in line)
    assert call("sessions", "--json") == 0
    ((run,),) = (each["runs"] for each in json.loads(capsys.readouterr().out))
    assert run["task"] == "server.py"
    assert run["status"] == "done"
