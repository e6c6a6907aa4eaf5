"""A program that is watched: started here in its own terminal, or found running. It is never changed, stopped or slowed."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import PurePath

import psutil

from ..lab.life.system_limits import why_not
from ..model.plan import PlanError
from ..platform.current import send_to_group, wait_for_end
from .aside_output import AsideOutput

PYTHON = re.compile(r"(pypy|python)[\d.]*t?(\.exe)?")
STEP_S = 0.05
PATIENCE_S = 3.0
"""How long a program may take to end when it is asked to."""
CHILDREN_S = 0.5
"""How long its children, which were asked too, may take once it has ended."""


@dataclass(frozen=True, slots=True)
class ProgramEnd:
    """How it ended, as far as that can be known."""

    exit_code: int | None = None
    """As a shell gives it: 128 and the number of the signal that ended it."""
    rusage_s: float | None = None
    """CPU seconds of it and of the children that it waited for."""


class StartedProgram:
    """A command, started with our standard streams, in our terminal and process group: ctrl+C reaches it by itself.

    With `aside` it has a terminal of its own that nobody sees, and no input: what it prints is kept. Ours is somebody else's then.
    """

    children = True
    started_here = True

    def __init__(self, command: Sequence[str], *, aside: bool = False) -> None:
        """Starts it.

        Raises:
            PlanError: it can't be started; the text says why.
        """
        self.name = program_name(command)
        self._output = AsideOutput() if aside else None
        try:
            self._process = subprocess.Popen(command) if self._output is None else self._output.start(command)
        except OSError as error:
            raise PlanError(f"{command[0]} can't be started: {why_not(error)}") from None
        self.pid = self._process.pid
        self._end = end_of(self.pid)

    def wait(self, timeout_s: float) -> bool:
        """Waits for its end, and leaves it where it can still be looked at; whether it has ended."""
        return ended_within(self._end, timeout_s) if self._end is not None else wait_for_end(self.pid, timeout_s)

    def reap(self) -> ProgramEnd:
        """How it ended; from now on the system knows nothing of it."""
        _, status, used = os.wait4(self.pid, 0)
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        if self._output is not None:
            self._output.settle()
        return ProgramEnd(code if code >= 0 else 128 - code, used.ru_utime + used.ru_stime)

    def printed(self) -> str:
        """What it has printed since the last time, where it doesn't print into our terminal."""
        return self._output.printed() if self._output is not None else ""

    def ask_to_end(self, number: int) -> None:
        """Passes a signal on that was meant for us. Not by Popen, which asks first how it ended, and then nobody else can."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def end(self) -> ProgramEnd:
        """Ends it: SIGTERM, and after a while SIGKILL. Aside its children in its session end with it, as those of a closed terminal do."""
        children = self._children() if self._output is not None else []
        for number, patience_s in ((signal.SIGTERM, PATIENCE_S), (signal.SIGKILL, PATIENCE_S)):
            if self._output is None or not send_to_group(self.pid, number):
                self.ask_to_end(number)
            if self.wait(patience_s):
                break
        if self._output is not None:
            psutil.wait_procs(children, CHILDREN_S)
            send_to_group(self.pid, signal.SIGKILL)  # nobody has reaped it, so the group's number is still its own
        return self.reap()

    def _children(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.pid).children(recursive=True)
        except psutil.Error:
            return []


class FoundProgram:
    """A process that runs already, with its children or alone."""

    started_here = False

    def __init__(self, pid: int, *, children: bool) -> None:
        """Looks it up.

        Raises:
            PlanError: there is none with that number.
        """
        self.pid, self.children = pid, children
        try:
            self._process = psutil.Process(pid)
            command = self._process.cmdline()
            self.name = program_name(command) if command else self._process.name()
        except psutil.AccessDenied:
            self.name = f"process {pid}"
        except psutil.Error:
            raise PlanError(why_not_there(pid)) from None
        self._end = end_of(pid)

    def wait(self, timeout_s: float) -> bool:
        """Waits for its end; whether it has ended."""
        if self._end is not None:
            return ended_within(self._end, timeout_s)
        end = time.monotonic() + timeout_s
        while self._lives():
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(STEP_S, left))
        return True

    def reap(self) -> ProgramEnd:
        """Nothing is known of how somebody else's child ended."""
        return ProgramEnd()

    def printed(self) -> str:
        """Nothing: it has a terminal of its own."""
        return ""

    def ask_to_end(self, number: int) -> None:
        """It isn't ours to end: a signal that was meant for us is not passed on."""

    def _lives(self) -> bool:
        try:
            return self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def why_not_there(pid: int, ask: Callable[[int, int], object] = os.kill) -> str:
    """Why a process can't be found: there is none, or it is another user's and is hidden."""
    try:
        ask(pid, 0)  # no signal: the system only says whether there is somebody who could get one
    except PermissionError:
        return f"process {pid} belongs to another user, and this system hides it (hidepid): run concviz as that user or as root"
    except (OSError, OverflowError):
        pass
    return f"there is no process {pid}"


def end_of(pid: int) -> FileIO | None:
    """What becomes readable at the end of any process, ours or not; None where the system has no such thing."""
    opened: Callable[[int], int] | None = getattr(os, "pidfd_open", None)
    try:
        return FileIO(opened(pid)) if opened is not None else None
    except OSError:
        return None


def ended_within(end: FileIO, timeout_s: float) -> bool:
    """Waits for that; may be called by several threads at once."""
    poll = select.poll()
    poll.register(end, select.POLLIN)
    return bool(poll.poll(max(0.0, timeout_s) * 1e3))


def program_name(command: Sequence[str]) -> str:
    """What to call it: the program, and of a Python its script or module. Arguments can hold secrets and are left out."""
    program = PurePath(command[0]).name
    rest = iter(command[1:])
    if PYTHON.fullmatch(program):
        for word in rest:
            if word == "-m":
                return f"{program} -m {next(rest, '')}".rstrip()
            if word in ("-c", "-"):
                return f"{program} {word}"
            if word in ("-W", "-X"):
                next(rest, None)
            elif not word.startswith("-"):
                return f"{program} {PurePath(word).name}"
    return program


ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that a program started here gets passed on."""
