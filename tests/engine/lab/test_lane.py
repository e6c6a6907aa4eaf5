"""A lane from its first item to its end, read while and after its worker lives."""

import os
import sys
import threading
from pathlib import Path

import pytest
from concviz.engine.lab.lanes.lane import Lane, current_core
from concviz.engine.lab.lanes.lane_file import FAILED, RAN, READY, WHOLE, has_gil
from concviz.engine.lab.lanes.lane_reader import LaneReader
from concviz.engine.lab.lanes.lane_writer import GAP_NS


def read(folder: Path, number: int = 1) -> LaneReader:
    return LaneReader(folder / f"lane-{number:05d}")


def test_the_header_says_who_writes(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "thread", 16)
    header = read(tmp_path).header
    assert (header.number, header.kind, header.capacity) == (lane.number, "thread", 16)
    assert (header.pid, header.tid) == (os.getpid(), threading.get_native_id())
    assert header.gil is True or not header.gil
    assert header.opened_ns > 0
    lane.close()


@pytest.mark.parametrize(("told", "gil"), [(None, True), (lambda: True, True), (lambda: False, False)])
def test_a_python_that_cannot_tell_has_a_gil(told, gil, monkeypatch):
    if told is None:
        monkeypatch.delattr(sys, "_is_gil_enabled", raising=False)
    else:
        monkeypatch.setattr(sys, "_is_gil_enabled", told, raising=False)
    assert has_gil() is gil


def test_a_span_is_read_back_with_its_times(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "main", 16)
    started = lane.begin(5)
    sum(range(20_000))
    lane.end()
    reader = read(tmp_path)
    (span,) = reader.drain()
    assert (span.item, span.flag, span.start_ns) == (5, WHOLE, started)
    assert 0 < span.cpu_ns <= span.end_ns - span.start_ns
    assert -1 <= span.core < (os.cpu_count() or 1)
    assert reader.drain() == []
    lane.close()


def test_totals_are_sums_over_whole_items(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "main", 4)
    reader = read(tmp_path)
    assert reader.totals() == reader.totals()._replace(items=0, first_ns=0, last_ns=0, current_item=-1)
    spans = []
    for item in range(10):
        lane.begin(item)
        lane.end(failed=item == 7)
        spans += reader.drain()
    state = reader.totals()
    assert [span.flag for span in spans] == [WHOLE] * 7 + [FAILED] + [WHOLE] * 2
    assert state.items == 10
    assert state.wall_ns == sum(span.end_ns - span.start_ns for span in spans)
    assert abs(state.cpu_ns - sum(span.cpu_ns for span in spans)) <= 10 * GAP_NS
    assert (state.first_ns, state.last_ns) == (spans[0].start_ns, spans[-1].end_ns)
    assert state.thread_cpu_last_ns - state.thread_cpu_first_ns >= state.cpu_ns
    assert (state.dropped, state.current_item, state.ended) == (0, -1, False)
    lane.close()


def test_totals_stay_exact_when_the_ring_overwrites_what_nobody_read(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "main", 8)
    for item in range(100):
        lane.begin(item)
        lane.end()
    reader = read(tmp_path)
    assert [span.item for span in reader.drain()] == list(range(92, 100))
    assert (reader.totals().items, reader.totals().dropped, reader.written) == (100, 92, 100)
    lane.close()


def test_the_current_item_is_seen_until_it_ends(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "main", 8)
    reader = read(tmp_path)
    started = lane.begin(3)
    assert (reader.totals().current_item, reader.totals().current_start_ns) == (3, started)
    lane.end()
    assert reader.totals().current_item == -1
    lane.close()


def test_parts_do_not_count_as_items(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "coroutine", 8)
    reader = read(tmp_path)
    started = lane.begin(2)
    lane.part(2, RAN, started, started + 10, 9)
    lane.part(2, READY, started + 30, started + 50, 0)
    assert (reader.totals().items, reader.totals().current_item) == (0, 2)
    lane.whole(2, started, started + 60, 9, False)
    assert [(span.flag, span.cpu_ns) for span in reader.drain()] == [(RAN, 9), (READY, 0), (WHOLE, 9)]
    state = reader.totals()
    assert (state.items, state.wall_ns, state.cpu_ns, state.current_item) == (1, 60, 9, -1)
    lane.close()


def test_closing_says_so_and_twice_is_once(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "main", 8)
    reader = read(tmp_path)
    lane.close()
    lane.close()
    lane.mark_ended()
    assert reader.totals().ended
    reader.close()
    reader.close()


def test_a_lane_that_is_let_go_of_has_ended(tmp_path: Path) -> None:
    """That is how a thread's lane ends: with the thread's own variables."""
    lane = Lane.claim(str(tmp_path), "thread", 8)
    del lane
    assert read(tmp_path).totals().ended


def test_the_current_core_is_one_of_the_machine() -> None:
    assert -1 <= current_core() < (os.cpu_count() or 1)
