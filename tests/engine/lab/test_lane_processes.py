"""Lanes of workers that are other processes: killed, read meanwhile, forked."""

import itertools
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_reader import LaneReader, claimed


def read(folder: Path, number: int = 1) -> LaneReader:
    return LaneReader(folder / f"lane-{number:05d}")


def in_child(work: Callable[[], None]) -> int:
    """Runs `work` in a forked child that then leaves at once; its wait status."""
    pid = os.fork()
    if not pid:
        try:
            work()
        finally:
            os._exit(9)
    return os.waitpid(pid, 0)[1]


@pytest.mark.real
@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(3)])
def test_a_worker_that_is_killed_leaves_its_lane_and_the_item_it_died_in(
    tmp_path: Path, end: Callable[[], None]
) -> None:
    def work() -> None:
        lane = Lane.claim(str(tmp_path), "process", 16)
        for item in range(40):
            lane.begin(item)
            lane.end()
        lane.begin(40)
        end()

    status = in_child(work)
    assert status in (signal.SIGKILL, 3 << 8)
    reader = read(tmp_path)
    assert [span.item for span in reader.drain()] == list(range(24, 40))
    state = reader.totals()
    assert (state.items, state.dropped, state.current_item, state.ended) == (40, 24, 40, False)
    assert state.current_start_ns >= state.last_ns


@pytest.mark.real
def test_a_worker_killed_at_any_moment_leaves_only_true_spans(tmp_path: Path) -> None:
    """The writer never stops; the kill meets it wherever it is."""
    for number in range(1, 9):
        pid = os.fork()
        if not pid:
            lane = Lane.claim(str(tmp_path), "process", 32)
            item = 0
            while True:
                lane.begin(item)
                lane.end()
                item += 1
        while True:
            try:
                reader = read(tmp_path, number)
            except (OSError, ValueError):
                continue
            if reader.written > 500 * number:
                break
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        spans = reader.drain()
        assert len(spans) == 32
        assert len(spans) + reader.dropped == reader.written
        assert [span.item for span in spans] == list(range(reader.written - 32, reader.written))
        assert all(earlier.end_ns <= later.start_ns for earlier, later in itertools.pairwise(spans))
        assert reader.totals().items == reader.written


@pytest.mark.real
def test_reading_while_another_process_writes_keeps_count(tmp_path: Path) -> None:
    items = 30_000
    pid = os.fork()
    if not pid:
        lane = Lane.claim(str(tmp_path), "process", 16)
        for item in range(items):
            lane.begin(item)
            lane.end()
        lane.close()
        os._exit(0)
    while not claimed(tmp_path):
        pass
    reader = None
    seen: list[int] = []
    last = (0, 0, 0)
    while reader is None or not reader.totals().ended:
        if reader is None:
            try:
                reader = read(tmp_path)
            except (OSError, ValueError):
                continue
        seen += [span.item for span in reader.drain()]
        state = reader.totals()
        assert (state.items, state.wall_ns, state.cpu_ns) >= last
        last = (state.items, state.wall_ns, state.cpu_ns)
    os.waitpid(pid, 0)
    seen += [span.item for span in reader.drain()]
    assert seen == sorted(set(seen))
    assert len(seen) + reader.dropped == reader.written == items
    assert seen[-1] == items - 1
    assert reader.totals().items == items


def test_a_forked_child_can_be_kept_from_writing(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "main", 8)

    def work() -> None:
        lane.abandon()
        for item in range(20):
            lane.begin(item)
            lane.end()
        lane.close()
        os._exit(0)

    lane.begin(77)
    assert in_child(work) == 0
    lane.end()
    reader = read(tmp_path)
    assert [span.item for span in reader.drain()] == [77]
    assert not reader.totals().ended
    lane.close()
