"""Every sentence of the app's parts, and what is done about recordings, studies and notices, without an app."""

from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.model.errors import UserError
from concviz.engine.session.events import Chapter, Note
from concviz.engine.session.memory.log import Session
from concviz.tui.app.backend import Backend
from concviz.tui.app.host import Said
from concviz.tui.app.parts import last_study, recordings
from concviz.tui.app.parts.last_study import LastStudies, LastStudy
from concviz.tui.app.parts.marks import LONGEST_NOTE, LONGEST_TITLE, OTHERS, Listed, Marks
from concviz.tui.app.parts.notices import Notices
from concviz.tui.app.parts.play_head import Live, Paused, Playing
from concviz.tui.app.parts.recordings import MOST_UNDOS, Recordings, Written
from concviz.tui.app.parts.runs import Runs
from concviz.tui.app.parts.state import Aside
from concviz.tui.app.parts.studies import CompareModels, Studies, SweepWorkers

from tests.support.fake_host import FakeHost, Parts
from tests.support.fakes import MACHINE
from tests.support.session_samples import made_up, recorded

LATER = "from a file"


def written(folder: Path, name: str = "a.concviz.jsonl") -> Path:
    """A recording on the disk whose first chapter is at 0.4 s."""
    path = folder / name
    recorded(path, [Chapter(400_000, "Look"), Note(900_000, "here")])
    return path


