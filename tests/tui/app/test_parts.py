"""Player, runs, studies, marks, recordings and settings, each without an app."""

import dataclasses
import threading
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.model.plan import PlanError
from concviz.engine.session.events import Chapter, Note, RunEnded
from concviz.engine.session.memory.log import Session
from concviz.tui.app.backend import Backend
from concviz.tui.app.parts import recordings
from concviz.tui.app.parts.marks import Marks
from concviz.tui.app.parts.play_head import Live, Paused, Playing
from concviz.tui.app.parts.player import Player
from concviz.tui.app.parts.recordings import Recordings
from concviz.tui.app.parts.runs import Runs
from concviz.tui.app.parts.settings import Settings
from concviz.tui.app.parts.state import Aside
from concviz.tui.app.parts.studies import CompareModels, Studies, SweepWorkers

from tests.support.fake_host import FakeHost, Parts
from tests.support.fakes import MACHINE


def runs(parts: Parts) -> Runs:
    studies = Studies(parts.state, parts.clock, parts.host)
    return Runs(parts.state, parts.clock, parts.host, studies)


def recorded(parts: Parts, path=None) -> Parts:
    """The same session as one that was read from a file."""
    backend = parts.state.backend
    parts.state.backend = Backend(backend.session, backend.shelf, backend.snapshot, None, recorded=path)
    return parts


# ---------------------------------------------------------------------- runs


def test_a_run_begins_at_the_end_of_the_session_and_a_second_one_is_refused():
    parts = Parts()
    parts.clock.go(Paused(100_000))
    part = runs(parts)
    part.begin()
    assert parts.state.head == Live()
    assert len(parts.lab.plans) == 1
    part.begin()
    assert len(parts.lab.plans) == 1
    assert parts.host.said == [("A run is going on: s stops it.", "warning")]


def test_what_is_stopped_while_it_is_being_started_is_stopped_once_it_runs():
    parts = Parts(host=FakeHost(later=[]))
    part = runs(parts)
    part.begin()
    assert parts.state.starting
    part.stop()
    assert parts.lab.stops == 0
    parts.host.later.pop()()
    assert parts.lab.stops == 1
    assert not parts.state.running


@pytest.mark.parametrize(
    ("fields", "words"), [({"task": "refused"}, "no task named"), ({"workers": 0}, "--workers must")]
)
def test_what_can_not_be_run_is_one_sentence(fields, words):
    parts = Parts()
    parts.state.choice = parts.state.choice.changed(**fields)
    runs(parts).begin()
    assert words in parts.host.said[-1][0]
    assert not parts.state.running


def test_nothing_is_run_or_stopped_in_a_recording():
    parts = recorded(Parts())
    part = runs(parts)
    part.begin()
    part.stop()
    assert [words.split(":")[0] for words, _ in parts.host.said] == [
        "This session was read from a file",
        "This is a recording",
    ]


def test_stopping_nothing_names_the_key_that_runs():
    parts = Parts()
    runs(parts).stop()
    assert parts.host.said == [("Nothing is running: r runs what is chosen.", "information")]


# ---------------------------------------------------------------------- studies


class Job:
    """Measures until it is stopped."""

    calls = None

    def __init__(self):
        self.stopped = threading.Event()

    def run(self):
        assert self.stopped.wait(120), "nobody stopped it"

    def stop(self):
        self.stopped.set()


def test_one_study_at_a_time_and_no_run_beside_it():
    parts, job = Parts(), Job()
    studies = Studies(parts.state, parts.clock, parts.host, lambda *_: job)
    part = Runs(parts.state, parts.clock, parts.host, studies)
    studies.begin("a comparison", CompareModels(()))
    assert parts.state.running
    studies.begin("a sweep", SweepWorkers("threads"))
    part.begin()
    assert [words for words, _ in parts.host.said] == [
        "A comparison is still going on: s stops it.",
        "A comparison is being measured: s stops it.",
    ]
    part.stop()
    assert parts.state.measuring == ""
    assert parts.lab.plans == []


@pytest.mark.parametrize(
    ("error", "words"),
    [(PlanError("no task named 'x'"), "no task named 'x'"), (OSError("full"), "It had to be given up: OSError: full")],
)
def test_a_study_that_can_not_go_on_is_one_sentence(error, words):
    parts = Parts()

    def refuse(*_):
        raise error

    studies = Studies(parts.state, parts.clock, parts.host, refuse)
    studies.begin("a comparison", CompareModels(()))
    studies.end()
    assert parts.host.said == [(words, "warning")]


# ---------------------------------------------------------------------- player


