import dataclasses
import threading

import pytest
from concviz.engine.probe.linux.cgroup import Throttling
from concviz.engine.probe.linux.proc_watcher import ProcWatcher
from concviz.engine.probe.readings import of_this_machine
from concviz.engine.probe.sampler import Sampler
from concviz.engine.probe.watcher import StateTotals, Stop
from concviz.engine.session.events import (
    Cores,
    Memory,
    Missing,
    OwnUsage,
    ProcessTable,
    States,
    Stopped,
    Threads,
    Throttled,
)

MS = 1_000_000


class Bench:
    """A sampler on a made-up machine of two cores and a clock that is moved by hand."""

    def __init__(self, proc, session, sys) -> None:
        (sys / "devices/system/cpu").mkdir(parents=True)
        (sys / "devices/system/cpu/online").write_text("0-1\n")
        proc.cores([(0, 0), (0, 0)])
        self.proc, self.session = proc, session
        self.now = 0
        self.program = self.probe = 0
        sources = of_this_machine(proc.root, sys, proc.clock)
        self.sources = dataclasses.replace(
            sources, program_cpu_ns=lambda: self.program, probe_cpu_ns=lambda: self.probe
        )
        self.cores = [(0, 0), (0, 0)]

    def sampler(self, **changes) -> Sampler:
        sources = dataclasses.replace(self.sources, **changes)
        return Sampler(self.session, clock=lambda: self.now, sources=sources)

    def after(self, ms: int, *busy: int) -> None:
        """`ms` pass, in which the cores are busy for so many steps of 10 ms."""
        self.now += ms * MS
        steps = ms // 10
        self.cores = [(b + n, i + steps - n) for (b, i), n in zip(self.cores, busy, strict=True)]
        self.proc.cores(self.cores)


@pytest.fixture
def bench(proc, session, tmp_path) -> Bench:
    return Bench(proc, session, tmp_path / "sys")


def test_without_a_run_there_are_cores_and_nothing_else(bench, session) -> None:
    sampler = bench.sampler()
    bench.after(100, 3, 10)
    sampler.sample_now()
    assert session.events == [Cores(100_000, 100_000, [300, 1000], [], 0)]


def test_a_stranger_is_never_the_run(bench, proc, session) -> None:
    proc.process(70, core=0)
    sampler = bench.sampler()
    sampler.track(1, 70)
    for tick in range(1, 21):
        bench.after(100, 10, 10)
        proc.thread(70, 70, cpu=tick * 100 * MS, core=0)
        sampler.sample_now()
    assert {tuple(event.run_permille) for event in session.of(Cores)} == {(1000, 0)}
    assert {event.run_total_permille for event in session.of(Cores)} == {1000}


def test_cores_never_cover_less_than_100_ms_and_no_cpu_time_is_lost(bench, proc, session) -> None:
    proc.process(70, core=1)
    sampler = bench.sampler()
    sampler.track(1, 70)
    for cpu in (30, 60):
        bench.after(40, 0, 4)
        proc.thread(70, 70, cpu=cpu * MS, core=1)
        sampler.sample_now()
    assert session.of(Cores) == []
    assert len(session.of(Threads)) == 3
    bench.after(40, 0, 4)
    sampler.sample_now()
    (cores,) = session.of(Cores)
    assert (cores.dt_us, cores.busy_permille, cores.run_permille) == (120_000, [0, 1000], [0, 500])
    assert cores.run_total_permille == 500


def test_threads_and_who_belong_together(bench, proc, session) -> None:
    proc.process(70, core=1)
    sampler = bench.sampler()
    sampler.track(3, 70)
    proc.thread(70, 71)
    sampler.register_lane(1, "coroutine", 70, 70)
    sampler.register_lane(2, "coroutine", 70, 70)
    sampler.register_lane(3, "thread", 70, 71)
    bench.after(100, 0, 0)
    sampler.sample_now()
    assert [event.rows for event in session.of(ProcessTable)] == [
        [(70, 70, "main", 0)],
        [(70, 70, "main", 1), (70, 71, "worker", 3)],
    ]
    assert [len(event.cpu_us) for event in session.of(Threads)] == [1, 2]
    assert {event.run for event in session.of(ProcessTable)} == {3}