def opened(parts: Parts, path: Path | None = None, session: Session | None = None) -> Recordings:
    """Recordings of an app on whose screen that file is."""
    backend = parts.state.backend
    parts.state.backend = Backend(session or backend.session, backend.shelf, snapshot, None, recorded=path)
    return Recordings(parts.state, parts.clock, parts.host)


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Where recordings lie: those that are kept, and all others."""
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    from concviz.engine.session.library.find import kept_folder
    from concviz.engine.session.library.paths import sessions_folder

    kept_folder().mkdir(parents=True, exist_ok=True)
    return sessions_folder(), kept_folder()


# ---------------------------------------------------------------------- opening


@pytest.mark.parametrize(
    ("asked", "head", "mode", "opens_with"),
    [
        ({}, Paused(400_000), "lab", ""),
        ({"at_us": 0}, Paused(0), "lab", ""),
        ({"at_us": 700_000, "mode": "compare"}, Paused(700_000), "compare", ""),
        ({"pair": (1, 2)}, Paused(400_000), "lab", "before-after"),
    ],
)
def test_a_recording_is_opened_where_it_is_asked_to_be(asked, head, mode, opens_with, tmp_path):
    parts, path = Parts(), written(tmp_path)
    live, before = parts.state.backend, parts.state.head
    part = Recordings(parts.state, parts.clock, parts.host)
    part.open(path, **asked)
    state = parts.state
    assert parts.host.said[0] == ("Opening a.concviz.jsonl …", "information")
    assert parts.host.said[1][0].startswith("Recorded ")
    assert parts.host.said[1][1] == "information"
    assert (state.head, parts.host.modes, state.opens_with, state.pair) == (
        head,
        [mode],
        opens_with,
        asked.get("pair", ()),
    )
    assert (state.aside.backend, state.aside.head, state.recorded, state.replaying) == (live, before, path, True)
    assert part.opening is None
    part.open(path)
    assert state.aside.backend is live


def test_a_recording_that_lost_something_is_opened_with_a_warning():
    parts = Parts()
    session = Session(MACHINE, created="2026-01-01T00:00:00Z")
    session.notice = "Its end is missing."
    part = opened(parts, Path("a"), session)
    part.enter()
    assert parts.host.said[-1][1] == "warning"
    assert parts.host.said[-1][0].endswith(" space plays. Its end is missing.")


def test_nothing_is_entered_where_nothing_is_replayed():
    parts = Parts()
    Recordings(parts.state, parts.clock, parts.host).enter()
    parts.state.backend = None
    Recordings(parts.state, parts.clock, parts.host).enter()
    assert parts.host.said == []


# ---------------------------------------------------------------------- names


def test_keeping_says_why_it_can_not_be_or_under_which_name(folders, tmp_path, monkeypatch):
    parts = Parts()
    Recordings(parts.state, parts.clock, parts.host).ask_name()
    part = opened(parts, folders[1] / "mine.concviz.jsonl")
    part.ask_name()
    assert [words for words, _ in parts.host.said] == [
        "This session is not being recorded, so it can't be kept.",
        "It is kept already, as 'mine': N in Sessions renames it.",
    ]
    opened(parts, tmp_path / "a.concviz.jsonl").ask_name()
    assert [asked[:2] for asked in parts.host.asked] == [("Keep this session", "Under the name:")]
    parts = Parts()
    monkeypatch.setattr(Session, "writer", SimpleNamespace(path=tmp_path / "a.concviz.jsonl"))
    Recordings(parts.state, parts.clock, parts.host).ask_name()
    assert [asked[:2] for asked in parts.host.asked] == [
        ("Keep this session", "From its beginning and going on, under the name:")
    ]


def test_exporting_takes_the_file_and_the_run_on_the_screen(tmp_path):
    parts = Parts()
    asked = []
    parts.host.export = lambda path, run=None: asked.append((path, run))
    Recordings(parts.state, parts.clock, parts.host).ask_export()
    assert parts.host.said == [("This session is not being recorded, so there is nothing to export.", "warning")]
    part = opened(parts, tmp_path / "a.concviz.jsonl")
    part.ask_export()
    parts.lab.start(parts.state.choice.plan())
    parts.clock.tick(force=True)
    part.ask_export()
    assert asked == [(tmp_path / "a.concviz.jsonl", None), (tmp_path / "a.concviz.jsonl", 1)]


def test_one_of_ours_is_kept_by_moving_it_and_taken_back_by_moving_it_back(folders):
    path = written(folders[0])
    parts = Parts(host=FakeHost(answer="mine"))
    part = opened(parts, path)
    part.ask_name()
    kept = folders[1] / "mine.concviz.jsonl"
    assert (kept.exists(), path.exists(), parts.state.recorded) == (True, False, kept)
    assert (parts.host.said[-1][0], parts.host.recordings_shown) == ("Kept as 'mine'.", 1)
    part.undo()
    assert (kept.exists(), path.exists(), parts.state.recorded) == (False, True, path)
    assert parts.host.said[-1][0] == "It has no name any more."


def test_one_from_elsewhere_is_kept_as_a_copy_that_goes_again(folders, tmp_path):
    path = written(tmp_path, "b.concviz.jsonl")
    parts = Parts(host=FakeHost(answer="copied"))
    part = opened(parts, path)
    part.ask_name()
    kept = folders[1] / "copied.concviz.jsonl"
    assert (kept.exists(), path.exists(), parts.state.recorded) == (True, True, kept)
    part.undo()
    assert (kept.exists(), path.exists(), parts.state.recorded) == (False, True, path)
    assert parts.host.said[-1][0] == "It is not kept any more."


@pytest.mark.parametrize(("kept", "again"), [(True, "It is 'a' again."), (False, "It has no name any more.")])
def test_another_name_is_said_and_so_is_the_one_it_has_again(folders, kept, again):
    path = written(folders[kept])
    parts = Parts()
    part = opened(parts, path)
    part.rename(path, "other")
    assert parts.state.recorded == folders[1] / "other.concviz.jsonl"
    part.undo()
    assert parts.state.recorded == path
    part.rename(Path(parts.state.recorded), "a" if kept else "b")
    assert [words for words, _ in parts.host.said] == [
        "It is 'other' now.",
        again,
        "It is 'a' already." if kept else "It is 'b' now.",
    ]


def test_only_so_many_changes_can_be_taken_back_the_last_one_first():
    parts, done = Parts(), []
    part = Recordings(parts.state, parts.clock, parts.host)
    part.undo()
    assert parts.host.said == [("There is nothing to take back.", "information")]
    for number in range(MOST_UNDOS + 2):
        part.can_undo(partial(done.append, number))
    for _ in range(MOST_UNDOS + 1):
        part.undo()
    assert done == list(range(MOST_UNDOS + 1, 1, -1))
    assert parts.host.said[1:] == [("There is nothing to take back.", "information")]


def test_what_could_not_be_changed_shows_the_recordings_as_they_are():
    def refuse():
        raise UserError("The disk is full.")

    parts = Parts()
    part = Recordings(parts.state, parts.clock, parts.host)
    part.change(refuse)
    assert (parts.host.said, parts.host.recordings_shown) == ([("The disk is full.", "warning")], 1)
    part.change(lambda: Written("Done."))
    assert (parts.host.said[-1], parts.host.recordings_shown) == (("Done.", "information"), 2)


# ---------------------------------------------------------------------- marks


def marking(parts: Parts, part: Recordings | None = None) -> Marks:
    return Marks(parts.state, parts.clock, parts.host, part or Recordings(parts.state, parts.clock, parts.host))


def test_marks_are_listed_with_what_happened_by_itself_in_the_order_of_time():
    parts = Parts()
    marks = marking(parts)
    assert (marks.some, marks.listed()) == (False, [])
    parts.lab.start(parts.state.choice.plan())
    begun = parts.lab.session.runs()[0].t_us
    title = parts.lab.session.runs()[0].plan.task_title
    note, chapter = Note(begun + 5, "here"), Chapter(begun - 5, "Look")
    parts.lab.session.append(note)
    parts.lab.session.append(chapter)
    told = marks.listed()
    assert told[0] == Listed(begun - 5, "Look", "chapter", chapter)
    assert (told[1].kind, told[1].event, told[1].words.startswith(title)) == ("run", None, True)
    assert told[2:] == [Listed(begun + 5, "here", "caption", note)]
    assert marks.some
    marks.ask_marks()
    assert parts.host.modes == ["marks"]
    marks.go(begun)
    assert parts.state.head == Paused(begun)
    parts.state.backend = None
    assert (marks.listed(), marks.some) == ([], False)


@pytest.mark.parametrize(("set_", "what", "longest"), [("ask_chapter", "Chapter", 200), ("ask_note", "Caption", 400)])
def test_a_mark_is_set_said_and_written_into_the_file_that_is_open(set_, what, longest, tmp_path):
    assert (LONGEST_TITLE, LONGEST_NOTE) == (200, 400)
    parts = Parts(host=FakeHost(answer="x" * 500))
    getattr(marking(parts), set_)()
    assert parts.host.said == [(f"{what} set at 00:01.", "information")]
    found = [*parts.lab.session.chapters(), *parts.lab.session.notes()]
    assert [len(each.title if what == "Chapter" else each.text) for each in found] == [longest]
    path = written(tmp_path)
    from concviz.engine.session.file.reader import load

    parts.host.answer = "More"
    part = opened(parts, path, load(path))
    getattr(marking(parts, part), set_)()
    told = load(path)
    assert [each.title for each in told.chapters()] == ["Look", *(["More"] if what == "Chapter" else [])]
    assert [each.text for each in told.notes()] == ["here", *(["More"] if what == "Caption" else [])]
    assert parts.host.said[-1][0].startswith(f"{what} set at 00:0")
    parts.host.answer = "Lost"
    opened(parts, tmp_path / "nowhere" / "a.concviz.jsonl", load(path))
    getattr(marking(parts), set_)()
    assert parts.host.said[-1][0].startswith("It can't be written into the file: ")


def test_a_mark_of_another_session_is_not_taken_back_here():
    parts = Parts(host=FakeHost(answer="Look"))
    part = Recordings(parts.state, parts.clock, parts.host)
    marking(parts, part).ask_chapter()
    parts.state.backend = None
    part.undo()
    part.undo()
    assert [words for words, _ in parts.host.said] == ["Chapter set at 00:01.", OTHERS, OTHERS]
    assert OTHERS == "It was set in another session: open that one first."


# ---------------------------------------------------------------------- the last study


@pytest.mark.parametrize(
    ("screen", "kinds", "said"),
    [
        ("compare", ("compare", "sweep"), "No comparison was recorded before: c begins one."),
        ("differences", ("differences",), "No table was recorded before: c begins one."),
    ],
)
def test_the_last_study_is_looked_for_and_opened_where_it_came_to_its_result(screen, kinds, said, monkeypatch):
    parts, asked, told, opened_ = Parts(), [], [], []
    found = [None]
    monkeypatch.setattr(last_study, "find", lambda wanted: asked.append(wanted) or found[0])
    part = LastStudies(parts.state, parts.host, SimpleNamespace(open=lambda *of, **how: opened_.append((of, how))))
    part.look(screen, told.append)
    part.open(screen, "c")
    assert (asked, told, parts.host.said, opened_) == ([kinds, kinds], [None], [(said, "information")], [])
    found[0] = LastStudy(Path("a"), 7, "compare", "pi", 3, "now")
    part.open(screen, "c")
    assert opened_ == [((Path("a"),), {"mode": screen, "at_us": 7})]
    opened(parts, Path("a"))
    part.open(screen, "c")
    part.look(screen, told.append)
    assert (len(opened_), told) == (1, [None])


def test_what_a_last_study_was_of():
    recording = SimpleNamespace(path=Path("a"), summary=SimpleNamespace(created="2026-01-01"))
    line = SimpleNamespace(t_us=5, kind="sweep", task="pi", rows=4)
    assert last_study._told(recording, line) == LastStudy(Path("a"), 5, "sweep", "pi", 4, "2026-01-01")


# ---------------------------------------------------------------------- notices


def test_one_thing_is_said_at_a_time_as_long_as_it_takes_to_read():
    heard, timers, stopped = [], [], []

    def later(seconds, then):
        timers.append((seconds, then))
        return SimpleNamespace(stop=lambda: stopped.append(seconds))

    notices = Notices(lambda: [SimpleNamespace(tell=heard.append)], later)
    words = [Said("short", "information"), Said("x" * 150, "warning"), Said("y" * 90, "warning"), Said("z", "warning")]
    for each in words[:3]:
        notices.say(each)
    notices.say(words[3], 20.0)
    assert ([seconds for seconds, _ in timers], stopped) == ([6.0, 10.0, 6.0, 20.0], [6.0, 10.0, 6.0])
    timers[-1][1]()
    assert (notices.said, heard, stopped) == (None, [*words, None], [6.0, 10.0, 6.0, 20.0])
    notices.say(None)
    assert len(timers) == 4


# ---------------------------------------------------------------------- studies


def test_a_study_that_calls_ones_own_function_often_is_asked_twice():
    parts = Parts()
    calls = SimpleNamespace(many=True, own=True, told="It is called 900 times.")
    made, results = [], []

    def make(instrument, choice, wanted):
        made.append(wanted)
        return SimpleNamespace(calls=calls, run=lambda: "result", stop=lambda: None)

    studies = Studies(parts.state, parts.clock, parts.host, make)

    def begin(wanted):
        studies.begin("a comparison", wanted, results.append)
        studies.end()

    begin(CompareModels(("threads",)))
    assert (parts.host.said, results) == ([("It is called 900 times. The same key again begins.", "warning")], [])
    begin(CompareModels(("asyncio",)))
    assert results == []
    begin(CompareModels(("asyncio",)))
    assert (results, parts.host.said[2:]) == (["result"], [("It is called 900 times.", "information")])
    begin(CompareModels(("asyncio",)))
    assert (len(made), results) == (4, ["result"])
    parts.state.choice = parts.state.choice.changed(workers=3)
    begin(CompareModels(("asyncio",)))
    assert results == ["result"]
    calls.many = calls.own = False
    begin(SweepWorkers("threads"))
    assert (results, parts.state.measuring) == (["result", "result"], "")
    assert len(parts.host.said) == 5


def test_in_a_recording_nothing_is_measured():
    parts = Parts()
    opened(parts)
    Studies(parts.state, parts.clock, parts.host).begin("a sweep", SweepWorkers("threads"))
    assert parts.host.said == [("This session was read from a file: nothing can be measured in it.", "warning")]


def test_a_study_beside_a_run_is_refused_and_so_is_a_run_without_an_engine():
    parts = Parts()
    parts.lab.running = True
    studies = Studies(parts.state, parts.clock, parts.host)
    studies.begin("a sweep", SweepWorkers("threads"))
    Runs(parts.state, parts.clock, parts.host, studies).begin()
    assert [words for words, _ in parts.host.said] == [
        "A run is still going on: s stops it.",
        "A run is going on: s stops it.",
    ]


# ---------------------------------------------------------------------- the state


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({}, "live"),
        ({"head": Paused(5)}, "paused"),
        ({"head": Playing(5, 2.0)}, "playing 2x"),
        ({"head": Playing(5, 0.5)}, "playing 0.5x"),
        ({"replay": True}, "replay"),
        ({"replay": True, "head": Paused(5)}, "replay"),
        ({"replay": True, "head": Playing(5, 1.0)}, "playing 1x"),
        ({"film": "a film", "head": Playing(5, 1.0)}, "film"),
    ],
)
def test_what_the_time_bar_says(made, told):
    parts = Parts()
    if made.get("replay"):
        opened(parts, Path("shop.concviz.jsonl.gz"))
    parts.state.film = made.get("film")
    parts.state.head = made.get("head", Live())
    assert parts.state.mode_of_time == told
    assert parts.state.recording_name == (made.get("film") or ("shop" if made.get("replay") else ""))
    assert parts.state.offers_nothing_live is bool(made.get("replay"))


def test_what_goes_on_is_told_also_below_a_recording():
    parts = Parts()
    state = parts.state
    assert (state.going_on, state.trying, state.running) == ("", "", False)
    parts.lab.running = True
    assert (state.going_on, state.running) == ("a run", True)
    state.watched_shown = True
    assert state.going_on == ""
    state.aside = Aside(state.backend, state.inventory, state.choice, state.head)
    assert state.going_on == "a run"
    parts.lab.running, state.aside, state.watched_shown = False, None, False
    state.starting = True
    assert (state.going_on, state.running) == ("a run", True)
    state.measuring = "a sweep"
    assert state.going_on == "a sweep"
    opened(parts, Path("kept/a.concviz.jsonl"))
    assert (state.running, state.is_kept, state.live_session) == (False, True, None)
    state.backend = None
    assert (state.length_us, state.recorded, state.trying, state.replaying) == (0, None, "", False)


def test_in_a_recording_a_run_goes_on_at_the_play_head_but_not_at_the_end():
    parts = Parts()
    parts.lab.start(parts.state.choice.plan())
    parts.lab.idle(0.5)
    opened(parts)
    parts.clock.go(Paused(parts.lab.session.length_us), force=True)
    assert parts.state.running
    parts.state.head = Live()
    assert not parts.state.running


def test_a_recording_is_as_long_as_what_is_in_it():
    parts = Parts()
    assert parts.state.length_us == parts.lab.session.now_us() == 1_000_000
    session = parts.lab.session
    session.append(made_up(3, ticks=1)[0]) if not session.length_us else None
    opened(parts)
    assert parts.state.length_us == session.length_us
    assert recordings.MOST_UNDOS == 100