def test_space_holds_a_live_session_and_plays_a_recording():
    parts = Parts()
    Player(parts.state, parts.clock, parts.host).toggle_pause()
    assert parts.state.head == Paused(1_000_000)
    player = Player(recorded(parts).state, parts.clock, parts.host)
    parts.clock.go(Paused(200_000))
    player.toggle_pause()
    assert parts.state.head == Playing(200_000, 1.0)


def test_the_speed_of_a_live_session_is_that_of_the_past():
    parts = Parts()
    player = Player(parts.state, parts.clock, parts.host)
    player.change_speed(1)
    assert player.speed == 1.0
    assert "go back first" in parts.host.said[-1][0]
    player.move(-500_000)
    player.change_speed(-1)
    assert parts.state.head == Playing(500_000, 0.5)


def test_chapters_are_gone_to_by_name():
    parts = Parts(host=FakeHost(answer="Look"))
    player = Player(parts.state, parts.clock, parts.host)
    marks = Marks(parts.state, parts.clock, parts.host, Recordings(parts.state, parts.clock, parts.host))
    player.seek(400_000)
    marks.ask_chapter()
    player.rewind()
    player.go_chapter(1)
    assert parts.state.head == Paused(400_000)
    assert parts.host.said[-1][0] == "00:00  Look"
    player.go_live()
    assert parts.state.head == Live()


# ---------------------------------------------------------------------- marks, recordings, settings


def test_a_caption_that_is_left_is_none():
    parts = Parts()
    marks = Marks(parts.state, parts.clock, parts.host, Recordings(parts.state, parts.clock, parts.host))
    marks.ask_note()
    assert [title for title, *_ in parts.host.asked] == ["Caption at 00:01"]
    assert parts.state.backend.session.notes() == []
    parts.host.answer = "Four threads, one core."
    marks.ask_note()
    assert [note.text for note in parts.state.backend.session.notes()] == ["Four threads, one core."]


def test_what_is_not_recorded_can_neither_be_kept_nor_exported():
    parts = Parts()
    recordings = Recordings(parts.state, parts.clock, parts.host)
    recordings.ask_name()
    recordings.ask_export()
    assert [severity for _, severity in parts.host.said] == ["warning", "warning"]
    assert parts.host.exported == []


def test_what_can_not_be_opened_leaves_everything_as_it_is(tmp_path):
    parts = Parts()
    before = parts.state.backend
    Recordings(parts.state, parts.clock, parts.host).open(tmp_path / "nothing.concviz.jsonl")
    assert parts.state.backend is before
    assert parts.host.said[-1][1] == "warning"
    assert parts.host.modes == []


def test_a_file_that_is_renamed_is_followed_and_another_is_not(tmp_path):
    path = tmp_path / "a.concviz.jsonl"
    parts = recorded(Parts(), path)
    recordings = Recordings(parts.state, parts.clock, parts.host)
    recordings.follow_move(tmp_path / "other", tmp_path / "else")
    assert parts.state.recorded == path
    recordings.follow_move(path, tmp_path / "b.concviz.jsonl")
    assert parts.state.recording_name == "b"


def test_in_a_recording_what_was_chosen_can_not_be_changed_and_follows_the_run():
    parts = Parts()
    settings = Settings(parts.state, parts.host)
    settings.choose(workers=7)
    assert parts.state.choice.workers == 7
    parts.lab.start(parts.state.choice.changed(model="processes").plan())
    parts.lab.idle(0.5)
    recorded(parts)
    settings.choose(workers=9)
    assert parts.state.choice.workers == 7
    assert parts.host.said[-1][1] == "warning"
    parts.clock.tick(force=True)
    settings.follow_recording()
    assert parts.state.choice.model == "processes"
    assert [python.version for python in parts.state.inventory.pythons] == ["3.14.2"]


def test_a_run_is_prepared_from_asking_for_it_to_its_first_line():
    parts = Parts()
    assert not parts.state.preparing
    parts.lab.running = True
    assert parts.state.preparing
    part = runs(parts)
    parts.lab.running = False
    part.begin()
    parts.clock.tick(force=True)
    assert parts.state.running
    assert not parts.state.preparing
    parts.lab.session.append(RunEnded(parts.lab.session.now_us(), 1, "done"))
    parts.clock.tick(force=True)
    assert parts.state.preparing
    parts.lab.running = False
    assert not parts.state.preparing


