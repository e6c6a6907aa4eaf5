import pytest
from concviz.engine.probe.linux.proc_watcher import SLOW_BUDGET_NS, ProcWatcher
from concviz.engine.probe.place import Demand
from concviz.engine.probe.watcher import LaneRegistry

S = 1_000_000_000
MS = 1_000_000
TRACKER = "python\0-c\0from multiprocessing.resource_tracker import main;main(5)\0"
SERVER = "python\0-c\0from multiprocessing.forkserver import main; main(4)\0"


@pytest.fixture
def told() -> LaneRegistry:
    return LaneRegistry()


@pytest.fixture
def watcher(proc, told):
    proc.process(70, command="python\0-m\0lab\0", parent=9)
    watcher = ProcWatcher(str(proc.root), 70, told, clock=lambda: 0, process_clock=proc.clock)
    yield watcher
    watcher.close()


def lane(told: LaneRegistry, number: int, pid: int, tid: int) -> None:
    told.lanes[tid], told.owners[tid] = number, pid
    told.version += 1


def test_who_is_told_again_only_when_something_changed(proc, watcher) -> None:
    assert watcher.sample(0, Demand(2)) is True
    assert watcher.who() == ([(70, 70, "main", 0)], [(70, 9, "lab")])
    assert watcher.sample(100 * MS, Demand(2)) is False
    proc.thread(70, 71)
    assert watcher.sample(200 * MS, Demand(2)) is True
    assert watcher.who()[0] == [(70, 70, "main", 0), (70, 71, "helper", 0)]


def test_a_lane_makes_a_worker_at_the_next_sample(proc, watcher, told) -> None:
    watcher.sample(0, Demand(2))
    proc.thread(70, 71)
    proc.process(80, parent=70)
    lane(told, 1, 70, 71)
    lane(told, 2, 80, 80)
    assert watcher.sample(1, Demand(2)) is True
    assert watcher.who() == (
        [(70, 70, "main", 0), (70, 71, "worker", 1), (80, 80, "main", 2)],
        [(70, 9, "lab"), (80, 70, "worker")],
    )


def test_helpers_of_multiprocessing(proc, watcher, told) -> None:
    proc.process(71, command=TRACKER, parent=70)
    proc.process(72, command=SERVER, parent=70)
    proc.process(73, command=SERVER, parent=72)
    proc.process(74, command=SERVER, parent=72)
    lane(told, 1, 74, 74)
    watcher.sample(0, Demand(2))
    roles = {pid: role for pid, _, role in watcher.who()[1]}
    assert roles == {70: "lab", 71: "helper", 72: "helper", 73: "child", 74: "worker"}


def test_roles_stand_when_the_fork_server_has_ended(proc, watcher) -> None:
    proc.process(72, command=SERVER, parent=70)
    proc.process(73, command=SERVER, parent=72)
    watcher.sample(0, Demand(2))
    proc.end(72)
    watcher.sample(2 * S, Demand(2))
    assert watcher.who()[1] == [(70, 9, "lab"), (73, 72, "child")]


def test_a_child_that_starts_another_program_is_looked_at_again(proc, watcher) -> None:
    proc.process(71, command="python\0-m\0lab\0", parent=70)  # forked, and about to become the resource tracker
    watcher.sample(0, Demand(2))
    assert watcher.who()[1][1] == (71, 70, "child")
    proc.process(71, command=TRACKER, parent=70)
    assert watcher.sample(1 * S, Demand(2)) is True
    assert watcher.who()[1][1] == (71, 70, "helper")


def test_names_come_from_the_run_or_from_the_kernel(proc, watcher, told) -> None:
    proc.thread(70, 71, comm="python")
    proc.thread(70, 72, comm="QueueFeederThre")
    proc.thread(70, 73, comm="python")
    told.names[73] = "ThreadPoolExecutor-0_0"
    watcher.sample(0, Demand(2))
    assert [role for _, _, role, _ in watcher.who()[0]] == ["main", "helper", "feeder", "executor"]
    proc.thread(70, 71, comm="asyncio_0")  # it had not set its name yet
    assert watcher.sample(1 * S, Demand(2)) is True
    assert watcher.who()[0][1] == (70, 71, "executor", 0)


def test_totals_are_in_the_order_of_who_while_things_come_and_go(proc, watcher) -> None:
    proc.thread(70, 71, cpu=1 * MS, wait=2 * MS, core=1)
    watcher.sample(0, Demand(2))
    proc.end(70, 71)
    proc.thread(70, 72, cpu=3 * MS, core=0)
    proc.process(80, parent=70, cpu=4 * MS, core=1)
    watcher.sample(1 * S, Demand(2))
    assert [tid for _, tid, _, _ in watcher.who()[0]] == [70, 72, 80]
    assert watcher.threads() == ([0, 3000, 4000], [0, 0, 0], [0, 0, 1])


