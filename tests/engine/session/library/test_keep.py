"""Keeping recordings under names: while they are written, renamed, deleted, listed; nothing is ever replaced."""

import gzip
import os
import time

import pytest
from concviz.engine.platform.current import lock
from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library import find, keep, names, summary
from concviz.engine.session.library.paths import new_recording_path, sessions_folder
from concviz.engine.session.library.pruning import prune
from concviz.engine.session.memory.log import Session

from tests.support.session_samples import MACHINE, made_up, session


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    return tmp_path


def recording(events=(), *, close=True, compress=False) -> Session:
    live = session(SessionWriter(new_recording_path()))
    for event in events:
        live.append(event)
    if close:
        live.close(compress=compress)
    return live


def test_a_session_is_kept_from_its_beginning_and_going_on():
    events = made_up(1)
    live = recording(events[:200], close=False)
    path = keep.keep(live, "For the hall")
    assert path == find.kept_folder() / "For the hall.concviz.jsonl"
    for event in events[200:]:
        live.append(event)
    live.close(compress=True)
    assert os.listdir(sessions_folder()) == ["kept"]
    assert os.listdir(find.kept_folder()) == ["For the hall.concviz.jsonl.gz"]
    read = load(find.kept_folder() / "For the hall.concviz.jsonl.gz")
    assert read.notice == ""
    assert read.chapters()[0].title == "Begin"
    assert read.run_end(1).status == "done"


def test_what_is_kept_is_never_pruned():
    for _ in range(4):
        keep.keep(recording(close=False), keep.suggest_name(session()))
    assert prune(keep=0) == []
    assert len(find.recordings()) == 4


def test_a_name_that_is_taken_is_refused_and_nothing_changes():
    first = recording([e.Chapter(5, "first")])
    keep.keep_file(first.writer.path, "π")
    second = recording(close=False)
    with pytest.raises(names.KeepError, match="named 'π' already"):
        keep.keep(second, " π ")
    assert load(find.find("π")).chapters()[0].title == "first"
    assert second.writer.path.exists()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Threads, π", "Threads, π"),
        ("  a/b\\c:d  ", "a b c d"),
        ("../../etc/passwd", "etc passwd"),
        ("line\nbreak\x1b[31m\x07", "line break[31m"),
        ("[bold]x[/]", "[bold]x[ ]"),
        (".hidden", "hidden"),
        ("x" * 10_000, "x" * 80),
        ("漢" * 100, "漢" * 66),
        ("name.concviz.jsonl", "name"),
        ("name. .concviz.jsonl.gz", "name"),
        ("name . ", "name"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\udcff broken", "broken"),
    ],
)
def test_any_text_becomes_a_name_that_stays_in_the_folder(typed, name):
    live = recording(close=False)
    path = keep.keep(live, typed)
    assert path.parent == find.kept_folder()
    assert names.name_of(path) == name
    assert path.exists()


@pytest.mark.parametrize("typed", ["", "   ", "...", "/", "\x00\x1b", "\u200b"])
def test_a_name_of_nothing_is_refused(typed):
    with pytest.raises(names.KeepError, match="at least one"):
        keep.keep(recording(close=False), typed)


def test_a_session_that_is_not_recorded_cannot_be_kept():
    with pytest.raises(names.KeepError, match="not being recorded"):
        keep.keep(session(), "x")


def test_a_foreign_file_is_copied_and_an_unnamed_one_moved(tmp_path):
    own = recording(made_up(2))
    foreign = tmp_path / "foreign.concviz.jsonl"
    foreign.write_bytes(own.writer.path.read_bytes())
    keep.keep_file(foreign, "copy")
    keep.keep_file(own.writer.path, "moved")
    assert foreign.exists()
    assert not own.writer.path.exists()
    assert sorted(os.listdir(find.kept_folder())) == ["copy.concviz.jsonl", "moved.concviz.jsonl"]


def test_renaming_and_deleting_refuse_what_is_being_written():
    live = recording(close=False)
    path = keep.keep(live, "live")
    for act in (lambda: keep.rename(path, "other"), lambda: keep.delete(path)):
        with pytest.raises(names.KeepError, match="is being recorded"):
            act()
    live.close()
    other = keep.rename(path, "other")
    assert keep.rename(other, "other") == other
    assert [each.name for each in find.recordings()] == ["other"]
    keep.delete(other)
    assert find.recordings() == []


def test_renaming_never_replaces():
    first, second = (keep.keep_file(recording([e.Chapter(1, name)]).writer.path, name) for name in "ab")
    with pytest.raises(names.KeepError, match="'a' already"):
        keep.rename(second, "a")
    assert load(first).chapters()[0].title == "a"


def test_without_hard_links_it_is_renamed_all_the_same(monkeypatch):
    def no_links(*args, **more):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    path = keep.keep(recording(close=False), "x")
    assert path.exists()
    with pytest.raises(names.KeepError, match="already"):
        keep.keep(recording(close=False), "x")