def test_names_are_used(bench, proc, session) -> None:
    proc.process(70)
    proc.thread(70, 71)
    sampler = bench.sampler()
    sampler.track(1, 70)
    sampler.names({71: "QueueFeederThread"})
    sampler.sample_now()
    assert [event.rows[1][2] for event in session.of(ProcessTable)] == ["helper", "feeder"]


def test_memory_comes_at_once_at_the_end_and_once_a_second(bench, proc, session) -> None:
    proc.process(70)
    sampler = bench.sampler()
    sampler.track(1, 70)
    assert [event.t_us for event in session.of(Memory)] == [0]
    bench.after(500, 0, 0)
    sampler._sample(full=False)
    bench.after(500, 0, 0)
    sampler._sample(full=False)
    bench.after(100, 0, 0)
    sampler.sample_now()
    assert [event.t_us for event in session.of(Memory)] == [0, 1_000_000, 1_100_000]


def test_after_the_run_nothing_is_the_run(bench, proc, session) -> None:
    proc.process(70)
    sampler = bench.sampler()
    sampler.track(1, 70)
    bench.after(100, 1, 1)
    sampler.sample_now()
    sampler.untrack()
    seen = len(session.of(Threads))
    bench.after(100, 1, 1)
    sampler.sample_now()
    assert len(session.of(Threads)) == seen
    assert session.of(Cores)[-1].run_permille == []


def test_the_end_of_the_lab_empties_the_run(bench, proc, session) -> None:
    proc.process(70)
    sampler = bench.sampler()
    sampler.track(1, 70)
    proc.end(70)
    bench.after(100, 0, 0)
    sampler.sample_now()
    assert (session.of(ProcessTable)[-1].rows, session.of(ProcessTable)[-1].processes) == ([], [])


def test_own_cost_in_thousandths_of_a_core(bench, session) -> None:
    sampler = bench.sampler()
    readings = iter([5 * MS, 9 * MS, 9 * MS, 9 * MS])  # the first sample costs 4 ms
    bench.sources = dataclasses.replace(bench.sources, probe_cpu_ns=lambda: next(readings))
    sampler = bench.sampler()
    bench.after(100, 0, 0)
    sampler.sample_now()
    bench.after(900, 0, 0)
    bench.program = 30 * MS
    sampler.sample_now()
    assert session.of(OwnUsage) == [OwnUsage(1_000_000, 30, 4)]


def test_throttling_only_where_there_is_a_quota(bench, session) -> None:
    sampler = bench.sampler(throttling=lambda: Throttling(4, 5000))
    bench.after(1000, 0, 0)
    sampler.sample_now()
    assert session.of(Throttled) == [Throttled(1_000_000, 4, 5000)]
    other = bench.sampler()
    bench.after(1000, 0, 0)
    other.sample_now()
    assert len(session.of(Throttled)) == 1


def test_throttling_is_read_at_the_edges_of_a_run_however_short_it_is(bench, session) -> None:
    sampler = bench.sampler(throttling=lambda: Throttling(4, 5000))
    bench.after(20, 0, 0)
    sampler.sample_now()
    bench.after(50, 0, 0)
    sampler.sample_now()
    assert [each.t_us for each in session.of(Throttled)] == [20_000, 70_000]


def test_what_is_missing_is_said_once(bench, proc, session) -> None:
    proc.process(70)
    sampler = bench.sampler(missing=(("quota", "Why."),))
    sampler.track(1, 70)
    proc.thread(70, 70, cpu=MS, core=9)
    for _ in range(3):
        bench.after(100, 5, 5)
        sampler.sample_now()
    assert [event.what for event in session.of(Missing)] == ["quota", "per-core split"]
    assert [event.run_permille for event in session.of(Cores)] == [[], [], []]
    assert session.of(Cores)[0].run_total_permille == 10


def test_without_schedstat_psutil_is_asked_and_the_reason_is_given(proc, session, tmp_path) -> None:
    (proc.root / "self/schedstat").unlink()
    bench = Bench(proc, session, tmp_path / "sys")
    sampler = bench.sampler()
    sampler.track(1, 2**22 + 5)  # no process has this number: psutil finds nobody
    assert [event.what for event in session.of(Missing)] == ["schedstat", "per-core split", "states"]
    assert "schedstat" in session.of(Missing)[0].why


