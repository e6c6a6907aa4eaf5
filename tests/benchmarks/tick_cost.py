"""What one sample costs: on a made-up machine with 256 cores and 1,000 threads, and on this one with 10 threads.

The made-up threads are files in memory that the probe reads as it reads /proc. All of them ran since the last sample:
the worst case, in which each is also asked for its core. Budget: 10 ms for a sample (design §11).
"""

from __future__ import annotations

import dataclasses
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from concviz.engine.probe.counters import ProcStat
from concviz.engine.probe.linux.proc_watcher import ProcWatcher
from concviz.engine.probe.linux.procfs import Handles
from concviz.engine.probe.readings import of_this_machine
from concviz.engine.probe.sampler import Sampler
from concviz.engine.probe.watcher import LaneRegistry
from concviz.engine.session.events import Event
from table import Row, show

CORES, THREADS, TICKS = 256, 1000, 30
PID = 70
SPIN = (
    "import threading, sys\n"
    "def spin():\n"
    "    while True: pass\n"
    "for _ in range(int(sys.argv[1])): threading.Thread(target=spin, daemon=True).start()\n"
    "sys.stdout.write('up'); sys.stdout.flush(); sys.stdin.read()"
)


class Forgetful:
    """A session that keeps nothing: only the probe is measured."""

    def append(self, event: Event) -> None:
        """Drops it."""

    def at_us(self, clock_ns: int) -> int:
        """The clock's own time."""
        return clock_ns // 1000


def measure() -> list[Row]:
    """The benchmark's rows."""
    rows = []
    for ran, what in ((THREADS, "all of them ran"), (20, "20 of them ran")):
        for limit in (4096, 768):
            note = f"{limit} files kept open"
            rows.append(Row(f"a sample, 256 cores, 1,000 threads, {what}", made_up_ms(ran, limit), "ms", 10.0, note))
    note = "its thread, waits included"
    rows.append(Row("the probe at 10 Hz, a run of 10 threads", real_permille(10), "‰ core", 5.0, note))
    return rows


def made_up_ms(ran: int, handles: int) -> float:
    """Median CPU time of one sample."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder)
        _lay_out(root)
        counters = ProcStat(str(root / "stat"), CORES)
        sources = dataclasses.replace(
            of_this_machine(),
            cores=CORES,
            core_times=counters,
            watch=lambda pid, told, clock, children: _watcher(root, pid, told, clock, handles),
            close=counters.close,
        )
        now = [0]
        sampler = Sampler(Forgetful(), clock=lambda: now[0], sources=sources)
        sampler.track(1, PID)
        times = []
        for tick in range(1, TICKS):
            now[0] += 100_000_000
            _go_on(root, tick, ran)
            begun = time.thread_time_ns()
            sampler._sample(full=False)
            times.append(time.thread_time_ns() - begun)
        sampler.stop()
    return statistics.median(times) / 1e6


def real_permille(threads: int) -> float:
    """CPU time of the sampler thread over a few seconds, in thousandths of a core."""
    child = subprocess.Popen(
        [sys.executable, "-c", SPIN, str(threads)],
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.read(2)
    sampler = Sampler(Forgetful())
    sampler.track(1, child.pid)
    sampler.start()
    begun, before = time.perf_counter_ns(), sampler._probe_ns
    time.sleep(5)
    used = (sampler._probe_ns - before) / (time.perf_counter_ns() - begun)
    sampler.stop()
    child.kill()
    child.wait()
    return used * 1000


def _watcher(root: Path, pid: int, told: LaneRegistry, clock, handles: int) -> ProcWatcher:
    return ProcWatcher(
        str(root), pid, told, clock=time.perf_counter_ns, process_clock=lambda pid: None, handles=Handles(handles)
    )


def _lay_out(root: Path) -> None:
    for tid in range(PID, PID + THREADS):
        folder = root / str(PID) / "task" / str(tid)
        folder.mkdir(parents=True)
        (folder / "comm").write_text("python\n")
        (folder / "status").write_text("voluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t5\n")
    (root / str(PID) / "cmdline").write_text("python")
    (root / str(PID) / "statm").write_text("9 9 9 9 9 9 9\n")
    (root / str(PID) / "smaps_rollup").write_text("Pss: 40 kB\n")
    _go_on(root, 0, THREADS)


def _go_on(root: Path, tick: int, ran: int) -> None:
    """100 ms pass on the made-up machine."""
    lines = [f"cpu{core} {tick * 5} 0 0 {tick * 5} 0 0 0 0 0 0" for core in range(CORES)]
    (root / "stat").write_text("cpu 0 0 0 0\n" + "\n".join(lines) + "\nintr 1\n")
    for tid in range(PID, PID + ran):
        fields = f"S 1 {PID} {PID} " + "0 " * 32 + f"{(tid + tick) % CORES} 0 0\n"
        folder = root / str(PID) / "task" / str(tid)
        (folder / "schedstat").write_text(f"{tick * 10_000_000 + 1} {tick * 1000} {tick + 1}\n")
        (folder / "stat").write_text(f"{tid} (python) {fields}")
    (root / str(PID) / "stat").write_text((root / str(PID) / "task" / str(PID) / "stat").read_text())


if __name__ == "__main__":
    show(measure())
