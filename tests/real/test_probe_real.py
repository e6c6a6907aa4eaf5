"""The probe on real processes: what it counts is what `ps` counts, and a stranger is never the run."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from concviz.engine.probe.sampler import Sampler
from concviz.engine.session.events import Cores, Event, Memory, OwnUsage, ProcessTable, Threads

from tests.support.pythons import pythons
from tests.support.real_processes import DEADLINE_S

LINUX = pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system has no schedstat")
pytestmark = [pytest.mark.real, LINUX]

SPIN = "import sys\nprint('up', flush=True)\nwhile True: pass"
THREADS = """
import sys, threading
stay = threading.Event()
for number in range(4): threading.Thread(target=stay.wait, name=f"worker {number}", daemon=True).start()
threading.Thread(target=stay.wait, name="QueueFeederThread", daemon=True).start()
print(*[thread.native_id for thread in threading.enumerate()], flush=True)
sys.stdin.read()
"""
PROCESSES = """
import multiprocessing as mp, os, sys, time

def work(ready, stay):
    ready.put(os.getpid())
    stay.wait()

if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    ready, stay = mp.SimpleQueue(), mp.Event()
    workers = [mp.Process(target=work, args=(ready, stay)) for _ in range(3)]
    for worker in workers: worker.start()
    print(*[ready.get() for _ in workers], flush=True)
    sys.stdin.read()
    stay.set()
    for worker in workers: worker.join()
"""


class Remembering:
    """A session that keeps all in a list."""

    def __init__(self) -> None:
        self.begun = time.perf_counter_ns()
        self.events: list[Event] = []

    def append(self, event: Event) -> None:
        self.events.append(event)

    def at_us(self, clock_ns: int) -> int:
        return (clock_ns - self.begun) // 1000

    def of(self, kind: type) -> list:
        return [event for event in list(self.events) if isinstance(event, kind)]


@contextlib.contextmanager
def child(
    code: str, *arguments: str, python: str = sys.executable, core: int | None = None
) -> Iterator[tuple[int, str]]:
    """A process that leads a group of its own: (process id, the first line it printed)."""
    command = [python, "-c", code, *arguments]
    if code is PROCESSES:  # spawned children import it again
        Path(arguments[-1]).write_text(code)
        command = [python, arguments[-1], *arguments[:-1]]
    process = subprocess.Popen(
        command, start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        assert process.stdout is not None
        yield process.pid, process.stdout.readline()
    finally:
        if code is PROCESSES:  # killed together with its resource tracker it would leave named semaphores for good
            process.communicate("\n", timeout=DEADLINE_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def session() -> Remembering:
    return Remembering()


@pytest.fixture
def sampler(session: Remembering) -> Iterator[Sampler]:
    sampler = Sampler(session)
    sampler.start()
    yield sampler
    sampler.stop()


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Waits for a state, with a deadline."""
    until = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.02)


