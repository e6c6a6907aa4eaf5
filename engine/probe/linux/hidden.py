"""CPU time of a run that no sample of a living thread tells.

Samples see threads and processes that live at the instant of a sample. What lives and dies between two of them, and what a known
thread did between its last sample and its end, is in two clocks of the kernel all the same: a process's own clock counts its ended
threads, and a parent's `cutime` and `cstime` count the children that it has asked for their exit code. The sum of those clocks,
less what the samples of threads have told, is what stayed hidden: a running total, exact to the 10 ms in which a parent's clock of
its children moves.

Not in it: children that nobody of the run asks for their exit code (the kernel forgets their clocks with them), and what a process
that left the run does.
"""

from __future__ import annotations

from collections.abc import Mapping

from .process import Process

MOST = 32
"""Processes whose children's clock is read at one sample (9 us each); where there are more, they take turns."""


class Hidden:
    """The running total."""

    def __init__(self) -> None:
        self.ns = 0
        self._told_ns = 0
        """What samples had told of threads whose processes are gone."""
        self._orphaned_ns = 0
        """Clocks of processes that are gone, and whose parents are none of ours: nobody inherits their time."""
        self._next = 0

    def observe(self, processes: Mapping[int, Process]) -> None:
        """Read the clocks; after the processes were sampled."""
        for pid in self._turn(list(processes)):
            try:
                processes[pid].read_children()
            except OSError:
                continue  # it has just ended: the next sample forgets it
        clocks = sum(process.cpu_ns + process.children_ns for process in processes.values())
        told = sum(process.told_ns for process in processes.values())
        now = clocks + self._orphaned_ns - told - self._told_ns
        # A process that has ended is counted again only when its parent has noticed: the total never falls meanwhile.
        self.ns = max(self.ns, now)

    def end(self, ended: Mapping[int, Process], processes: Mapping[int, Process]) -> None:
        """These are over, or gone; the time of each is its parent's now, where the parent is one of ours and can tell.

        One that is over, and that its own parent has not asked for its exit code yet, still tells of children that ended after the
        sample before; one that is gone does not, and what it knew its own parent knows now.

        Args:
            ended: those that the last sample found so.
            processes: all of ours, with them.
        """
        silent: set[int] = set()
        for pid, process in ended.items():
            try:
                process.read_children()
            except OSError:
                silent.add(pid)
        for process in ended.values():
            self._told_ns += process.told_ns
            heir = process.parent
            for _ in silent:  # whoever asked for its exit code has what it inherited, too
                heir = ended[heir].parent if heir in silent else heir
            if heir not in processes:
                self._orphaned_ns += process.cpu_ns + process.children_ns

    def _turn(self, pids: list[int]) -> list[int]:
        if len(pids) <= MOST:
            return pids
        start = self._next % len(pids)
        self._next = start + MOST
        return (pids + pids)[start : start + MOST]
