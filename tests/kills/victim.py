"""A victim: one concviz that works in a place of its own, so that whatever is left of it can be found and told from all others'.

Its processes carry a state folder of their own in their environment; its temporary files, caches and, where this user may
make a mount name space, its `/dev/shm` are folders that nobody else writes to.
"""

from __future__ import annotations

import contextlib
import os
import pty
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from tests.support.real_processes import CONCVIZ, TASKS, alive, labs_of

OWN = f"{TASKS}/leaves_behind.py"
WORK = {
    "pi": ("pi", "--size", "60"),
    "short": ("pi", "--size", "0.4"),
    "download": ("download", "--size", "60"),
    "daemons": (f"{TASKS}/leaves_children.py:hanging_daemon", "--inputs", "range(4)"),
    "memory": (f"{OWN}:shared_memory_item", "--inputs", "range(4)"),
    "deaf": (f"{OWN}:deaf", "--inputs", "range(4)"),
}
API = "import sys; from concviz import run; run('pi', model=sys.argv[1], workers=2, size_s=60, start_method=sys.argv[2] or None)"
PROCESSES = ("processes", "process-pool", "mp-pool", "processes-threads")
METHODS = {"none": ("threads", "asyncio-threads"), "fork": PROCESSES, "spawn": PROCESSES, "forkserver": PROCESSES}
"""Which models are run with which start method."""


@dataclass(frozen=True, slots=True)
class Case:
    """One cell of the matrix."""

    who: str
    signal: str
    method: str
    moment: str


@cache
def can_hide_memory() -> bool:
    """Whether a program can be given a `/dev/shm` of its own here."""
    asked = ["unshare", "--mount", "mount", "--bind", "/dev/shm", "/dev/shm"]
    return (
        shutil.which("unshare") is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0
    )