def ps(group: int) -> Counter[int]:
    """How many threads `ps -L` lists for each process of the group, those that have ended left out."""
    listing = subprocess.run(["ps", "-eLo", "pgid=,pid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return Counter(int(pid) for pgid, pid, state in rows if int(pgid) == group and state[0] != "Z")


def counted(session: Remembering) -> Counter[int]:
    """The same, as the last `ProcessTable` has it."""
    return Counter(pid for pid, _, _, _ in session.of(ProcessTable)[-1].rows) if session.of(ProcessTable) else Counter()


def agrees_with_ps(session: Remembering, group: int, threads: int) -> None:
    """The probe's counts become those of `ps`, and there are at least so many."""
    eventually(lambda: counted(session).total() >= threads, f"{counted(session)}, {ps(group)}")
    eventually(lambda: counted(session) == ps(group), f"{counted(session)}, {ps(group)}")
    who = session.of(ProcessTable)[-1]
    assert sorted(pid for pid, _, _ in who.processes) == sorted(ps(group))
    assert sum(Counter(role for _, _, role, _ in who.rows).values()) == ps(group).total()


def test_threads_by_role_add_up_to_what_ps_lists(session, sampler) -> None:
    with child(THREADS) as (pid, line):
        main, *workers, feeder = map(int, line.split())
        sampler.track(1, pid)
        for number, tid in enumerate(workers, 1):
            sampler.register_lane(number, "thread", pid, tid)
        sampler.names({feeder: "QueueFeederThread"})
        agrees_with_ps(session, pid, 6)
        expected = Counter({"main": 1, "worker": 4, "feeder": 1})
        eventually(lambda: roles(session) == expected, str(roles(session)))
        assert main == pid
    eventually(lambda: not session.of(ProcessTable)[-1].rows, "the run is not seen to end")


def test_from_3_14_on_the_kernel_knows_the_threads_names(session, sampler) -> None:
    python = newer_python()
    with child(THREADS, python=python) as (pid, _):
        sampler.track(1, pid)
        eventually(lambda: roles(session) == Counter({"main": 1, "helper": 4, "feeder": 1}), str(roles(session)))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_by_role_add_up_to_what_ps_lists(session, sampler, tmp_path, method: str) -> None:
    with child(PROCESSES, method, str(tmp_path / "lab.py")) as (pid, line):
        sampler.track(1, pid)
        workers = [int(word) for word in line.split()]
        helpers = {"fork": 0, "spawn": 1, "forkserver": 2}[method]
        eventually(
            lambda: processes(session) == Counter({"lab": 1, "child": 3, "helper": helpers}), str(processes(session))
        )
        for number, worker in enumerate(workers, 1):
            sampler.register_lane(number, "process", worker, worker)
        expected = Counter({"lab": 1, "worker": 3, "helper": helpers})
        eventually(lambda: processes(session) == +expected, str(processes(session)))
        agrees_with_ps(session, pid, 4 + helpers)
        sampler.sample_now()
        assert len(session.of(Memory)[-1].pss_bytes) == 4 + helpers
        assert all(session.of(Memory)[-1].pss_bytes)


def roles(session: Remembering) -> Counter[str]:
    return Counter(role for _, _, role, _ in session.of(ProcessTable)[-1].rows)


def processes(session: Remembering) -> Counter[str]:
    return Counter(role for _, _, role in session.of(ProcessTable)[-1].processes)


def newer_python() -> str:
    """A Python from 3.14 on."""
    for python in pythons():
        if tuple(int(part) for part in python.version.split(".")[:2]) >= (3, 14):
            return python.path
    pytest.skip("there is no Python 3.14 here")


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two cores")
def test_a_stranger_is_the_rest_and_the_tracked_child_is_the_run(session, sampler) -> None:
    ours, theirs = sorted(os.sched_getaffinity(0))[:2]
    with child(SPIN, core=ours) as (pid, _), child(SPIN, core=theirs):
        sampler.track(1, pid)
        seen = len(session.of(Cores))
        eventually(lambda: len(session.of(Cores)) >= seen + 22, "no samples")
        cores = session.of(Cores)[seen + 2 :]
    wall_us = sum(event.dt_us for event in cores)
    run = [sum(event.run_permille[core] * event.dt_us for event in cores) / wall_us for core in (ours, theirs)]
    busy = [sum(event.busy_permille[core] * event.dt_us for event in cores) / wall_us for core in (ours, theirs)]
    total = sum(event.run_total_permille * event.dt_us for event in cores) / wall_us
    # A probe that is held up between reading cores and threads sees an excess, which it places: now and then, and little.
    assert statistics.median(event.run_permille[theirs] for event in cores) == 0, (
        "a stranger's core is shown as the run's"
    )
    assert run[1] < 10, "a stranger's core is shown as the run's, now and then"
    assert busy[1] > 400  # other tests may run on it too, but it is busy
    assert run[0] == pytest.approx(total, rel=0.2)
    assert 0 < total < 1500, "the stranger's core is counted too"
    assert all(event.dt_us >= 99_000 for event in cores)


def test_the_total_is_what_the_kernel_says_at_the_end(session, sampler) -> None:
    with child(SPIN) as (pid, _):
        sampler.track(1, pid)
        with sampler._lock:
            before = session.of(Threads)[-1].cpu_us[0]
            seen = len(session.of(Cores))
        eventually(lambda: len(session.of(Cores)) >= seen + 15, "no samples")
        with sampler._lock:
            used = session.of(Threads)[-1].cpu_us[0] - before
            total = sum(event.run_total_permille * event.dt_us / 1000 for event in session.of(Cores)[seen:])
    assert total == pytest.approx(used, rel=0.02)


def test_the_probe_tells_its_own_cost(session, sampler) -> None:
    eventually(lambda: bool(session.of(OwnUsage)), "no cost told")
    own = session.of(OwnUsage)[0]
    assert 0 <= own.probe_permille <= own.program_permille + 1
