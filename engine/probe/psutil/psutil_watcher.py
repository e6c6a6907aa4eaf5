"""Watches a run through psutil, where /proc does not tell enough (macOS, some containers).

CPU time is then known for each process, not for each core; where the system tells nothing about other processes'
threads, only their number is known, and those that no lane belongs to have thread id 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psutil

from ..place import Demand
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

GONE = (psutil.NoSuchProcess, psutil.ZombieProcess)
SPLIT = (
    "per-core split",
    "Without the CPU time of each thread it can't be told which core worked for the run, so its share is known for "
    "all cores together only.",
)
STATES = (
    "states",
    "What threads wait for can't be asked of this system, so it is inferred from the time that nothing else explains.",
)
THREADS = ("threads", "This system tells how many threads a process has, but not what each of them does.")


class PsutilWatcher:
    """Watches the lab `lab_pid` and its children.

    Args:
        why: one sentence: why /proc can't be used.
        process: makes psutil's object for a process id (given by tests).
        native_ids: whether psutil's thread ids are the system's own, as on Linux (on macOS they only count).
        children: whether more than the one process belongs to it.
    """

    split_known = False

    def __init__(
        self,
        lab_pid: int,
        told: LaneRegistry,
        why: str,
        *,
        process: Callable[[int], Any] = psutil.Process,
        native_ids: bool = psutil.LINUX,
        children: bool = True,
    ) -> None:
        self._children = children
        self._lab, self._told, self._make, self._native = lab_pid, told, process, native_ids
        self._processes: dict[int, Any] = {}
        self._parents: dict[int, int] = {}
        self._commands: dict[int, bytes] = {}
        self._cpu_ns: dict[int, int] = {}
        self._threads: dict[int, list[tuple[int, int]]] = {}
        self._rows: list[Row] = []
        self._procs: list[Proc] = []
        self._began: int | None = None
        self._walked = 0
        self._missing: dict[str, str] = dict([("schedstat", why), SPLIT, STATES])

    def sample(self, now_ns: int, demand: Demand) -> bool:
        """See `Watcher`."""
        self._walk(now_ns)
        for pid, process in list(self._processes.items()):
            try:
                times = process.cpu_times()
                self._threads[pid] = self._list_threads(pid, process)
            except GONE:
                del self._processes[pid]
                continue
            except psutil.AccessDenied:
                self._threads.setdefault(pid, [(pid, -1)])
                continue
            cpu_ns = int((times.user + times.system) * 1e9)
            demand.total += max(0, cpu_ns - self._cpu_ns.get(pid, cpu_ns))
            self._cpu_ns[pid] = cpu_ns
        return self._assign_roles()

    def who(self) -> tuple[list[Row], list[Proc]]:
        """See `Watcher`."""
        return self._rows, self._procs

    def threads(self) -> ThreadTotals | None:
        """See `Watcher`; CPU time in the steps that psutil has (10 ms on Linux)."""
        cpu = [ns // 1000 for pid in self._processes for _, ns in self._threads[pid]]
        if not cpu or min(cpu) < 0:
            return None
        return ThreadTotals(cpu, [], [-1] * len(cpu))

    def hidden_cpu_us(self) -> int | None:
        """See `Watcher`: here nothing tells of it."""
        return None

    def states(self) -> StateTotals | None:
        """See `Watcher`: here nothing tells of them."""
        return None

    def stops(self) -> list[Stop]:
        """See `Watcher`: nothing is told here."""
        return []

    def io_now(self) -> list[IoWait]:
        """See `Watcher`: nothing is told here."""
        return []

    def own_cpu_ns(self) -> int:
        """See `Watcher`: it has none."""
        return 0

    def memory(self, *, fresh: bool = False) -> MemoryTotals:
        """See `Watcher`; always fresh."""
        rss, voluntary, involuntary = [], [], []
        for process in self._processes.values():
            try:
                rss.append(process.memory_info().rss)
                switches = process.num_ctx_switches()
                voluntary.append(switches.voluntary)
                involuntary.append(switches.involuntary)
            except (*GONE, psutil.AccessDenied):
                rss.append(0)
        complete = len(voluntary) == len(rss)
        return MemoryTotals(rss, [], voluntary if complete else [], involuntary if complete else [])

    def missing(self) -> list[tuple[str, str]]:
        """See `Watcher`."""
        return list(self._missing.items())

    def close(self) -> None:
        """See `Watcher`."""
        self._processes.clear()

    def _walk(self, now_ns: int) -> None:
        if self._began is None:
            self._began = now_ns
        elif now_ns - self._walked < (YOUNG_WALK_NS if now_ns - self._began < YOUNG_NS else WALK_NS):
            return
        self._walked = now_ns
        try:
            lab = self._processes.get(self._lab) or self._make(self._lab)
            family = [lab, *(lab.children(recursive=True) if self._children else ())]
        except (*GONE, psutil.AccessDenied):
            return
        for process in family:
            if process.pid not in self._processes:
                self._meet(process)

    def _meet(self, process: Any) -> None:
        try:
            self._parents[process.pid] = process.ppid()
            self._commands[process.pid] = "\0".join(process.cmdline()).encode()
        except GONE:
            return
        except psutil.AccessDenied:
            self._commands[process.pid] = b""
        self._processes[process.pid] = process
        if process.pid != self._lab:
            self._cpu_ns[process.pid] = 0  # it began while it was watched

    def _list_threads(self, pid: int, process: Any) -> list[tuple[int, int]]:
        """(native id, CPU time in ns) of each; -1 ns for unknown, id 0 for a thread that is only known to be there."""
        if self._native:
            return [(thread.id, int((thread.user_time + thread.system_time) * 1e9)) for thread in process.threads()]
        self._missing.setdefault(*THREADS)
        known = [pid, *(tid for tid, owner in self._told.owners.items() if owner == pid != tid)]
        count = process.num_threads()
        return [(tid, -1) for tid in (known + [0] * count)[:count]]

    def _assign_roles(self) -> bool:
        told, lane_pids = self._told, self._told.lane_pids()
        procs: list[Proc] = []
        rows: list[Row] = []
        for pid in self._processes:
            parent = self._parents.get(pid, 0)
            role = process_role(
                lab=pid == self._lab,
                has_lane=pid in lane_pids,
                command=self._commands[pid],
                parent_command=self._commands.get(parent, b""),
                name=told.names.get(pid, ""),
            )
            procs.append((pid, parent, role))
            for tid, _ in self._threads[pid]:
                lane = told.lanes.get(tid, 0)
                rows.append((pid, tid, thread_role(pid, tid, lane, told.names.get(tid, "")), lane))
        changed = rows != self._rows or procs != self._procs
        self._rows, self._procs = rows, procs
        return changed
