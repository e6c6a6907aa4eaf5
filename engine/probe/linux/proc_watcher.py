"""Watches a run through /proc (Linux)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from ..place import Demand
from ..process_tree import Table
from ..roles import process_role, thread_role
from ..watcher import (
    WALK_NS,
    YOUNG_NS,
    YOUNG_WALK_NS,
    IoWait,
    LaneRegistry,
    MemoryTotals,
    Proc,
    Row,
    StateTotals,
    Stop,
    ThreadTotals,
)
from .hidden import Hidden
from .looking import Looking
from .process import Process, ProcessClock, process_cpu_ns
from .procfs import Handles

SLOW_BUDGET_NS = 1_500_000
"""Longest time a sample spends on what is only wanted once a second: context switches of 1,000 threads take 12 ms."""
PSS_STEP_BYTES = 256 << 10
"""Memory is divided among processes anew when one has that much more or less of it …"""
PSS_WALK_NS = 10_000_000_000
"""… and after so long in any case: reading it costs 0.2 ms and more a process, and grows with its memory."""


class ProcWatcher:
    """Watches the lab `lab_pid` and all that belongs to it.

    Args:
        root: `/proc`.
        lab_pid: the lab's process id.
        told: what the run tells of itself, kept up to date by the sampler.
        clock: ns; only to keep slow reads within their budget.
        process_clock: CPU time of a process, ended threads included.
        handles: how many files may be kept open.
        looking: what looks at the run's threads meanwhile; None for nothing.
        children: whether more than the one process belongs to it.
    """

    def __init__(
        self,
        root: str,
        lab_pid: int,
        told: LaneRegistry,
        *,
        clock: Callable[[], int],
        process_clock: ProcessClock = process_cpu_ns,
        handles: Handles | None = None,
        looking: Looking | None = None,
        children: bool = True,
    ) -> None:
        self.split_known = True
        self._root, self._lab, self._told = root, lab_pid, told
        self._clock, self._process_clock = clock, process_clock
        self._handles = handles or Handles()
        self._table = Table(root, lab_pid, children=children)
        self._processes: dict[int, Process] = {}
        self._commands: dict[int, bytes] = {}
        self._rows: list[Row] = []
        self._procs: list[Proc] = []
        self._version = -1
        self._began = self._sampled = 0
        self._walked: int | None = None
        self._slow: Iterator[None] | None = None
        self._slow_began: int | None = None
        self._missing: dict[str, str] = {}
        self._divided: tuple[dict[int, int], int] = ({}, 0)
        self._hidden = Hidden()
        self._looking = looking
        if looking is not None:
            looking.start()

    def sample(self, now_ns: int, demand: Demand) -> bool:
        """See `Watcher`."""
        walked, share = self._walk(now_ns)
        changed, ended = False, {}
        for pid, process in self._processes.items():
            try:
                changed = process.sample(demand, share) or changed
            except OSError:
                ended[pid] = process
        self._hidden.end(ended, self._processes)
        for pid, process in ended.items():
            process.close()
            del self._processes[pid]
            changed = True
        self._hidden.observe(self._processes)
        if self._looking is not None and self._processes:
            self._looking.look_at(tuple(self._processes))
        self._sampled = now_ns
        if demand.foreign_core >= 0:
            self._no_split(demand.foreign_core)
        self._do_slow_reads(now_ns)
        return (changed or walked) and self._assign_roles()

    def who(self) -> tuple[list[Row], list[Proc]]:
        """See `Watcher`."""
        return self._rows, self._procs

    def threads(self) -> ThreadTotals:
        """See `Watcher`."""
        threads = [thread for process in self._processes.values() for thread in process.threads.values()]
        return ThreadTotals(
            [thread.cpu_ns // 1000 for thread in threads],
            [thread.wait_ns // 1000 for thread in threads],
            [thread.core for thread in threads],
        )

    def hidden_cpu_us(self) -> int | None:
        """See `Watcher`."""
        return self._hidden.ns // 1000

    def states(self) -> StateTotals | None:
        """See `Watcher`."""
        return self._looking.totals(self._rows) if self._looking is not None else None

    def stops(self) -> list[Stop]:
        """See `Watcher`."""
        return self._looking.stops() if self._looking is not None else []

    def io_now(self) -> list[IoWait]:
        """See `Watcher`."""
        return self._looking.io_now() if self._looking is not None else []

    def own_cpu_ns(self) -> int:
        """See `Watcher`."""
        return self._looking.cpu_ns if self._looking is not None else 0

    def memory(self, *, fresh: bool = False) -> MemoryTotals:
        """See `Watcher`."""
        if fresh:
            for _ in self._slow_reads(self._clock(), fresh=True):
                pass
        rss, pss = [], []
        for process in self._processes.values():
            try:
                rss.append(process.rss_bytes())
                if process.pss_bytes is None:
                    self._read_pss(process)
            except OSError:
                rss.append(0)  # it ended since the last sample
            pss.append(process.pss_bytes or 0)
        switches = [process.switches() for process in self._processes.values()]
        return MemoryTotals(
            rss,
            [] if "pss" in self._missing else pss,
            [voluntary for voluntary, _ in switches],
            [involuntary for _, involuntary in switches],
        )

    def missing(self) -> list[tuple[str, str]]:
        """See `Watcher`."""
        if self._looking is not None and self._looking.refused:
            self._missing["states"] = (
                f"What threads wait for can't be asked here, at most inferred: {self._looking.refused}."
            )
        return list(self._missing.items())

    def close(self) -> None:
        """See `Watcher`."""
        if self._looking is not None:
            self._looking.stop()
        for process in self._processes.values():
            process.close()
        self._processes.clear()

    def _walk(self, now_ns: int) -> tuple[bool, float]:
        """Look for new processes if it is time: (whether it was, the part of their life that is to be counted).

        A new one began since the last walk, but only what it used since the last sample belongs to this sample; its
        average since then is the best guess. What the lab used before it was watched does not count.
        """
        if self._walked is None:
            self._began, share = now_ns, 0.0
        else:
            every = YOUNG_WALK_NS if now_ns - self._began < YOUNG_NS else WALK_NS
            if now_ns - self._walked < every and self._version == self._told.version:
                return False, 0.0
            share = min(1.0, (now_ns - self._sampled) / max(1, now_ns - self._walked))
        for pid, parent in self._table.find(set(self._processes)).items():
            try:
                process = Process(self._root, pid, parent, self._handles, self._process_clock)
            except OSError:
                continue  # it has just ended
            self._processes[pid] = process
        self._walked, self._version = now_ns, self._told.version
        return True, share

    def _assign_roles(self) -> bool:
        """Say what everything is for; returns whether that differs from the last time."""
        rows: list[Row] = []
        procs: list[Proc] = []
        told, lane_pids = self._told, self._told.lane_pids()
        for pid, process in self._processes.items():
            process.role = self._role(process, lane_pids)
            procs.append((pid, process.parent, process.role))
            for tid, thread in process.threads.items():
                lane = told.lanes.get(tid, 0)
                name = told.names.get(tid, "")
                if not (lane or name or tid == pid):
                    thread.read_name()
                    name = thread.name
                rows.append((pid, tid, thread_role(pid, tid, lane, name), lane))
        changed = rows != self._rows or procs != self._procs
        self._rows, self._procs = rows, procs
        return changed

    def _role(self, process: Process, lane_pids: set[int]) -> str:
        if process.role in ("", "child"):
            with contextlib.suppress(OSError):  # it is ending: what it was called stands
                process.read_command()
            self._commands[process.pid] = process.command
        return process_role(
            lab=process.pid == self._lab,
            has_lane=process.pid in lane_pids,
            command=process.command,
            parent_command=self._commands.get(process.parent, b""),
            name=self._told.names.get(process.pid, ""),
        )

    def _do_slow_reads(self, now_ns: int) -> None:
        """Go on with the reads of this second; begin with the next when they are done and a second has passed."""
        if self._slow is None:
            if self._slow_began is not None and now_ns - self._slow_began < WALK_NS:
                return
            self._slow, self._slow_began = self._slow_reads(now_ns), now_ns
        until = self._clock() + SLOW_BUDGET_NS
        for _ in self._slow:
            if self._clock() >= until:
                return
        self._slow = None

    def _slow_reads(self, now_ns: int, *, fresh: bool = False) -> Iterator[None]:
        """One read a step: context switches of every thread that was switched, memory of every process if it moved."""
        divide = self._memory_moved(now_ns) or fresh
        for process in list(self._processes.values()):
            for thread in list(process.threads.values()):
                if thread.switched:
                    thread.read_switches()
                    yield
            if divide and "pss" not in self._missing:
                self._read_pss(process)
                yield

    def _memory_moved(self, now_ns: int) -> bool:
        """Whether some process has clearly another amount of memory than when it was last divided among them."""
        now = {process.pid: self._rss(process) for process in self._processes.values()}
        before, since = self._divided
        moved = before.keys() != now.keys() or any(abs(now[pid] - before[pid]) >= PSS_STEP_BYTES for pid in now)
        if moved or now_ns - since >= PSS_WALK_NS:
            self._divided = now, now_ns
            return True
        return False

    def _rss(self, process: Process) -> int:
        try:
            return process.rss_bytes()
        except OSError:
            return 0  # it has just ended

    def _read_pss(self, process: Process) -> None:
        try:
            process.read_pss()
        except (FileNotFoundError, PermissionError):
            if process.pid in self._processes and self._lives(process):
                self._missing["pss"] = (
                    "This system does not tell how shared memory divides among processes (no readable "
                    "smaps_rollup), so memory that processes share is counted in each of them."
                )
        except OSError:
            process.pss_bytes = process.pss_bytes or 0  # it has just ended

    def _lives(self, process: Process) -> bool:
        return self._rss(process) > 0

    def _no_split(self, core: int) -> None:
        self.split_known = False
        self._missing["per-core split"] = (
            f"Threads run on core {core}, which the system's list of cores does not have (a container that numbers "
            "its cores anew), so the run's share is known for all cores together only."
        )
