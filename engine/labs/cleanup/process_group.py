"""A process group of ours that can't outlive us: started with pipes, a life-line, and a way to end all of it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping

import psutil

from ...platform.current import enlarge_pipe, group_of, send_to_group
from .reaper import REAPER, VARIABLE

PIPE_BYTES = 1 << 20
GRACE_S = 2.0
"""What is still there this long after it was asked to end is killed."""
TIDY_S = 0.5
"""How long helpers get to tidy up once the work has ended."""

ROUNDS = 8
"""Whoever is ended may have started another one meanwhile."""

_living: set[int] = set()
"""Leaders of the groups that have not been ended yet."""


def kill_all() -> None:
    """Kills every group that is left, and waits for nobody: for an end in which nothing else can be relied on."""
    for pid in tuple(_living):
        send_to_group(pid, signal.SIGKILL)


def end_strays() -> None:
    """Ends whoever carries our mark and is below no group that is left.

    A lab ends those who have left its group, as daemons do. One that was killed could not, and its orphans are nobody's by then: only
    what they inherited tells that they were ours. (Windows and macOS may not tell; there they stay.)
    """
    for _ in range(ROUNDS):
        found = list(filter(_is_stray, psutil.process_iter()))
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if not found:
            return


def _is_stray(process: psutil.Process) -> bool:
    try:
        if process.environ().get(VARIABLE) != REAPER.token or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return not any(group_of(each.pid) in _living for each in (process, *process.parents()))
    except psutil.Error:
        return False


class ProcessGroup:
    """One process in a session and group of its own, and whatever it starts."""

    def __init__(self, command: list[str], environment: Mapping[str, str], request: bytes) -> None:
        """Starts it and hands it its one line.

        Raises:
            OSError: it could not be started.
        """
        self.began = time.time()
        self.process = subprocess.Popen(
            command,
            env={**environment, **REAPER.mark},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        self.pid = self.process.pid
        self._leavers: set[psutil.Process] = set()
        _living.add(self.pid)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.stdin = self.process.stdin
        self.stdout = self.process.stdout
        self.stderr = self.process.stderr
        for pipe in (self.stdout, self.stderr):
            enlarge_pipe(pipe.fileno(), PIPE_BYTES)  # what it holds can be said between two looks without being held up
        # A child that died at once says why on its standard error.
        with contextlib.suppress(BrokenPipeError):
            view = memoryview(request + b"\n")
            while view:
                view = view[self.stdin.write(view) :]

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the whole group."""
        self._note_leavers()
        send_to_group(self.pid, number)

    @property
    def ended(self) -> bool:
        """Whether the first process has ended (what it started may still be there)."""
        return self.process.poll() is not None

    def end(self, known: Iterable[int] = ()) -> None:
        """Ends whatever is left: the group, and those of the `known` process ids that have left it.

        A process id may have been given to somebody else's process meanwhile: one that is older than this child, or
        whose parents don't lead to nowhere or to us, is left alone.
        """
        self._leavers.update(process for process in map(self._stray, known) if process)
        # SIGTERM first, because multiprocessing's resource tracker ignores it: when the others are gone it removes what
        # they left in the system, such as named semaphores. Killed with them, it could not.
        self.signal(signal.SIGTERM)
        if not self._wait_until_gone(TIDY_S):
            self._kill_all_but_the_tracker()
            if not self._wait_until_gone(TIDY_S):
                self.signal(signal.SIGKILL)
        for process in tuple(self._leavers):
            with contextlib.suppress(psutil.Error):
                process.kill()
        self.process.wait()
        for pipe in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(OSError):
                pipe.close()
        if self._wait_until_gone(GRACE_S):
            _living.discard(self.pid)
        if self.process.returncode:
            end_strays()

    def _kill_all_but_the_tracker(self) -> None:
        """Kills those that heard no request to end. The tracker does not go before they have, and then has to tidy up after them."""
        self._note_leavers()
        for pid in filter(self._is_member, psutil.pids()):
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                if not any("resource_tracker" in word for word in process.cmdline()):
                    process.kill()

    def _note_leavers(self) -> None:
        """Keeps those below the first process that have left its group, while it is there and the way to them known.

        A lab is also the parent of orphans below it, where the system lets it be.
        """
        with contextlib.suppress(psutil.Error):
            below = psutil.Process(self.pid).children(recursive=True)
            self._leavers.update(each for each in below if group_of(each.pid) not in (None, self.pid))

    def _stray(self, pid: int) -> psutil.Process | None:
        try:
            if group_of(pid) in (None, self.pid):
                return None
            process = psutil.Process(pid)
            mine = process.create_time() >= self.began - 0.1 and process.ppid() in (1, self.pid)
        except psutil.Error:
            return None
        return process if mine else None

    def _wait_until_gone(self, at_most_s: float) -> bool:
        """Waits until nobody of the group is left, or the time is over; whether it is gone."""
        deadline = time.monotonic() + at_most_s
        while time.monotonic() < deadline:
            self.process.poll()
            if not self._members():
                return True
            time.sleep(0.005)
        return False

    def _members(self) -> bool:
        """Whether somebody of the group is alive. One that only waits to be asked for its exit code is not."""
        return send_to_group(self.pid, 0) and any(self._is_member(pid) for pid in psutil.pids())

    def _is_member(self, pid: int) -> bool:
        try:
            return group_of(pid) == self.pid and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False
