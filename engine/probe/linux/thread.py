"""One thread of the run, read from /proc.

Reading a thread means one `pread` of its `schedstat`: CPU time in ns, waiting for a core in ns, times it was put on a
core. A thread whose bytes are the same as last time did nothing, and nothing more is asked; so 1,000 sleeping threads
cost 1 ms. Only for one that ran is `stat` read as well, to learn on which core.
"""

from __future__ import annotations

from .procfs import Folder, Kept, key_values, stat_fields

STATE, CORE = 0, 36
"""Places in `procfs.stat_fields`: fields 3 and 39 of the manual."""


class Thread:
    """Totals since the thread began."""

    __slots__ = (
        "_folder",
        "_last",
        "_schedstat",
        "_stat",
        "_switches_at",
        "asked_names",
        "core",
        "cpu_ns",
        "involuntary",
        "name",
        "slices",
        "state",
        "tid",
        "voluntary",
        "wait_ns",
    )

    def __init__(self, folder: Folder, tid: int) -> None:
        self.tid = tid
        self._folder = folder
        self._schedstat = Kept(folder, f"task/{tid}/schedstat")
        self._stat = Kept(folder, f"task/{tid}/stat", rarely=True)
        self._last = b""
        self.cpu_ns = self.wait_ns = self.slices = 0
        self.core = -1
        self.state = b""
        self.voluntary = self.involuntary = 0
        self._switches_at = 0
        self.name = ""
        self.asked_names = 0

    def read(self) -> int:
        """Read it again; returns the ns of CPU time that it had since the last call.

        Raises:
            OSError: when the thread is gone.
        """
        text = self._schedstat.read(80)
        if text == self._last:
            return 0
        if not text:
            raise ProcessLookupError(self.tid)
        before = self.cpu_ns
        cpu, wait, slices = text.split()[:3]
        self._last = text
        self.cpu_ns, self.wait_ns, self.slices = int(cpu), int(wait), int(slices)
        self.read_stat()
        return self.cpu_ns - before

    def read_stat(self) -> None:
        """Learn its state (`R`, `S`, `Z` …) and the core it ran on last.

        Raises:
            OSError: when the thread is gone.
        """
        fields = stat_fields(self._stat.read(1024), CORE + 1)
        self.state, self.core = fields[STATE], int(fields[CORE])

    def read_name(self) -> None:
        """Ask the kernel for its name (15 characters; Python sets it from 3.14 on), twice in its life.

        Twice, because a new thread still has its parent's name when it is seen before it has set its own.
        """
        if self.asked_names < 2:
            self.asked_names += 1
            try:
                self.name = self._folder.read(f"task/{self.tid}/comm", 64).decode(errors="replace").strip()
            except OSError:
                self.asked_names = 2  # it is gone

    @property
    def switched(self) -> bool:
        """Whether it was put on a core since its context switches were read."""
        return self.slices != self._switches_at

    def read_switches(self) -> None:
        """Read its context switches (12 µs)."""
        self._switches_at = self.slices
        try:
            text = self._folder.read(f"task/{self.tid}/status")
        except OSError:
            return  # it is gone: its last counts stand
        facts = key_values(text[max(0, text.find(b"voluntary_ctxt_switches")) :])  # the last lines of some fifty
        self.voluntary = facts.get(b"voluntary_ctxt_switches", self.voluntary)
        self.involuntary = facts.get(b"nonvoluntary_ctxt_switches", self.involuntary)

    def close(self) -> None:
        """Let go of its files."""
        self._schedstat.close()
        self._stat.close()
