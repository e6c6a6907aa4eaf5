"""A lane from its claim to its end: written by real threads and processes, read while and after they live."""

import itertools
import os
import resource
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from concviz.engine.lab.lane import Lane, current_core
from concviz.engine.lab.lane_file import FAILED, H_MAGIC, RAN, READY, WHOLE
from concviz.engine.lab.lane_reader import LaneReader, claimed


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


def test_the_header_says_who_writes(tmp_path: Path) -> None:
    lane = Lane.claim(str(tmp_path), "thread", 16)
    header = read(tmp_path).header
    assert (header.number, header.kind, header.capacity) == (lane.number, "thread", 16)
    assert (header.pid, header.tid) == (os.getpid(), threading.get_native_id())
    assert header.gil is True or not header.gil
    assert header.opened_ns > 0
    lane.close()


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
    assert state.cpu_ns == sum(span.cpu_ns for span in spans)
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


def test_32_threads_get_32_lanes(tmp_path: Path) -> None:
    def work() -> None:
        lane = Lane.claim(str(tmp_path), "thread", 64)
        together.wait()
        for item in range(50):
            lane.begin(item)
            lane.end()
        lane.close()

    together = threading.Barrier(32)
    threads = [threading.Thread(target=work) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    readers = [read(tmp_path, number) for number in range(1, 33)]
    assert claimed(tmp_path) == 32
    assert {reader.header.number for reader in readers} == set(range(1, 33))
    assert len({reader.header.tid for reader in readers}) == 32
    assert all(len(reader.drain()) == 50 for reader in readers)


def test_10_000_lanes_can_be_claimed(tmp_path: Path) -> None:
    for number in range(1, 10_001):
        lane = Lane.claim(str(tmp_path), "coroutine", 1)
        assert lane.number == number
        lane.close()
    assert claimed(tmp_path) == 10_000
    assert read(tmp_path, 10_000).header.number == 10_000


def test_more_lanes_than_files_may_be_open(tmp_path: Path) -> None:
    """The soft limit of open files is often 1,024; reader and writer raise it to what the system allows."""

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 200))
        lanes = [Lane.claim(str(tmp_path), "thread", 1) for _ in range(60)]
        for lane in lanes:
            lane.begin(1)
            lane.end()
        resource.setrlimit(resource.RLIMIT_NOFILE, (90, 200))
        readers = [read(tmp_path, number) for number in range(1, 61)]
        assert all(len(reader.drain()) == 1 for reader in readers)
        os._exit(0)

    assert in_child(work) == 0


def test_a_number_that_is_taken_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "lane-00001").touch()
    assert Lane.claim(str(tmp_path), "main", 1).number == 2


def test_a_full_disk_fails_the_claim_and_leaves_no_half_lane(tmp_path: Path) -> None:
    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            Lane.claim(str(tmp_path), "main", 1024)
        except OSError:
            os._exit(0)

    assert in_child(work) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims"]


@pytest.mark.parametrize(("kind", "capacity"), [("fibre", 8), ("main", 0), ("main", -1)])
def test_nonsense_is_refused(tmp_path: Path, kind: str, capacity: int) -> None:
    with pytest.raises(ValueError, match="no lane of kind"):
        Lane.claim(str(tmp_path), kind, capacity)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Lane.claim(str(tmp_path / "gone"), "main", 8)
    assert claimed(tmp_path / "gone") == 0


@pytest.mark.parametrize("size", [0, 100, 256, 1000])
def test_a_file_that_is_not_complete_is_refused(tmp_path: Path, size: int) -> None:
    lane = Lane.claim(str(tmp_path), "main", 8)
    lane.close()
    os.truncate(tmp_path / "lane-00001", size)
    with pytest.raises(ValueError, match="not yet"):
        read(tmp_path)


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    Lane.claim(str(tmp_path), "main", 8).close()
    data = bytearray((tmp_path / "lane-00001").read_bytes())
    data[H_MAGIC : H_MAGIC + 8] = data[H_MAGIC : H_MAGIC + 8][::-1]
    (tmp_path / "lane-00001").write_bytes(data)
    with pytest.raises(ValueError, match="no lane of this format"):
        read(tmp_path)


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


def test_the_current_core_is_one_of_the_machine() -> None:
    assert -1 <= current_core() < (os.cpu_count() or 1)
