"""The library's refusals as whole sentences, and each of its decisions with a case on either side."""

import errno
import os

import msgspec
import pytest
from concviz.engine.model.plan import PlanError
from concviz.engine.model.study_facts import Compared
from concviz.engine.session import events as e
from concviz.engine.session.file.file_pieces import SessionFileError
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library import edit, find, keep, names, pruning, recording, summary
from concviz.engine.session.library.paths import new_recording_path, sessions_folder

from tests.support.made_studies import empty, row
from tests.support.session_samples import made_up, session


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    return tmp_path


def recorded(*events):
    live = session(SessionWriter(new_recording_path()))
    for event in events:
        live.append(event)
    live.close()
    return live.writer.path


def changed(path, seconds):
    """Says that the file was written so long after the beginning of the epoch."""
    os.utime(path, ns=(seconds * 10**9,) * 2)
    return path


def refuse(*args, **more):
    raise PermissionError(errno.EACCES, "Permission denied")


def compared(t_us, rows):
    told = [row("threads", 1.0, "faster") for _ in range(rows)] + [empty("processes", "it failed")]
    facts = Compared(task="pi", items=5, rows=told, verdict="", noisy=False, out_of_time=False)
    return e.Study(t_us, 1, "compare", "ended", facts)


# ---------------------------------------------------------------- what is found


def test_the_last_study_is_that_of_the_newest_recording_and_in_it_the_latest(monkeypatch):
    newest = changed(recorded(compared(50, 1), compared(70, 2)), 300)
    changed(recorded(compared(90, 3)), 200)
    assert find.last_study("sweep") is None
    recording_, study = find.last_study("compare")
    assert (recording_.path, study.t_us, study.rows) == (newest, 70, 2)
    monkeypatch.setattr(find, "living", lambda path: path == newest)
    assert find.last_study("compare")[1].t_us == 90
    monkeypatch.setattr(find, "living", lambda path: True)
    assert find.last_study("compare") is None


def test_a_study_without_a_row_that_was_measured_is_none_and_of_the_table_the_latest_counts():
    told = summary.summary(
        recorded(
            compared(10, 0),
            e.Difference(20, "weight", "threading", "3.14", "done"),
            compared(30, 1),
            e.Difference(40, "weight", "asyncio", "3.14", "done"),
            e.Difference(50, "weight", "asyncio", "3.14", "begun"),
            e.Difference(60, "race", "asyncio", "3.14", "failed"),
        )
    )
    assert [(each.kind, each.t_us, each.rows) for each in told.studies] == [("compare", 30, 1), ("differences", 40, 2)]