def test_what_the_lab_used_before_it_was_watched_does_not_count(proc, told) -> None:
    proc.process(70, cpu=500 * MS)
    proc.clocks[70] = 500 * MS
    watcher = ProcWatcher(str(proc.root), 70, told, clock=lambda: 0, process_clock=proc.clock)
    demand = Demand(2)
    watcher.sample(5 * S, demand)
    assert (demand.total, sum(demand.on), demand.floating) == (0, 0, 0)
    watcher.close()


def test_of_a_process_found_late_only_the_time_since_the_last_sample_counts(proc, watcher) -> None:
    for tick in range(35):
        watcher.sample(tick * 100 * MS, Demand(2))
    proc.process(80, parent=70, cpu=800 * MS)
    totals = []
    for tick in range(35, 55):
        demand = Demand(2)
        watcher.sample(tick * 100 * MS, demand)
        totals.append(demand.total)
    assert sum(totals) == pytest.approx(80 * MS, rel=0.3)  # a tenth of the second since the last walk


def test_cores_that_the_machine_does_not_have_end_the_split(proc, watcher) -> None:
    watcher.sample(0, Demand(2))
    assert watcher.split_known
    proc.thread(70, 70, cpu=1 * MS, core=5)
    watcher.sample(1, Demand(2))
    assert not watcher.split_known
    assert dict(watcher.missing())["per-core split"].startswith("Threads run on core 5")


def test_memory_and_switches_are_in_the_order_of_the_processes(proc, watcher) -> None:
    proc.process(80, parent=70, pss_kb=7, slices=3, switches=(2, 1))
    watcher.sample(0, Demand(2))
    memory = watcher.memory()
    assert len(memory.rss_bytes) == 2
    assert memory.pss_bytes == [5 * 1024, 7 * 1024]
    assert (memory.voluntary, memory.involuntary) == ([0, 2], [0, 1])


def test_memory_is_as_old_as_a_second_unless_it_must_be_fresh(proc, watcher) -> None:
    watcher.sample(0, Demand(2))
    proc.process(70, pss_kb=9)
    watcher.sample(500 * MS, Demand(2))
    assert watcher.memory().pss_bytes == [5 * 1024]
    assert watcher.memory(fresh=True).pss_bytes == [9 * 1024]


def test_memory_is_divided_again_when_it_has_moved_or_after_ten_seconds(proc, watcher) -> None:
    watcher.sample(0, Demand(2))
    proc.process(70, pss_kb=9)
    watcher.sample(2_000 * MS, Demand(2))
    assert watcher.memory().pss_bytes == [5 * 1024]
    proc.process(70, pss_kb=11, rss_pages=80)
    watcher.sample(4_000 * MS, Demand(2))
    assert watcher.memory().pss_bytes == [11 * 1024]
    proc.process(70, pss_kb=12, rss_pages=80)
    watcher.sample(14_500 * MS, Demand(2))
    assert watcher.memory().pss_bytes == [12 * 1024]


def test_no_proportional_memory_is_said_once_and_left_empty(proc, watcher) -> None:
    (proc.root / "70/smaps_rollup").unlink()
    watcher.sample(0, Demand(2))
    assert watcher.memory().pss_bytes == []
    assert [what for what, _ in watcher.missing()] == ["pss"]


def test_a_process_that_ends_while_its_memory_is_read_is_no_missing_feature(proc, watcher) -> None:
    proc.process(80, parent=70)
    watcher.sample(0, Demand(2))
    proc.end(80)
    assert watcher.memory(fresh=True).pss_bytes == [5 * 1024, 5 * 1024]
    assert watcher.missing() == []


def test_slow_reads_are_spread_over_samples(proc, told) -> None:
    proc.process(70)
    for tid in range(71, 91):
        proc.thread(70, tid, cpu=1, switches=(1, 0))
    now = [0]

    def clock() -> int:
        now[0] += SLOW_BUDGET_NS // 5  # every look at the clock is a fifth of the budget
        return now[0]

    watcher = ProcWatcher(str(proc.root), 70, told, clock=clock, process_clock=proc.clock)
    seen = []
    for tick in range(6):
        watcher.sample(tick * 100 * MS, Demand(2))
        seen.append(sum(thread.voluntary for thread in watcher._processes[70].threads.values()))
    assert seen[0] < seen[1] < 20
    assert seen[-1] == 20
    watcher.close()