def test_a_probe_that_fails_says_so_and_stops(bench, proc, session) -> None:
    sampler = bench.sampler()
    (proc.root / "stat").write_text("cpu\ncpu0 a b c d\n")
    for _ in range(2):
        bench.now += 100 * MS
        sampler.sample_now()
    (missing,) = session.of(Missing)
    assert missing.what == "probe"
    assert "ValueError" in missing.why


def test_the_thread_samples_until_it_is_stopped(bench, session) -> None:
    seen = threading.Event()
    append = session.append

    def tell(event) -> None:
        append(event)
        seen.set()

    session.append = tell
    sampler = Sampler(session, period_s=0.001, clock=lambda: bench.now, sources=bench.sources)
    bench.after(100, 1, 2)
    sampler.start()
    sampler.start()
    assert seen.wait(120)
    sampler.stop()
    sampler.stop()
    count = len(session.events)
    sampler.sample_now()
    assert len(session.events) == count
    assert not [thread for thread in threading.enumerate() if thread.name == "concviz-probe"]


def test_a_run_wakes_a_thread_that_samples_rarely(bench, proc, session) -> None:
    seen = threading.Semaphore(0)
    append = session.append

    def tell(event) -> None:
        append(event)
        if isinstance(event, Threads):
            seen.release()

    session.append = tell
    sampler = Sampler(session, period_s=0.001, idle_period_s=3600.0, clock=lambda: bench.now, sources=bench.sources)
    proc.process(70, core=0)
    sampler.start()
    sampler.track(1, 70)
    for _ in range(5):
        assert seen.acquire(timeout=120)
    sampler.stop()


class Looked:
    """A watcher's eyes that have always seen one thread wait for the GIL, and cost 1 ms each time they are asked."""

    refused, cpu_ns = "", 0
    stopped: tuple[Stop, ...] = ()

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def look_at(self, pids) -> None: ...

    def totals(self, rows):
        self.cpu_ns += MS
        return StateTotals([2], [9], {"gil_us": [500]})

    def stops(self):
        return self.stopped


def test_when_processes_were_stopped_is_told_in_times_of_the_session(bench, proc, session) -> None:
    proc.process(70)
    looked = Looked()

    def watch(lab_pid, told, clock, children):
        return ProcWatcher(str(proc.root), lab_pid, told, clock=clock, process_clock=proc.clock, looking=looked)

    sampler = bench.sampler(watch=watch)
    sampler.track(4, 70)
    looked.stopped = (Stop(1_000_000, 9_000_000, frozenset([71, 70])),)
    bench.after(1_000, 0, 0)
    sampler._sample(full=False)
    (event,) = session.of(Stopped)
    assert (event.run, event.pids, event.end_us - event.begin_us) == (4, [70, 71], 8_000)


def test_states_are_told_twice_a_second_and_more_often_at_first(bench, proc, session) -> None:
    proc.process(70)
    looked = Looked()

    def watch(lab_pid, told, clock, children):
        return ProcWatcher(str(proc.root), lab_pid, told, clock=clock, process_clock=proc.clock, looking=looked)

    sampler = bench.sampler(watch=watch)
    sampler.track(4, 70)
    for _ in range(40):
        bench.after(125, 0, 0)
        sampler._sample(full=False)
    told = [event.t_us for event in session.of(States)]
    assert told == [*range(0, 3_000_000, 250_000), *range(3_250_000, 5_000_001, 500_000)]
    assert session.of(States)[0] == States(0, 4, [2], [9], [500])
    assert [event.probe_permille for event in session.of(OwnUsage)] == [5, 4, 3, 2, 2]


def test_what_can_t_be_looked_at_is_said_once(bench, proc, session) -> None:
    proc.process(70)
    looked = Looked()
    looked.refused = "the system says no"
    looked.totals = lambda rows: None

    def watch(lab_pid, told, clock, children):
        return ProcWatcher(str(proc.root), lab_pid, told, clock=clock, process_clock=proc.clock, looking=looked)

    sampler = bench.sampler(watch=watch)
    sampler.track(1, 70)
    sampler.sample_now()
    assert [(event.what, event.why) for event in session.of(Missing)] == [
        ("states", "What threads wait for can't be asked here, at most inferred: the system says no.")
    ]
    assert session.of(States) == []
