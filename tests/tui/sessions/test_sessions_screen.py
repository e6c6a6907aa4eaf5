"""The Sessions screen: what it lists, and open, rename, delete, export, keep."""

import gzip
import os

import msgspec
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session.events import Chapter, RunStarted
from concviz.engine.session.file.reader import load
from concviz.engine.session.library import find, keep
from concviz.engine.session.library.paths import new_recording_path
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.cli.commands.sessions import lines
from concviz.tui.dialogs.confirm import ConfirmScreen
from concviz.tui.dialogs.prompt import PromptScreen
from concviz.tui.export.export_screen import ExportScreen
from concviz.tui.sessions.recording_words import fitted, machine_words
from concviz.tui.sessions.session_list import SessionList, detail_lines, fitting
from rich.cells import cell_len

from tests.support.fakes import MACHINE, OWN, Clock, FakeInstrument, frame, shelf
from tests.support.replays import EVIL, Recorder, pressed, said, two_runs


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def kept(name):
    """A recording of two runs under a name."""
    path = new_recording_path()
    two_runs(path)
    return keep.keep_file(path, name)


def app_for(instrument=None):
    lab = instrument or FakeInstrument()
    return ConcvizApp(Backend(lab.session, shelf(), snapshot, lab), choice=Choice(python=OWN))


async def opened(pilot):
    await pilot.press("5")
    await settle(pilot)


async def settle(pilot):
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


SIZES = [(200, 60), (120, 40), (80, 24), (60, 20), (40, 10)]


@pytest.mark.parametrize("size", SIZES)
async def test_it_lists_what_is_kept_and_the_last_ones(size):
    for name in ("Threads", "Processes"):
        kept(name)
    two_runs(new_recording_path())
    app = app_for()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        rows = frame(app)
        assert len(rows) == size[1]
        assert all(len(row) == size[0] for row in rows)
        text = "\n".join(rows)
        for words in ("Kept", "Processes", "Threads", "The last 20", "2 runs", "00:17"):
            assert words in text, words
        assert not any(any(widget.scrollbars_enabled) for widget in app.screen.walk_children())


@pytest.mark.parametrize("size", SIZES)
async def test_its_headings_are_whole_where_nothing_is_kept(size):
    two_runs(new_recording_path())
    app = app_for()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        head = frame(app)[2]
        assert "ithout a name" in head
        assert "…" not in head


async def test_the_details_tell_runs_and_chapters():
    kept("Threads")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        text = "\n".join(frame(app))
        assert "π by Monte Carlo · threads · 4 workers" in text
        assert "4.10 s" in text
        assert "recorded on Linux 6.18 x86_64" in text


async def test_an_empty_folder_says_what_to_do():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert "Nothing is recorded yet" in "\n".join(frame(app))
        await pressed(pilot, "enter", "e", "delete", "R")
        assert app.screen.id == "sessions"
        assert "no recording yet" in said(app)[-1]
        await pressed(pilot, "escape")
        assert app.screen.id == "lab"


async def test_enter_opens_in_the_lab_at_the_first_chapter():
    kept("Threads")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.id == "lab"
        assert app.state.replaying
        assert app.state.snapshot.t_us == 1_000_000
        await pressed(pilot, "l", "5")
        await settle(pilot)
        assert app.screen.id == "sessions"
        assert not app.state.replaying


async def test_renaming():
    kept("Threads")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "N")
        assert isinstance(app.screen, PromptScreen)
        app.screen.query_one("Input").value = "For the [bold]hall"
        await pressed(pilot, "enter")
        await settle(pilot)
        assert [each.name for each in find.recordings()] == ["For the [bold]hall"]
        assert any("For the [bold]hall" in row for row in frame(app))


async def test_a_name_that_is_taken_is_refused_in_one_line():
    kept("a")
    kept("b")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "N")
        app.screen.query_one("Input").value = "b"
        await pressed(pilot, "enter")
        await settle(pilot)
        assert "'b' already" in said(app)[-1]
        assert [each.name for each in find.recordings()] == ["a", "b"]


@pytest.mark.parametrize(("answer", "left"), [("y", []), ("n", ["a"]), ("escape", ["a"]), ("enter", ["a"])])
async def test_deleting_asks_first(answer, left):
    kept("a")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "delete")
        assert isinstance(app.screen, ConfirmScreen)
        await pressed(pilot, answer)
        await settle(pilot)
        assert [each.name for each in find.recordings()] == left


async def test_the_session_that_goes_on_is_kept_by_R_and_cannot_be_deleted():
    lab = Recorder(Clock(), path=new_recording_path())
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "R")
        app.screen.query_one("Input").value = "Going on"
        await pressed(pilot, "enter")
        await settle(pilot)
        assert "going on" in said(app)[-1]
        lab.idle(1.0)
        await opened(pilot)
        assert any("being recorded now" in row for row in frame(app))
        await pressed(pilot, "delete", "y")
        await settle(pilot)
        assert "being recorded" in said(app)[-1]
        await pressed(pilot, "enter")
        await settle(pilot)
        assert not app.state.replaying
        assert app.screen.id == "lab"
        await pressed(pilot, "R")
        assert "kept already" in said(app)[-1]
    lab.session.close()
    assert load(find.find("Going on")).length_us == 2_000_000