class Victim:
    """A concviz at work in a place of its own."""

    def __init__(self, case: Case, chance: random.Random) -> None:
        self.case = case
        self.place = Path(tempfile.mkdtemp(prefix="kills-", dir=os.environ.get("KILLS_PLACE")))
        self.memory = Path(tempfile.mkdtemp(prefix="kills-", dir="/dev/shm")) if can_hide_memory() else None
        self._before = set(os.listdir("/dev/shm"))
        for name in ("state", "tmp", "cache"):
            (self.place / name).mkdir()
        self._leader = -1
        self.command = self._command(chance)
        self.process = self._start()
        self.known = {self.process.pid}

    def _command(self, chance: random.Random) -> list[str]:
        case, model = self.case, chance.choice(METHODS[self.case.method])
        how = [] if case.method == "none" else ["--start-method", case.method]
        if case.who == "app":
            return [*CONCVIZ, "--task", "pi", "--model", model]
        if case.who == "api":
            return [sys.executable, "-c", API, model, "" if case.method == "none" else case.method]
        if case.who == "study":
            return [*CONCVIZ, "compare", "pi", "--models", f"sequential,{model}", "--size", "3", "--workers", "2"]
        work = WORK[chance.choice(["pi", "short", "download", "daemons", "memory", "deaf"])]
        return [*CONCVIZ, "run", *work, "-m", model, "-w", "2", *how]

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "CONCVIZ_STATE": str(self.place / "state"),
            "XDG_CACHE_HOME": str(self.place / "cache"),
            "TMPDIR": str(self.place / "tmp"),
            "TERM": "xterm-256color",
        }
        terminal, follower = "/dev/null", -1
        if self.case.who in ("app", "terminal"):
            self._leader, follower = pty.openpty()
            termios.tcsetwinsize(follower, (40, 120))
            terminal = os.ttyname(follower)
        # Who begins a session and opens a terminal is controlled by that from then on, and is told when it goes.
        first = (
            f'exec <>{terminal} >&0 2>&0; {f"mount --bind {self.memory} /dev/shm &&" if self.memory else ""} exec "$@"'
        )
        # What whoever started us in the background lets its children ignore (nohup, a shell's `&`) would be ignored by the victim too.
        heard = ["env", "--default-signal=HUP,INT,QUIT,TERM"]
        command = [*heard, *(["unshare", "--mount"] if self.memory else []), "sh", "-c", first, "sh", *self.command]
        try:
            return subprocess.Popen(command, env=environment, start_new_session=True)
        finally:
            if follower >= 0:
                self.pass_time(0.2)
                os.close(follower)

    # ---------------------------------------------------------------- the moment

    def wait_for_moment(self, chance: random.Random) -> None:
        """Until what the case names is so; a victim that ends earlier is let go."""
        if self.case.moment == "starting" and self.case.who not in ("lab", "worker"):
            self.pass_time(chance.uniform(0.05, 1.0))
        else:
            self._until_lab(30)
        if self.case.moment == "working":
            self.pass_time(chance.uniform(0.3, 1.5))
        elif self.case.moment == "later":
            self.pass_time(chance.uniform(1.5, 4.0))

    def _until_lab(self, at_most_s: float) -> None:
        end, pressed = time.monotonic() + at_most_s, time.monotonic() + 1.0
        while time.monotonic() < end and self.process.poll() is None and not labs_of(self.process.pid):
            if self.case.who == "app" and time.monotonic() > pressed:
                os.write(self._leader, b"r")
                pressed = time.monotonic() + 2.0
            self.pass_time(0.02)

    def pass_time(self, seconds: float) -> None:
        """Lets time pass, and takes what the victim draws meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._leader < 0:
                time.sleep(left)
            elif select.select([self._leader], [], [], left)[0]:
                try:
                    os.read(self._leader, 1 << 16)
                except OSError:
                    self._close_terminal()

    # ---------------------------------------------------------------- the end

    def kill(self, chance: random.Random) -> None:
        """Does to it what the case says."""
        number = signal.Signals[self.case.signal]
        lab = next(iter(labs_of(self.process.pid)), None)
        if self.case.who == "terminal":
            self._close_terminal()
        elif self.case.who in ("lab", "worker"):
            with contextlib.suppress(psutil.Error, AttributeError):
                below = _workers(lab) if lab and self.case.who == "worker" else []
                (chance.choice(below) if below else lab).send_signal(number)
        else:
            self.process.send_signal(number)

    def wait(self, at_most_s: float) -> bool:
        """Waits for its end; whether it came."""
        end = time.monotonic() + at_most_s
        while self.process.poll() is None and time.monotonic() < end:
            self.pass_time(0.02)
        return self.process.poll() is not None

    def wait_for_end(self, at_most_s: float) -> bool:
        """The same of one that is asked to end, as a user would."""
        self.process.send_signal(signal.SIGINT)
        return self.wait(at_most_s)

    def left(self) -> list[str]:
        """What is still there of it, once it has ended."""
        mark = f"CONCVIZ_STATE={self.place / 'state'}".encode()
        left = [f"process {command}" for command in map(_command, _marked(mark, self.process.pid)) if command]
        shared = self.memory or Path("/dev/shm")
        left += [
            f"memory {_held(shared / name)}" for name in os.listdir(shared) if self.memory or name not in self._before
        ]
        left += [f"temporary {path.name}" for path in (self.place / "tmp").iterdir()]
        return left + [f"scratch {path.name}" for path in (self.place / "cache").glob("concviz/scratch/*")]

    def remove(self) -> None:
        """Ends and removes whatever is still there."""
        mark = f"CONCVIZ_STATE={self.place / 'state'}".encode()
        for pid in {self.process.pid, *_marked(mark, self.process.pid)}:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self._close_terminal()
        for folder in (self.place, self.memory):
            if folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _close_terminal(self) -> None:
        if self._leader >= 0:
            os.close(self._leader)
            self._leader = -1


def _workers(lab: psutil.Process) -> list[psutil.Process]:
    """Processes below a lab that do its work: neither who tidies up after it nor who only starts others."""
    below = lab.children(recursive=True)
    helpers = ("resource_tracker", "forkserver")
    return [
        each
        for each in below
        if not any(name in " ".join(each.cmdline()) for name in helpers) or each.ppid() != lab.pid
    ]


def _marked(mark: bytes, owner: int) -> list[int]:
    """Living processes with that mark in their environment, and the reaper of `owner`, which has none."""
    reaper = f"CONCVIZ_OWNER={owner}.".encode()
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            here = Path("/proc", name)
            if mark in (here / "environ").read_bytes() or reaper in (here / "cmdline").read_bytes():
                found.append(int(name))
    return [pid for pid in found if pid != os.getpid()]


def _held(path: Path) -> str:
    """A name, and the names of some that lie in it."""
    with contextlib.suppress(OSError):
        return f"{path.name} {[str(each.relative_to(path)) for each in path.rglob('*')][:6] if path.is_dir() else ''}"
    return path.name


def _command(pid: int) -> str:
    """What a living process is; '' for one that only waits to be asked for its exit code."""
    try:
        process = psutil.Process(pid)
        return " ".join(process.cmdline())[:90] if alive([process]) else ""
    except psutil.Error:
        return ""
