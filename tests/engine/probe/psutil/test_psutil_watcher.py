from types import SimpleNamespace

import psutil
import pytest
from concviz.engine.probe.place import Demand
from concviz.engine.probe.psutil.psutil_watcher import PsutilWatcher
from concviz.engine.probe.watcher import LaneRegistry

S = 1_000_000_000
MS = 1_000_000


class FakeProcess:
    def __init__(self, pid: int, parent: int = 1, *children: "FakeProcess") -> None:
        self.pid, self.parent_pid, self.kin = pid, parent, list(children)
        self.user, self.ids, self.gone, self.closed = 0.0, [pid], False, False

    def _check(self) -> None:
        if self.gone:
            raise psutil.NoSuchProcess(self.pid)
        if self.closed:
            raise psutil.AccessDenied(self.pid)

    def children(self, recursive: bool) -> list["FakeProcess"]:
        assert recursive
        return [child for child in self.kin if not child.gone]

    def ppid(self) -> int:
        return self.parent_pid

    def cmdline(self) -> list[str]:
        return ["python", str(self.pid)]

    def cpu_times(self) -> SimpleNamespace:
        self._check()
        return SimpleNamespace(user=self.user, system=0.5)

    def num_threads(self) -> int:
        return len(self.ids)

    def threads(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(id=tid, user_time=self.user, system_time=0.0) for tid in self.ids]

    def memory_info(self) -> SimpleNamespace:
        self._check()
        return SimpleNamespace(rss=4096)

    def num_ctx_switches(self) -> SimpleNamespace:
        return SimpleNamespace(voluntary=3, involuntary=4)


def watching(lab: FakeProcess, told: LaneRegistry, *, native: bool) -> PsutilWatcher:
    return PsutilWatcher(lab.pid, told, "No /proc here.", process=lambda pid: lab, native_ids=native)


def test_processes_give_one_total_and_no_split() -> None:
    child = FakeProcess(71, 70)
    lab = FakeProcess(70, 9, child)
    watcher = watching(lab, LaneRegistry(), native=True)
    first = Demand(2)
    watcher.sample(0, first)
    lab.user, child.user = 0.25, 0.125
    demand = Demand(2)
    watcher.sample(100 * MS, demand)
    assert first.total == 500 * MS  # the child's: it began while it was watched; the lab's past does not count
    assert demand.total == 375 * MS
    assert demand.on == [0, 0]
    assert not watcher.split_known
    assert [what for what, _ in watcher.missing()] == ["schedstat", "per-core split", "states"]


def test_threads_where_psutil_knows_them() -> None:
    lab = FakeProcess(70, 9)
    lab.ids = [70, 75]
    lab.user = 0.25
    told = LaneRegistry()
    told.lanes[75], told.owners[75] = 1, 70
    watcher = watching(lab, told, native=True)
    assert watcher.sample(0, Demand(2)) is True
    assert watcher.who() == ([(70, 70, "main", 0), (70, 75, "worker", 1)], [(70, 9, "lab")])
    assert watcher.threads() == ([250_000, 250_000], [], [-1, -1])
    assert watcher.sample(1, Demand(2)) is False


def test_where_only_their_number_is_known_the_counts_still_agree() -> None:
    lab = FakeProcess(70, 9)
    lab.ids = [1, 2, 3]
    told = LaneRegistry()
    told.lanes[700], told.owners[700] = 1, 70
    watcher = watching(lab, told, native=False)
    watcher.sample(0, Demand(2))
    assert watcher.who()[0] == [(70, 70, "main", 0), (70, 700, "worker", 1), (70, 0, "helper", 0)]
    assert watcher.threads() is None
    assert "threads" in dict(watcher.missing())


@pytest.mark.parametrize("trouble", ["gone", "closed"])
def test_processes_that_vanish_or_can_not_be_seen(trouble: str) -> None:
    child = FakeProcess(71, 70)
    lab = FakeProcess(70, 9, child)
    watcher = watching(lab, LaneRegistry(), native=True)
    watcher.sample(0, Demand(2))
    setattr(child, trouble, True)
    demand = Demand(2)
    watcher.sample(2 * S, demand)
    assert demand.total == 0
    assert [pid for pid, _, _ in watcher.who()[1]] == ([70] if trouble == "gone" else [70, 71])
    rss, pss, voluntary, _ = watcher.memory()
    assert (rss, pss) == (([4096], []) if trouble == "gone" else ([4096, 0], []))
    assert voluntary == ([3] if trouble == "gone" else [])


def test_a_lab_that_is_gone_is_an_empty_run() -> None:
    def nobody(pid: int) -> FakeProcess:
        raise psutil.NoSuchProcess(pid)

    watcher = PsutilWatcher(70, LaneRegistry(), "No /proc here.", process=nobody)
    assert watcher.sample(0, Demand(2)) is False
    assert watcher.who() == ([], [])
    assert watcher.memory().rss_bytes == []
