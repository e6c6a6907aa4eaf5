"""Events of a session again, trimming and joining: the same answers at every play head, and never half a file."""

import contextlib
import os

import msgspec
import pytest
from concviz.engine.export.progress import ExportError
from concviz.engine.export.whole_files import whole_file
from concviz.engine.session import events as e
from concviz.engine.session.file.file_pieces import SessionFileError
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.library import edit
from concviz.engine.session.library.names import KeepError
from concviz.engine.session.memory import chapters
from concviz.engine.session.memory.log import Session

from tests.support.session_samples import MACHINE, made_up, recorded, session, told


def rewritten(path, events, machine=MACHINE):
    writer = edit.SessionWriter(path)
    Session(machine, clock=lambda: 0, created="2026-11-22T14:10:05Z", writer=writer)
    for event in events:
        writer.write(event)
    writer.close()
    return load(path)


def replacing(target):
    return whole_file(target, force=True)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_events_of_a_session_make_the_same_session(tmp_path, seed):
    _, read = recorded(tmp_path / "a", made_up(seed))
    again = rewritten(tmp_path / "b", events_of(read))
    assert again.length_us == read.length_us
    for t_us in (None, *range(0, read.length_us, read.length_us // 17)):
        assert told(again, t_us) == told(read, t_us)
    assert [column.tolist() for column in (again.threads(1).cpu_us, again.threads(1).wait_us)] == [
        column.tolist() for column in (read.threads(1).cpu_us, read.threads(1).wait_us)
    ]


def test_events_come_in_the_order_of_time(tmp_path):
    _, read = recorded(tmp_path / "a", made_up(4))
    times = [event.t_us for event in events_of(read)]
    assert times == sorted(times)


def two_runs(path):
    """Run 1 from 0 s, run 2 some 2 s after it has ended, with chapters between."""
    one = made_up(5)
    by = one[-1].t_us + 2_000_000
    two = [edit.renumbered(edit.shifted(event, by), 1, 0) for event in made_up(6) if not isinstance(event, e.Missing)]
    between = [e.Chapter(by - 1_500_000, "Between"), e.Note(by - 1_400_000, "Now processes")]
    _, read = recorded(path, [*one, *between, *two])
    return read, by


def test_a_trimmed_session_tells_the_same_of_what_is_left(tmp_path):
    read, by = two_runs(tmp_path / "a")
    cut = edit.trim(tmp_path / "a", tmp_path / "b", by - 1_600_000, read.length_us, whole=whole_file)
    assert cut.runs == (2,)
    assert cut.from_us == by - 1_600_000
    left = load(tmp_path / "b")
    assert left.length_us == read.length_us - cut.from_us
    assert [chapter.t_us for chapter in left.chapters()][:1] == [100_000]
    assert [each.run for each in left.runs()] == [2]
    assert [missing.what for missing in left.missing()] == ["pss"]
    whole, part = read.spans(2), left.spans(2)
    assert (whole.end_us - cut.from_us).tolist() == part.end_us.tolist()
    before, after = read.totals(2), left.totals(2)
    assert {lane: row.items for lane, row in before.items()} == {lane: row.items for lane, row in after.items()}
    assert all(before[lane].first_us - cut.from_us == after[lane].first_us for lane in before)


@pytest.mark.parametrize("cut_s", [0.5, 1.5, 2.5])
def test_a_cut_inside_of_a_run_moves_to_its_edge(tmp_path, cut_s):
    read, by = two_runs(tmp_path / "a")
    cut = edit.cut_at(read, round(cut_s * 1e6), by + 500_000)
    assert cut.runs == (1, 2)
    assert cut.from_us == 10
    assert cut.until_us == read.run_end(2).t_us


@pytest.mark.parametrize(("first", "last"), [(-1, 5), (5, 5), (99_000_000, 100_000_000)])
def test_a_part_that_is_none_is_refused(tmp_path, first, last):
    read, _ = two_runs(tmp_path / "a")
    with pytest.raises(KeepError, match="outside"):
        edit.cut_at(read, first, last)


def test_joined_sessions_follow_one_another_and_keep_their_numbers_apart(tmp_path):
    one, two = recorded(tmp_path / "a", made_up(7))[1], recorded(tmp_path / "b", made_up(8))[1]
    length = edit.join([tmp_path / "a", tmp_path / "b"], tmp_path / "c", whole=whole_file)
    both = load(tmp_path / "c")
    by = one.length_us + edit.GAP_US
    assert both.length_us == length == by + two.length_us
    assert [(each.run, each.t_us) for each in both.runs()] == [(1, 10), (2, by + 10)]
    assert told(both, one.length_us)["run"] == told(one, None)["run"]
    assert (two.spans(1).start_us + by).tolist() == both.spans(2).start_us.tolist()
    assert len(both.missing()) == 1


def test_sessions_of_two_machines_are_not_joined(tmp_path):
    recorded(tmp_path / "a", made_up(7))
    other = msgspec.structs.replace(MACHINE, cpu="Another")
    rewritten(tmp_path / "b", made_up(8), other)
    with pytest.raises(KeepError, match="different machines"):
        edit.join([tmp_path / "a", tmp_path / "b"], tmp_path / "c", whole=whole_file)
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_study_keeps_naming_its_runs():
    step = e.Study(5, 1, "compare", "run", {"run": 3, "row": 1})
    assert edit.renumbered(step, 10, 2) == e.Study(5, 3, "compare", "run", {"run": 13, "row": 1})


def test_trimming_in_place_replaces_the_file_at_once_or_not_at_all(tmp_path, monkeypatch):
    read, by = two_runs(tmp_path / "a")
    before = (tmp_path / "a").read_bytes()
    monkeypatch.setattr(edit, "shifted", lambda event, by_us: 1 / 0)
    with contextlib.suppress(ZeroDivisionError):
        edit.trim(tmp_path / "a", tmp_path / "a", 0, by - 1_000_000, whole=replacing)
    assert (tmp_path / "a").read_bytes() == before
    assert os.listdir(tmp_path) == ["a"]
    monkeypatch.undo()
    edit.trim(tmp_path / "a", tmp_path / "a", 0, by - 1_000_000, whole=replacing)
    assert load(tmp_path / "a").length_us < read.length_us
    assert os.listdir(tmp_path) == ["a"]


def test_a_name_that_says_so_is_compressed(tmp_path):
    _, by = two_runs(tmp_path / "a")
    edit.trim(tmp_path / "a", tmp_path / "b.concviz.jsonl.gz", 0, by - 1_000_000, whole=whole_file)
    assert (tmp_path / "b.concviz.jsonl.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert load(tmp_path / "b.concviz.jsonl.gz").notice == ""
    assert sorted(os.listdir(tmp_path)) == ["a", "b.concviz.jsonl.gz"]


def test_rubbish_is_refused_in_one_line(tmp_path):
    (tmp_path / "a").write_bytes(b"\x00rubbish" * 99)
    with pytest.raises(SessionFileError) as refused:
        edit.trim(tmp_path / "a", tmp_path / "b", 0, 5, whole=whole_file)
    assert "\n" not in str(refused.value)
    assert os.listdir(tmp_path) == ["a"]


def test_what_is_still_recorded_can_be_unrolled():
    live = session()
    for event in made_up(9):
        live.append(event)
    assert sum(isinstance(event, e.RunEnded) for event in events_of(live)) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_a_chapter_is_put_into_a_file_that_is_there(tmp_path, packed):
    recorded(tmp_path / "a", made_up(1))
    path = tmp_path / "a"
    if packed:
        path = edit.compress_file(path)
    before = load(path)
    edit.add(path, [e.Chapter(1_500_000, "Look"), e.Note(1_600_000, "Here\x1b[31m")], whole=replacing)
    after = load(path)
    assert after.notice == ""
    assert [chapter.title for chapter in after.chapters()] == ["Begin", "Look"]
    assert after.notes(1_600_000)[-1].text == "Here\ufffd[31m"
    assert told(after, 1_400_000) == told(before, 1_400_000)
    assert os.listdir(tmp_path) == [path.name]


def test_a_torn_file_gets_its_chapter_all_the_same(tmp_path):
    recorded(tmp_path / "a", made_up(1))
    with (tmp_path / "a").open("ab") as file:
        file.write(b'["own",5')
    edit.add(tmp_path / "a", [e.Chapter(9, "x")], whole=replacing)
    read = load(tmp_path / "a")
    assert read.chapters()[0].title == "x"
    assert "1 damaged line left out" in read.notice


def test_a_torn_gzip_stays_as_it_is(tmp_path):
    recorded(tmp_path / "a", made_up(1))
    path = edit.compress_file(tmp_path / "a")
    path.write_bytes(path.read_bytes()[:-40])
    before = path.read_bytes()
    with pytest.raises(ExportError, match="cut off"):
        edit.add(path, [e.Chapter(9, "x")], whole=replacing)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


def test_idle_stretches_are_those_between_runs(tmp_path):
    read, by = two_runs(tmp_path / "a")
    first, second = chapters.busy(read)
    assert chapters.idle(read) == [] or chapters.idle(read)[0][0] == first[1] + chapters.AFTER_US
    assert second[0] == by + 10
    assert chapters.chapters(read)[0] == (10, "pi · ")
    assert chapters.first_chapter_us(read) == 10
    assert chapters.first_chapter_us(session()) == 0
    assert chapters.idle(session()) == []


def test_a_shift_moves_moments_and_leaves_lengths_and_clocks():
    moved = [
        (e.Cores(500, 100, [9], [8], 7), e.Cores(400, 100, [9], [8], 7)),
        (e.Threads(500, 1, [700], [600], [0]), e.Threads(400, 1, [700], [600], [0])),
        (
            e.Spans(500, 1, 1, [0, 1], [300, 350], [50, 60], [20, 30], [0, 0], [0, 1]),
            e.Spans(400, 1, 1, [0, 1], [200, 250], [50, 60], [20, 30], [0, 0], [0, 1]),
        ),
        (
            e.LaneTotals(500, 1, 1, 3, 90, 80, 70, 60, 300, 450, 1, 2, 5, 480, False),
            e.LaneTotals(400, 1, 1, 3, 90, 80, 70, 60, 200, 350, 1, 2, 5, 380, False),
        ),
        (
            e.LaneTotals(500, 1, 1, 0, 0, 0, 0, 0, 300, 0, 0, 0, -1, 0, True),
            e.LaneTotals(400, 1, 1, 0, 0, 0, 0, 0, 200, 0, 0, 0, -1, 0, True),
        ),
        (e.Note(500, "x"), e.Note(400, "x")),
    ]
    assert [edit.shifted(before, -100) for before, _ in moved] == [after for _, after in moved]
    assert all(edit.shifted(before, 0) is before for before, _ in moved)


def test_a_part_has_what_lies_on_its_edges_and_whole_runs_alone():
    whole = Session(MACHINE, clock=lambda: 0, created="2026-11-22T14:10:05Z")
    events = [
        e.Missing(50, "pss", "none"), e.Note(99, "before"), e.Note(100, "first"), e.Note(900, "last"), e.Note(901, "after"),
        e.Cores(199, 100, [0] * 4, [], 0), e.Cores(200, 100, [0] * 4, [], 0), e.RunStarted(300, 1, {}), e.Phase(350, 1, "asked"),
        e.RunStarted(700, 2, {}), e.Phase(750, 2, "asked"),
    ]  # fmt: skip
    for event in events:
        whole.append(event)
    kept = list(edit.part(whole, edit.Cut(100, 900, (2,))))
    assert [(event.t_us, getattr(event, "text", type(event).__name__)) for event in kept] == [
        (100, "Missing"), (100, "first"), (200, "Cores"), (700, "RunStarted"), (750, "Phase"), (900, "last"),
    ]  # fmt: skip
    assert [event.run for event in kept if isinstance(event, e.RunStarted | e.Phase)] == [2, 2]


def test_a_cut_is_widened_to_the_runs_that_reach_into_it():
    whole = Session(MACHINE, clock=lambda: 0, created="2026-11-22T14:10:05Z")
    for event in (e.RunStarted(100, 1, {}), e.RunEnded(200, 1, "done"), e.RunStarted(400, 2, {}), e.Note(1_000, "end")):
        whole.append(event)
    assert edit.cut_at(whole, 200, 400) == edit.Cut(200, 400, ())
    assert edit.cut_at(whole, 199, 400) == edit.Cut(100, 400, (1,))
    assert edit.cut_at(whole, 200, 401) == edit.Cut(200, 1_000, (2,))
    assert edit.cut_at(whole, 150, 5_000) == edit.Cut(100, 1_000, (1, 2))
    with pytest.raises(KeepError, match=r"which is 0\.001 s long"):
        edit.cut_at(whole, 1_000, 2_000)
    with pytest.raises(KeepError):
        edit.cut_at(whole, -1, 100)


def test_joined_sessions_lie_a_second_apart():
    one, two = (Session(MACHINE, clock=lambda: 0, created="2026-11-22T14:10:05Z") for _ in range(2))
    for event in (e.Missing(0, "pss", "none"), e.RunStarted(10, 1, {}), e.Note(500, "one")):
        one.append(event)
    for event in (e.Missing(0, "pss", "none"), e.RunStarted(20, 1, {}), e.Note(600, "two")):
        two.append(event)
    found = [
        event for event in edit._one_after_another([one, two]) if isinstance(event, e.Missing | e.RunStarted | e.Note)
    ]
    assert [(event.t_us, getattr(event, "run", 0)) for event in found] == [
        (0, 0), (10, 1), (500, 0), (1_000_520, 2), (1_001_100, 0),
    ]  # fmt: skip