@pytest.mark.parametrize("compress", [False, True])
def test_the_list_tells_what_each_one_holds(compress):
    recording(made_up(3), compress=compress)
    (found,) = find.recordings()
    told = found.summary
    assert (found.kept, found.living) == (False, False)
    assert told.machine == MACHINE
    assert told.created == "2026-11-22T14:10:05Z"
    assert told.chapters == ((1_000, "Begin"),)
    assert [(run.run, run.title, run.workers, run.status, run.cores_used) for run in told.runs] == [
        (1, "pi", 3, "done", 1.02)
    ]
    read = load(found.path)
    assert told.length_us == read.length_us


def test_who_asks_whether_a_recording_is_written_is_not_taken_for_its_writer(tmp_path):
    """Two threads that list recordings at the same moment: the app's list, and what was measured last."""
    path = tmp_path / "talk.concviz.jsonl"
    path.write_text("x")
    with path.open("rb") as asking:
        assert lock(asking.fileno(), otherwise=False, shared=True)
        assert not find.living(path)
    with path.open("rb") as writing:
        assert lock(writing.fileno(), otherwise=False)
        assert find.living(path)


def test_kept_ones_come_first_by_name_and_living_ones_are_marked():
    for name in ("b", "A", "c"):
        keep.keep_file(recording().writer.path, name)
    live = recording(close=False)
    found = find.recordings()
    assert [each.name for each in found[:3]] == ["A", "b", "c"]
    assert [each.kept for each in found] == [True, True, True, False]
    assert [each.living for each in found] == [False, False, False, True]
    assert find.living(live.writer.path)


def test_summaries_are_read_again_only_if_a_file_changed(monkeypatch):
    path = recording(made_up(3)).writer.path
    read = []

    def counted(path):
        read.append(path)
        return real(path)

    real = summary.summary
    monkeypatch.setattr(summary, "summary", counted)
    first, second = find.recordings(), find.recordings()
    assert first == second
    assert len(read) == 1
    with path.open("ab") as file:
        file.write(b'["chapter",9000000,"Later"]\n')
    assert find.recordings()[0].summary.chapters[-1] == (9_000_000, "Later")
    assert len(read) == 2
    (sessions_folder() / summary.CACHE).write_bytes(b"{rubbish")
    assert find.recordings()[0].summary.length_us == 9_000_000


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff" * 999, b"[" * 100_000, b'["concviz",99,"","",[]]\n', gzip.compress(b"x" * 99, mtime=0)[:-9]],
)
def test_rubbish_in_the_folder_is_listed_with_what_it_is(content):
    path = keep.keep_file(recording().writer.path, "x")
    path.write_bytes(content)
    (found,) = find.recordings()
    assert found.summary.notice
    assert "\n" not in found.summary.notice
    assert found.summary.runs == ()


def test_damaged_lines_do_not_lie_about_the_length():
    path = recording(made_up(3)).writer.path
    length = load(path).length_us
    with path.open("ab") as file:
        file.write(b'["own",9999999999999999,1,1]\n["own",888888888888,1,"~xxxx"]\n["run",5,"no"]\n')
    assert summary.summary(path).length_us == length == load(path).length_us


def test_all_runs_and_chapters_are_counted_though_the_first_are_told():
    events = [e.RunStarted(number, number, {"task": "pi"}) for number in range(1, 251)]
    path = recording([*events, *(e.Chapter(number, "x") for number in range(230))]).writer.path
    found = summary.summary(path)
    assert (len(found.runs), found.more_runs) == (summary.SHOWN_RUNS, 50)
    assert (len(found.chapters), found.more_chapters) == (summary.SHOWN_RUNS, 30)


def test_a_recording_is_found_by_path_by_name_and_as_the_last(tmp_path):
    older = recording(made_up(3)).writer.path
    kept = keep.keep_file(older, "Threads")
    newest = recording([e.Chapter(1, "x")]).writer.path
    later = time.time_ns() + 10**9
    os.utime(newest, ns=(later, later))
    assert find.find(str(kept)) == kept
    assert find.find("Threads") == kept
    assert find.find("last") == newest
    with pytest.raises(names.KeepError, match="did you mean Threads"):
        find.find("Thread")
    with pytest.raises(names.KeepError, match="`concviz sessions`"):
        find.find("zzz\n" * 999)


def test_the_offered_name_says_what_was_run_and_is_free():
    live = session()
    live.append(e.RunStarted(1, 1, {"title": "π by Monte Carlo", "model_title": "threads"}))
    assert keep.suggest_name(live) == "π by Monte Carlo, threads"
    keep.keep(recording(close=False), keep.suggest_name(live))
    assert keep.suggest_name(live) == "π by Monte Carlo, threads 2"
    assert keep.suggest_name(session()) == "session"


def test_a_link_that_leads_to_itself_hides_nothing_else():
    kept = keep.keep_file(recording().writer.path, "Threads")
    for folder in (find.kept_folder(), sessions_folder()):
        (folder / "2026-01-02T03-04-05.concviz.jsonl").symlink_to("2026-01-02T03-04-05.concviz.jsonl")
    assert [each.path for each in find.recordings()] == [kept]
    assert find.find("last") == kept
    assert find.find("Threads") == kept


def test_one_without_a_name_is_found_by_its_time():
    path = recording().writer.path
    assert find.find(names.name_of(path)) == path