@pytest.mark.parametrize(
    ("system", "cpu", "cores", "notice", "words"),
    [
        ("Linux", "", 1, "", "Recorded 2026-01-01 on Linux, 1 core. space plays."),
        (
            "",
            "A CPU",
            2,
            "The end is missing.",
            "Recorded 2026-01-01 on A CPU, 2 cores. space plays. The end is missing.",
        ),
        ("Linux", "c" * 61, 2, "", f"Recorded 2026-01-01 on Linux, {'c' * 60}, 2 cores. space plays."),
    ],
)
def test_a_recording_says_what_it_is_of(system, cpu, cores, notice, words):
    machine = msgspec.structs.replace(MACHINE, system=system, cpu=cpu, cores=cores)
    session = Session(machine, created="2026-01-01T00:00:00Z")
    session.notice = notice
    assert recordings._about(session) == words


def marking(parts):
    found = Recordings(parts.state, parts.clock, parts.host)
    return Marks(parts.state, parts.clock, parts.host, found), found


@pytest.mark.parametrize(
    ("kind", "field", "what", "question"),
    [(Chapter, "title", "Chapter", "Its title:"), (Note, "text", "Caption", "One or two short sentences:")],
)
def test_a_mark_is_corrected_deleted_and_each_is_undone(kind, field, what, question):
    parts, heard = Parts(), []
    marks, found = marking(parts)
    session = parts.state.backend.session

    def words():
        return [getattr(each, field) for each in (session.chapters() if kind is Chapter else session.notes())]

    before = kind(400_000, "Look " + "x" * 70)
    session.append(before)
    marks.ask_words(before, lambda: heard.append(1))
    assert parts.host.asked == [(f"{what} at 00:00", question, getattr(before, field))]
    assert heard == []
    marks.correct(before, getattr(before, field))
    assert parts.host.said == []
    parts.host.answer = "Listen"
    marks.ask_words(before, lambda: heard.append(1))
    assert (words(), heard, parts.host.said[-1][0]) == (["Listen"], [1], f"{what} corrected.")
    found.undo()
    assert words() == [getattr(before, field)]
    assert parts.host.said[-1][0] == f"{what} as it was: {getattr(before, field)[:60]}"
    marks.delete(before)
    assert (words(), parts.host.said[-1][0]) == (
        [],
        f"{what} deleted: {getattr(before, field)[:60]}. u brings it back.",
    )
    found.undo()
    assert words() == [getattr(before, field)]


def test_what_was_set_is_taken_back_in_its_own_session_only():
    parts = Parts(host=FakeHost(answer="Look"))
    marks, found = marking(parts)
    marks.ask_chapter()
    session = parts.state.backend.session
    recorded(parts)
    parts.state.backend = Backend(Session(MACHINE), parts.state.backend.shelf, snapshot, None)
    found.undo()
    assert [each.title for each in session.chapters()] == ["Look"]
    parts.state.backend = Backend(session, parts.state.backend.shelf, snapshot, parts.lab)
    found.undo()
    assert session.chapters() == []
    assert parts.host.said[-1][0] == "Chapter taken back: Look"


def test_from_a_recording_it_goes_back_to_the_live_session_where_there_is_one():
    parts = Parts()
    _, found = marking(parts)
    found.leave()
    assert parts.host.said == []
    live = parts.state.backend
    recorded(parts)
    found.leave()
    assert parts.host.said[-1][0] == "There is no live session beside this recording: concviz without a file opens one."
    parts.state.aside = Aside(live, live.shelf, parts.state.choice, Paused(300_000))
    parts.state.pair = (1, 2)
    found.leave()
    assert (parts.state.backend, parts.state.aside, parts.state.pair) == (live, None, ())
    assert (parts.state.head, parts.host.choices_shown) == (Paused(300_000), 1)


def test_before_its_first_run_a_recording_is_chosen_as_that_one():
    parts = Parts()
    for model in ("processes", "asyncio"):
        parts.lab.start(parts.state.choice.changed(model=model).plan())
        parts.lab.running = False
    recorded(parts)
    Settings(parts.state, parts.host).follow_recording()
    assert parts.state.choice.model == "processes"


def test_only_a_live_session_is_written_or_not(monkeypatch):
    parts = Parts()
    parts.clock.tick(force=True)
    shot = parts.state.snapshot
    missing = dataclasses.replace(shot, missing=[("memory", "no"), ("recording", "the disk is full")])
    assert parts.state.recording(dataclasses.replace(shot, missing=[("memory", "no")])) is True
    assert parts.state.recording(missing) is False
    assert parts.state.live_path is None
    session = parts.state.backend.session
    monkeypatch.setattr(type(session), "writer", SimpleNamespace(path=Path("a.concviz.jsonl")))
    assert parts.state.live_path == parts.state.path == Path("a.concviz.jsonl")
    recorded(parts, Path("b.concviz.jsonl"))
    assert (parts.state.recording(missing), parts.state.live_path) == (None, None)
    assert parts.state.path == Path("b.concviz.jsonl")
