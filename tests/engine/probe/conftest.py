"""A made-up /proc in a folder, and a session that only remembers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from concviz.engine.session.events import Event


class FakeProc:
    """Writes the files that the probe reads; every change shows at the next read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clocks: dict[int, int] = {}
        (root / "self").mkdir(parents=True)
        (root / "self/schedstat").write_text("1 1 1\n")
        (root / "self/cgroup").write_text("0::/\n")
        (root / "self/mountinfo").write_text("")
        self.cores([(0, 0)])

    def cores(self, steps: list[tuple[int, int] | None]) -> None:
        """(busy, idle) steps of 10 ms of each core; None: switched off."""
        lines = ["cpu  0 0 0 0"]
        lines += [f"cpu{core} {s[0]} 0 0 {s[1]} 0 0 0 0 0 0" for core, s in enumerate(steps) if s is not None]
        (self.root / "stat").write_text("\n".join([*lines, "intr 0", ""]))

    def thread(
        self,
        pid: int,
        tid: int,
        *,
        cpu: int = 0,
        wait: int = 0,
        slices: int = 1,
        core: int = 0,
        comm: str = "python",
        state: str = "S",
        parent: int = 1,
        group: int | None = None,
        session: int | None = None,
        switches=(0, 0),
    ) -> None:
        """A thread (and its process, if tid is pid) with CPU time and waiting time in ns."""
        folder = self.root / str(pid) / "task" / str(tid)
        folder.mkdir(parents=True, exist_ok=True)
        group, session = pid if group is None else group, pid if session is None else session
        fields = [state, parent, group, session, *["0"] * 32, core, "0", "0"]
        stat = f"{tid} ({comm}) {' '.join(map(str, fields))}\n"
        status = f"Name:\tx\nvoluntary_ctxt_switches:\t{switches[0]}\nnonvoluntary_ctxt_switches:\t{switches[1]}\n"
        (folder / "stat").write_text(stat)
        (folder / "schedstat").write_text(f"{cpu} {wait} {slices}\n")
        (folder / "comm").write_text(comm + "\n")
        (folder / "status").write_text(status)
        if pid == tid:
            (self.root / str(pid) / "stat").write_text(stat)

    def process(self, pid: int, *, command: str = "python lab", rss_pages: int = 10, pss_kb: int = 5, **main) -> None:
        """A process with its main thread."""
        folder = self.root / str(pid)
        folder.mkdir(exist_ok=True)
        (folder / "cmdline").write_text(command)
        (folder / "statm").write_text(f"99 {rss_pages} 1 1 0 1 0\n")
        (folder / "smaps_rollup").write_text(f"0-1 ---p 0 00:00 0 [rollup]\nRss: 40 kB\nPss: {pss_kb} kB\n")
        self.thread(pid, pid, **main)

    def end(self, pid: int, tid: int | None = None) -> None:
        """A thread, or the whole process, is gone; files of it that are still open have nothing more to say."""
        for file in (self.root / str(pid)).glob(f"task/{tid or '*'}/schedstat"):
            file.write_text("")
        shutil.rmtree(self.root / str(pid) / (f"task/{tid}" if tid else ""))

    def clock(self, pid: int) -> int | None:
        """The process's own CPU clock."""
        return self.clocks.get(pid)


class FakeSession:
    """Remembers what was appended; its time is the clock's, in µs."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def append(self, event: Event) -> None:
        self.events.append(event)

    def at_us(self, clock_ns: int) -> int:
        return clock_ns // 1000

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def proc(tmp_path: Path) -> FakeProc:
    return FakeProc(tmp_path / "proc")


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()
