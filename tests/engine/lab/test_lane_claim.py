"""Getting a lane of one's own: many workers, few files, full disks, foreign files."""

import os
import resource
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import H_MAGIC
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
