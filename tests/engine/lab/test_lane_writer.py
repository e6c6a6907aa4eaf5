"""What an item costs and is given: clocks read, CPU time, the core; and a writer that tears its records under a reader's eyes."""

import os
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from concviz.engine.lab.lanes import lane_writer, this_core
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import HEADER_WORDS, RECORD_WORDS, new_header
from concviz.engine.lab.lanes.lane_reader import LaneReader, LaneState, Span
from concviz.engine.lab.lanes.lane_writer import GAP_NS

from tests.support.simulated_lane import put

START_NS = 10**12


class Clock:
    """A thread's time as told by the test: on its core, or off it."""

    def __init__(self) -> None:
        self.wall_ns, self.cpu_ns, self.looks = START_NS, 5_000_000, 0

    def on_core(self, ns: int) -> None:
        self.wall_ns += ns
        self.cpu_ns += ns

    def off_core(self, ns: int) -> None:
        self.wall_ns += ns

    def wall(self) -> int:
        return self.wall_ns

    def cpu(self) -> int:
        self.looks += 1
        return self.cpu_ns


@contextmanager
def lane_at(clock: Clock) -> Iterator[tuple[Lane, LaneReader]]:
    words = memoryview(bytearray((HEADER_WORDS + 9 * RECORD_WORDS) * 8)).cast("q")
    words[:HEADER_WORDS] = new_header(1, "main", 8)
    with (
        patch.object(lane_writer, "perf_counter_ns", clock.wall),
        patch.object(lane_writer, "thread_time_ns", clock.cpu),
    ):
        yield Lane(words, 1, 9), LaneReader.over(words)


@pytest.mark.parametrize(("gap_ns", "looks"), [(0, 2), (GAP_NS - 1, 2), (GAP_NS, 3), (10**9, 3)])
def test_the_cpu_clock_is_read_once_an_item_and_once_more_after_a_gap(gap_ns: int, looks: int) -> None:
    clock = Clock()
    with lane_at(clock) as (lane, _):
        lane.begin(0)
        clock.looks = 0
        lane.end()
        clock.on_core(gap_ns)
        lane.begin(1)
        lane.end()
    assert clock.looks == looks


@pytest.mark.parametrize("gap_ns", [0, 700, GAP_NS - 1, GAP_NS, 3_000_000])
def test_what_taking_an_item_costs_is_not_in_its_cpu_time(gap_ns: int) -> None:
    clock = Clock()
    with lane_at(clock) as (lane, reader):
        for item in range(3):
            lane.begin(item)
            clock.on_core(20_000)
            clock.off_core(7_000)
            lane.end()
            clock.on_core(gap_ns)
        assert [(span.end_ns - span.start_ns, span.cpu_ns) for span in reader.drain()] == [(27_000, 20_000)] * 3
        state = reader.totals()
        assert (state.wall_ns, state.cpu_ns) == (81_000, 60_000)
        assert state.thread_cpu_last_ns - state.thread_cpu_first_ns == 60_000 + 2 * gap_ns


@pytest.mark.parametrize(("item_ns", "told_ns"), [(20_000, 20_000 - 3_000), (1_000, 0)])
def test_a_thread_that_left_its_core_in_a_short_gap_is_told_less_by_no_more_than_the_gap(
    item_ns: int, told_ns: int
) -> None:
    clock = Clock()
    with lane_at(clock) as (lane, reader):
        lane.begin(0)
        lane.end()
        clock.off_core(3_000)
        lane.begin(1)
        clock.on_core(item_ns)
        lane.end()
        assert [span.cpu_ns for span in reader.drain()] == [0, told_ns]


def test_a_cpu_time_is_never_more_than_its_wall_time() -> None:
    """The two clocks can't be read at once."""
    clock = Clock()
    with lane_at(clock) as (lane, reader):
        lane.begin(0)
        clock.on_core(100)
        clock.cpu_ns += 3
        lane.end()
        assert [span.cpu_ns for span in reader.drain()] == [100]
        assert reader.totals().cpu_ns == 100