def test_what_cannot_be_read_is_said_in_its_line(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    assert summary.summary(tmp_path / "pipe").notice == "not a file"
    assert summary.summary(tmp_path).notice == f"{tmp_path.name} can't be read: Is a directory"
    for name, said in (("pipe", "pipe is no session: it is not a file"), (".", " can't be read: Is a directory")):
        with pytest.raises(SessionFileError) as refused:
            load(tmp_path / name)
        assert str(refused.value).removeprefix(tmp_path.name) == said
    path = recorded()
    monkeypatch.setattr(os, "open", refuse)
    assert summary.summary(path).notice == f"{path.name} can't be read: Permission denied"
    assert find.living(path) is False


def test_what_is_not_there_is_not_living_and_not_removed(tmp_path):
    assert find.living(tmp_path / "none") is False
    assert pruning._removed(tmp_path / "none") is False


# ---------------------------------------------------------------- what is kept


def test_taking_a_name_back_works_for_a_file_and_for_what_is_being_recorded():
    path = recorded(e.Chapter(5, "x"))
    kept = keep.keep_file(path, "π")
    keep.put_back(kept, path)
    assert (path.exists(), kept.exists()) == (True, False)
    live = session(SessionWriter(new_recording_path()))
    before = live.writer.path
    kept = keep.keep(live, "live")
    keep.put_back(kept, before, live)
    assert live.writer.path == before
    other = keep.keep_file(path, "other")
    keep.put_back(other, path, live)
    assert (path.exists(), live.writer.path) == (True, before)
    live.close()


def test_a_name_is_not_taken_back_where_something_lies_there():
    path = recorded()
    kept = keep.keep_file(path, "π")
    path.write_text("another")
    with pytest.raises(names.KeepError, match=rf"^there is a session named '{names.name_of(path)}' already$"):
        keep.put_back(kept, path)
    assert kept.exists()


def test_what_is_set_aside_is_in_no_list_and_comes_back():
    path = changed(recorded(), 1)
    aside = keep.set_aside(path)
    assert (aside.parent, aside.name.partition("-")[2]) == (keep.aside_folder(), path.name)
    assert aside.name.partition("-")[0].isdecimal()
    assert find.recordings() == []
    assert aside.stat().st_mtime > 1_000_000_000
    keep.bring_back(aside, path)
    assert [each.path for each in find.recordings()] == [path]
    live = session(SessionWriter(new_recording_path()))
    with pytest.raises(names.KeepError, match=r"^'.*' is being recorded by a running concviz: leave that one first$"):
        keep.set_aside(live.writer.path)
    live.close()


def test_what_was_set_aside_is_forgotten_after_its_time_and_folders_stay(monkeypatch):
    monkeypatch.setattr(keep.time, "time", lambda: 200_000.0)
    folder = keep.aside_folder()
    keep.forget_aside()
    (folder / "a folder").mkdir(parents=True)
    for name, changed_s in (("exactly a day", 113_600), ("less than a day", 113_601), ("long ago", 5)):
        changed(folder / name, changed_s) if (folder / name).write_text(name) else None
    changed(folder / "a folder", 5)
    keep.forget_aside()
    assert sorted(os.listdir(folder)) == ["a folder", "less than a day"]
    keep.forget_aside(older_s=0.0)
    assert os.listdir(folder) == ["a folder"]


@pytest.mark.parametrize(("problem", "why"), [
    (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
    (OSError("No Room"), "no room"),
])  # fmt: skip
def test_why_it_cannot_be_kept_is_said(monkeypatch, problem, why):
    path = recorded()

    def refuses(*args):
        raise problem

    monkeypatch.setattr(keep, "rename_noreplace", refuses)
    with pytest.raises(names.KeepError, match=rf"^'π' can't be kept: {why}$"):
        keep.keep_file(path, "π")


def test_refusals_are_whole_sentences():
    with pytest.raises(names.KeepError, match=r"^this session is not being recorded, so it can't be kept$"):
        keep.keep(session(), "x")
    with pytest.raises(names.KeepError, match=r"^a name needs at least one letter or digit$"):
        names.file_name("...")


@pytest.mark.parametrize(("length", "left"), [(79, 79), (80, 80), (81, 80)])
def test_a_name_has_eighty_characters_at_most(length, left):
    assert names.file_name("x" * length) == "x" * left


@pytest.mark.parametrize(("runs", "more", "chapters", "worth"), [
    ([], 0, 0, 0), ([], 0, 1, 1), ([], 1, 0, 2),
    ([("done", 1.9)], 0, 0, 1), ([("done", 2.0)], 0, 0, 2), ([("done", 1.0), ("done", 1.0)], 0, 0, 2), ([("done", None)], 0, 0, 1),
    ([("failed", 9.0)], 0, 0, 0), ([("stopped", 9.0)], 0, 1, 1),
])  # fmt: skip
def test_what_a_recording_is_worth(runs, more, chapters, worth):
    line = summary.RunLine(1, 10, "pi", "threads", 2, "done")
    told = summary.Summary(
        "x",
        0,
        0,
        runs=tuple(msgspec.structs.replace(line, status=status, wall_s=wall_s) for status, wall_s in runs),
        more_runs=more,
        chapters=((5, "x"),) * chapters,
    )
    assert pruning.worth(told) == worth
    assert pruning.worth(None) == 0


# ---------------------------------------------------------------- where it is recorded


def test_a_named_file_that_is_there_is_refused_or_replaced(tmp_path):
    path = tmp_path / "mine.concviz.jsonl"
    path.write_text("")
    recording.writer_for(path, replace=False)[0].close()
    path.write_text("something")
    with pytest.raises(PlanError, match=rf"^{path} is there already: --force replaces it, or name another file$"):
        recording.writer_for(path, replace=False)
    assert path.read_text() == "something"
    writer, why = recording.writer_for(path, replace=True)
    assert (writer.stopped, why, path.read_text()) == ("", "", "")
    session(writer)
    with pytest.raises(PlanError, match=rf"^{path} is being recorded by a running concviz: leave that one first$"):
        recording.writer_for(path, replace=True)
    writer.close()


def test_a_named_file_that_cannot_be_written_stops_the_plan_and_the_usual_one_does_not(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "x.concviz.jsonl"
    with pytest.raises(PlanError, match=rf"^{path} can't be written: {tmp_path}/file is no folder$"):
        recording.writer_for(path, replace=False)
    monkeypatch.setattr(recording, "SessionWriter", refuse)
    with pytest.raises(PlanError, match=rf"^{tmp_path}/y can't be written: Permission denied$"):
        recording.writer_for(tmp_path / "y", replace=False)
    assert recording.writer_for(None, replace=False) == (None, "this session is not recorded: Permission denied")


def test_a_named_file_that_cannot_be_recorded_into_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda file: None)
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, *more: refuse() if str(path).endswith("z") else real(path, *more))
    with pytest.raises(PlanError, match=rf"^{tmp_path}/z can't be recorded into: the folder can't be written to\.$"):
        recording.writer_for(tmp_path / "z", replace=False)


def test_a_file_that_cannot_be_removed_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "mine"
    path.write_text("something")
    monkeypatch.setattr(type(path), "unlink", refuse)
    with pytest.raises(PlanError, match=rf"^{path} can't be replaced: Permission denied$"):
        recording.writer_for(path, replace=True)


def test_the_usual_place_prunes_and_a_named_file_does_not(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(recording, "prune", lambda: asked.append("prune"))
    monkeypatch.setattr(recording, "forget_aside", lambda: asked.append("forget"))
    recording.writer_for(tmp_path / "named", replace=False)[0].close()
    assert asked == []
    recording.writer_for(None, replace=False)[0].close()
    assert asked == ["prune", "forget"]


def test_what_is_closed_is_packed_where_nobody_named_it_and_gone_where_nothing_happened(tmp_path):
    for unnamed, event, left in (
        (True, e.Note(1, "x"), ".gz"),
        (True, None, None),
        (False, e.Note(1, "x"), ".jsonl"),
        (False, None, ".jsonl"),
    ):
        path = new_recording_path()
        live = session(SessionWriter(path))
        if event:
            live.append(event)
        recording.close_recording(live, unnamed=unnamed)
        found = [each.suffix for each in sessions_folder().iterdir() if each.name.startswith(path.name)]
        assert found == ([left] if left else [])
        for each in sessions_folder().iterdir():
            each.unlink()


# ---------------------------------------------------------------- what is joined


def test_studies_of_joined_sessions_keep_their_numbers_apart():
    one, two = session(), session()
    for event in (
        e.Study(5, 1, "compare", "begun", {}),
        e.Study(6, 3, "compare", "begun", {}),
        e.Study(7, 2, "compare", "begun", {}),
    ):
        one.append(event)
    two.append(e.Study(5, 1, "compare", "begun", {}))
    joined = edit._one_after_another([one, two, two])
    assert [event.study for event in joined if isinstance(event, e.Study)] == [1, 3, 2, 4, 5]


def test_a_join_of_one_machine_needs_the_same_cores_and_system():
    live = session()
    for event in made_up(1, ticks=3):
        live.append(event)
    cpu, cores, physical, system = edit._machine(live)
    assert (cpu, cores, physical, system) == ("A processor", 3, 2, "Linux")
