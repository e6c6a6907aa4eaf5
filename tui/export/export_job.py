"""An export as a process of its own: `concviz export`, told of by the line, and cancelled as with Ctrl-C.

Drawing some hundred frames in the interface's own process would hold up its keys for seconds. The process writes how far
it is to a pipe; when the app is gone, the pipe breaks and the export ends and cleans up.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...engine.export.options import ExportRequest, arguments
from ...engine.export.whole_files import remove_parts

COMMAND = (sys.executable, "-m", "concviz.tui", "export")
END_S = 0.2
"""How long exports get to end in order when the app is left."""
AGAIN_S = 1.0
"""It still tells how far it is so long after it was asked to end: then it did not hear."""


_going: set[ExportJob] = set()


def end_all() -> None:
    """End all that go on, and leave nothing of them; for the end of the app, from any thread."""
    jobs = tuple(_going)
    for job in jobs:
        job.cancel()
    until = time.monotonic() + END_S
    while any(job.going for job in jobs) and time.monotonic() < until:
        time.sleep(0.005)
    for job in jobs:
        job.kill()


@dataclass(frozen=True, slots=True)
class JobResult:
    """How it ended: `problem` is '' or one line; both '' and not `made` mean that it was cancelled."""

    made: bool
    problem: str = ""


class ExportJob:
    """One export that goes on; `run` blocks (call it on a thread), `cancel` may be called from anywhere."""

    def __init__(self, source: Path, request: ExportRequest, *, command: Sequence[str] | None = None) -> None:
        self._out = Path(request.out) if request.out else None
        self._words = list(command or [*COMMAND, "--plain", "--tell", *arguments(request), "--", str(source)])
        self._process: subprocess.Popen[str] | None = None
        self._starting = threading.Lock()
        self._cancelled = False
        self._asked_s = 0.0

    def run(self, tell: Callable[[int, int], object]) -> JobResult:
        """Do it; `tell` hears (done, total) some ten times a second."""
        _going.add(self)  # before there is anything to end, so that `end_all` misses nothing
        try:
            with self._starting:
                if self._cancelled:
                    return JobResult(False)
                process = self._process = subprocess.Popen(
                    self._words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                    encoding="utf-8", errors="replace", start_new_session=True,
                )  # fmt: skip
            return self._follow(process, tell)
        finally:
            _going.discard(self)

    def _follow(self, process: subprocess.Popen[str], tell: Callable[[int, int], object]) -> JobResult:
        assert process.stdout is not None
        for line in process.stdout:
            self._insist()
            done, _, total = line.strip().partition(" ")
            if done.isdigit() and total.isdigit():
                tell(int(done), int(total))
        _, errors = process.communicate()
        if process.returncode == 0:
            return JobResult(True)
        self._remove_parts(process.pid)  # one that was asked twice, or killed, may not have come to it
        lines = [line for line in errors.splitlines() if line.strip()]
        said = lines[-1].removeprefix("concviz: ") if lines else f"it ended with code {process.returncode}"
        return JobResult(False, "" if self._cancelled else said)

    def cancel(self) -> None:
        """Ask it to end and leave nothing behind."""
        with self._starting:
            self._cancelled = True
            process = self._process
        if process is not None and process.poll() is None:
            self._asked_s = time.monotonic()
            process.send_signal(signal.SIGINT)

    @property
    def going(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it at once, and remove what it had begun."""
        process = self._process
        if process is None or not self.going:
            return
        process.kill()
        process.wait()
        self._remove_parts(process.pid)

    def _remove_parts(self, whose: int) -> None:
        if self._out is not None:
            remove_parts(self._out.expanduser(), lambda pid: pid == whose)

    def _insist(self) -> None:
        """Ask again: a Python that is still importing can lose the KeyboardInterrupt in a callback that may not raise."""
        if self._cancelled and time.monotonic() - self._asked_s > AGAIN_S:
            self.cancel()
