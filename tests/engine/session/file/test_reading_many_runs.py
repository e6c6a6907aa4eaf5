"""Recordings of many runs: every run is there, as in one that is read whole; memory has the last ones only."""

import errno
import os
import tracemalloc

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session import events as e
from concviz.engine.session.file import reencode
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library.edit import renumbered, shifted
from concviz.engine.session.memory.runs import run_room

from tests.support.prints import plain
from tests.support.session_samples import made_up, session

EVERY_US = 5_000_000
RUN = [
    *(event for event in made_up(5, ticks=12) if not isinstance(event, e.RunEnded)),
    e.RunEnded(2_000_000, 1, "done", {"wall_s": 1.5, "python": "3.14.2", "answer": "3"}),
]


def written(path, runs, *, compress=False):
    made = session(SessionWriter(path))
    for number in range(runs):
        for event in RUN:
            made.append(renumbered(shifted(event, number * EVERY_US), number, 0))
    made.close(compress=compress)
    return made.writer.path


def told(back):
    return [plain(event) for event in events_of(back)]


@pytest.mark.parametrize("lines", [64, reencode.SMALL_LINES])
@pytest.mark.parametrize("compress", [False, True])
def test_a_recording_of_many_runs_reads_as_one_that_is_read_whole(tmp_path, monkeypatch, compress, lines):
    monkeypatch.setattr(reencode, "SMALL_LINES", lines)
    path = written(tmp_path / "a.concviz.jsonl", 12, compress=compress)
    whole = load(path)
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)
    back = load(path)
    assert (len(back._runs.hot()), len(whole._runs.hot())) == (3, 12)
    assert (back.notice, back.length_us) == (whole.notice, whole.length_us) == ("", 11 * EVERY_US + 2_000_000)
    assert [back.run_end(run) for run in range(1, 13)] == [whole.run_end(run) for run in range(1, 13)]
    assert [back.run_ending(run) for run in range(1, 13)] == [whole.run_ending(run) for run in range(1, 13)]
    assert told(back) == told(whole)
    for run in (2, 12, 1):
        t_us = (run - 1) * EVERY_US + 500_000
        assert plain(snapshot(back, t_us)) == plain(snapshot(whole, t_us))


def test_compressing_keeps_no_run_that_is_long_over(tmp_path, monkeypatch):
    monkeypatch.setattr(reencode, "SMALL_LINES", 64)
    path = written(tmp_path / "a.concviz.jsonl", 40)
    recoder, most = reencode.Recoder(), 0
    with path.open("rb") as lines:
        for _ in recoder.recoded(lines):
            most = max(most, len({key[1] for key in recoder._chains}))
    assert 0 < most < 20


def test_memory_has_two_kilobytes_of_each_run(tmp_path, monkeypatch):
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)
    held = []
    for runs in (50, 250):
        path = written(tmp_path / f"{runs}.concviz.jsonl", runs)
        tracemalloc.start(1)
        try:
            back = load(path)
            held.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
        assert [started.run for started in back.runs()] == [*range(1, runs + 1)]
    of_none = sum(not hasattr(event, "run") for event in RUN)
    assert (held[1] - held[0]) / 200 < 2_000 + 300 * of_none


def test_where_no_file_can_be_written_all_of_it_is_in_memory(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = written(tmp_path / "a.concviz.jsonl", 9)
    whole = told(load(path))
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)
    monkeypatch.setattr(os, "pwrite", full)
    back = load(path)
    assert [each.why for each in back.missing() if each.what == "old runs"] == [
        "Runs that are over stay in memory: the disk is full."
    ]
    assert [plain(event) for event in events_of(back) if getattr(event, "what", "") != "old runs"] == whole


def test_a_run_that_comes_back_late_in_the_file_is_one_run(tmp_path, monkeypatch):
    path = tmp_path / "a.concviz.jsonl"
    made = session(SessionWriter(path))
    for number in range(9):
        for event in RUN:
            made.append(renumbered(shifted(event, number * EVERY_US), number, 0))
    late = made.length_us + 5
    made.append(e.Output(late, 1, "late"))
    made.append(e.Phase(late, 2, "items_ready", {"inputs": "abc"}))
    made.close()
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)
    back = load(path)
    assert back.output(1) == made.output(1)
    assert back.run_ending(1) == made.run_ending(1)
    assert back.run_ending(2) == made.run_ending(2)
    assert back.run_ending(2).inputs == "abc"