def test_after_a_coroutine_the_clock_is_read_again() -> None:
    clock = Clock()
    with lane_at(clock) as (lane, _):
        lane.begin(0)
        lane.whole(0, START_NS, START_NS, 0, False)
        clock.looks = 0
        lane.begin(1)
        assert clock.looks == 1


@pytest.mark.real
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not move a thread to a core")
def test_the_word_that_tells_the_core_follows_the_thread() -> None:
    before = os.sched_getaffinity(0)
    try:
        word = this_core.core_word()
        for core in sorted(before):
            os.sched_setaffinity(0, {core})
            assert word[0] == this_core.current_core() == core
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.real
@pytest.mark.parametrize(
    ("tunable", "found"), [("", this_core._shared_word() is not None), ("glibc.pthread.rseq=0", False)]
)
def test_where_the_c_library_has_no_such_word_it_is_asked(tunable: str, found: bool) -> None:
    script = """
from concviz.engine.lab.lanes.this_core import _shared_word, core_word
print(_shared_word() is not None, core_word()[0] >= 0)
"""
    environment = {**os.environ, "GLIBC_TUNABLES": tunable}
    told = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True).split()
    assert told == [str(found), str(this_core.current_core() >= 0)]


def test_a_word_that_tells_another_core_than_the_system_is_not_believed() -> None:
    core = this_core.current_core()
    with (
        patch.object(this_core, "_shared_word", lambda: [core + 1]),
        patch.object(this_core, "current_core", lambda: core),
    ):
        assert this_core.core_word()[0] == core


class TornMemory:
    """Memory whose records are put word by word, with a pause of any length after each."""

    def __init__(self, words: memoryview, pause: Callable[[], object]) -> None:
        self._words, self._pause = words, pause

    def __setitem__(self, at: int, value: int) -> None:
        self._words[at] = value
        self._pause()

    def __getitem__(self, at: slice) -> memoryview:
        return self._words[at]


@pytest.mark.parametrize("capacity", [1, 2, 7])
def test_a_reader_beside_a_writer_that_tears_its_records_hands_out_true_ones(capacity: int, tmp_path: Path) -> None:
    """The writer stands still after each word; each time the reader takes all that it can get."""
    words = memoryview(bytearray((HEADER_WORDS + (capacity + 1) * RECORD_WORDS) * 8)).cast("q")
    words[:HEADER_WORDS] = new_header(1, "main", capacity)
    reader = LaneReader.over(words)
    torn, read_on, over = threading.Event(), threading.Event(), threading.Event()
    until = iter(range(10**6))

    def pause() -> None:
        if next(until) % 5 == 0:
            torn.set()
            assert read_on.wait(30)
            read_on.clear()

    def write() -> None:
        clock = iter(array("q", range(START_NS, START_NS + 7 * 10**6, 7)))
        with (
            patch.object(lane_writer, "put_record", put),
            patch.object(lane_writer, "perf_counter_ns", lambda: next(clock)),
        ):
            lane = Lane(TornMemory(words, pause), 1, capacity + 1)  # type: ignore[arg-type]
        for item in range(60):
            lane.begin(item)
            lane.end(item % 3 == 0)
        over.set()
        torn.set()

    writer = threading.Thread(target=write)
    writer.start()
    spans, states = list[Span](), list[LaneState]()
    while not over.is_set():
        assert torn.wait(30)
        torn.clear()
        spans += reader.drain()
        states.append(reader.totals())
        read_on.set()
    writer.join()
    spans += reader.drain()
    start = {item: START_NS + 14 * item for item in range(60)}
    assert [(span.item, span.flag, span.start_ns, span.end_ns) for span in spans] == [
        (span.item, span.item % 3 == 0, start[span.item], start[span.item] + 7) for span in spans
    ]
    assert len(spans) + reader.dropped == reader.written == 60
    assert all(state.wall_ns == 7 * state.items and state.current_item in (-1, state.items) for state in states)
    assert len(states) > 60