async def test_e_opens_the_export_of_the_chosen_one():
    path = kept("a")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "e")
        assert isinstance(app.screen, ExportScreen)
        assert app.screen.path == path
        await pressed(pilot, "escape")
        assert app.screen.id == "sessions"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_rubbish_and_evil_names_are_listed_and_break_nothing(size):
    kept("[bold]x[/nope]&<b>")
    path = kept("evil")
    lab = Recorder(Clock(), path=new_recording_path())
    lab.session.append(Chapter(5, EVIL))
    lab.session.close()
    folder = find.kept_folder()
    (folder / "no.concviz.jsonl").write_bytes(b"\x1b[31m\x00" * 99)
    (folder / "torn.concviz.jsonl.gz").write_bytes(gzip.compress(path.read_bytes())[:-50])
    os.mkdir(folder / "folder.concviz.jsonl")
    app = app_for()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        for _ in range(5):
            rows = frame(app)
            assert all(len(row) == size[0] for row in rows)
            assert not any("\x1b" in row or "\n" in row for row in rows)
            await pressed(pilot, "down")
        assert app.screen.query_one(SessionList).selected


async def test_a_file_that_is_gone_meanwhile_is_one_line():
    path = kept("a")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        path.unlink()
        await pressed(pilot, "enter")
        await settle(pilot)
        assert "can't be read" in said(app)[-1]
        await pressed(pilot, "delete", "y")
        await settle(pilot)
        assert "no such file" in said(app)[-1]
        assert any("Nothing is recorded yet" in row for row in frame(app))


async def test_one_without_a_name_says_what_was_run_and_runs_are_counted_in_full():
    path = new_recording_path()
    lab = Recorder(Clock(), path=path)
    for run in range(1, 88):
        plan = {
            "title": "Download" if run == 2 else "π",
            "model_title": "asyncio" if run == 2 else "threads",
            "workers": 2,
        }
        lab.session.append(RunStarted(run, run, plan))
    lab.session.close()
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        row = next(row for row in frame(app) if "87 runs" in row)
        assert "π · threads; Download · asyncio" in row


def test_the_list_of_the_command_is_aligned_by_cells():
    for name in ("東京の実験", "Threads"):
        kept(name)
    rows = [row for row in lines(find.recordings()) if "2 runs" in row]
    assert len(rows) == 2
    assert len({cell_len(row.partition("2 runs")[0]) for row in rows}) == 1
    long = "京" * 50
    assert cell_len(fitted(long, 21)) == 21
    assert cell_len(fitted("a", 3, ">")) == 3


async def test_a_name_and_keeping_are_taken_back_by_u():
    kept("first")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "R")
        assert "N renames it" in said(app)[-1]
        await pressed(pilot, "f2")
        app.screen.query_one("Input").value = "second"
        await pressed(pilot, "enter")
        await settle(pilot)
        assert [each.name for each in find.recordings()] == ["second"]
        await pressed(pilot, "u")
        await settle(pilot)
        assert [each.name for each in find.recordings()] == ["first"]
        assert said(app)[-1] == "It is 'first' again."


async def test_keeping_the_session_that_goes_on_is_taken_back_and_it_goes_on():
    lab = Recorder(Clock(), path=new_recording_path())
    app = app_for(lab)
    before = lab.session.writer.path
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot, "R")
        app.screen.query_one("Input").value = "Going on"
        await pressed(pilot, "enter")
        await settle(pilot)
        assert app.state.is_kept
        await pressed(pilot, "u")
        await settle(pilot)
        assert lab.session.writer.path == before
        assert not app.state.is_kept
        assert before.exists()
    lab.session.close()
    assert load(before).length_us == 1_000_000


async def test_recordings_are_found_by_typing_what_was_run_in_them():
    kept("talk")
    kept("other")
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pressed(pilot, "slash", *"tal")
        assert app.screen.chosen.name == "talk"
        assert [row.label for row in app.screen._list.shown] == ["talk"]
        await pressed(pilot, "escape", "slash", *"monte")
        assert len(app.screen._list.shown) == 2, "both hold a run of it"


@pytest.mark.parametrize("cells", range(24, 100))
def test_a_run_that_has_no_room_loses_figures_whole(cells):
    two_runs(new_recording_path())
    for line in detail_lines(find.recordings()[0])[:2]:
        full, shown = ("".join(part.text for part in parts) for parts in (line, fitting(line, cells)))
        assert cell_len(shown) <= cells
        assert (full + "  ").startswith(shown + "  ") or (shown.endswith("…") and "  done" not in shown), shown


@pytest.mark.parametrize(
    ("cpu", "said"),
    [
        ("Intel(R) Xeon(R) Processor @ 2.50GHz", "Intel Xeon · 2 cores"),
        ("Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz", "Intel Core i7-8550U · 2 cores"),
        ("AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763 64-Core · 2 cores"),
        ("", "Linux 6.18 · 2 cores"),
    ],
)
def test_a_machine_is_called_by_what_tells_it_apart(cpu, said):
    assert machine_words(msgspec.structs.replace(MACHINE, cpu=cpu, cores=2)) == said
