"""What an experiment stands on: a folder for its files, somebody outside who looks when asked, and a gate for its workers."""

from __future__ import annotations

import os
import time
from typing import Any

from ..report import Report

PATIENCE_S = 3.0
LOOK_S = 0.002


class Bench:
    """One experiment's."""

    def __init__(self, report: Report, folder: str) -> None:
        self.report = report
        self.folder = folder
        self._looks = 0
        self._files = 0

    def observe(self, what: str) -> None:
        """Asks whoever started us to look at us from outside now, and goes on when it has.

        The answer is an empty file: standard input is the life-line, and must stay silent.
        """
        self._looks += 1
        answer = os.path.join(self.folder, f"looked-{self._looks}")
        self.report.send("look", what=what, answer=answer)
        end = time.monotonic() + PATIENCE_S
        while not os.path.exists(answer) and time.monotonic() < end:
            time.sleep(LOOK_S)

    def tell(self, **facts: Any) -> None:
        """Numbers as far as they are known."""
        self.report.send("live", numbers=facts)

    def notes(self) -> Notes:
        """A new file for workers' notes."""
        return Notes(self._path("notes"))

    def gate(self, kind: str) -> Gate:
        """A new closed gate for workers of that kind."""
        return Gate("" if kind != "process" else self._path("gate"))

    def _path(self, name: str) -> str:
        self._files += 1
        return os.path.join(self.folder, f"{name}-{self._files}")


class Notes:
    """What workers wrote down (see `worker_functions.note`)."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self) -> list[list[int]]:
        """The whole lines so far: process, thread, and what the worker noted."""
        try:
            with open(self.path, "rb") as file:
                lines = file.read().split(b"\n")[:-1]
        except OSError:
            return []
        return [[int(number) for number in line.split()] for line in lines]

    def wait(self, count: int, timeout_s: float = PATIENCE_S) -> list[list[int]]:
        """The lines, once there are `count`, or when the time is up."""
        end = time.monotonic() + timeout_s
        while len(lines := self.read()) < count and time.monotonic() < end:
            time.sleep(LOOK_S)
        return lines


class Gate:
    """Holds workers back. Within one process a pipe, so that a thousand waiting threads hold one descriptor; else a FIFO."""

    def __init__(self, path: str) -> None:
        self.handle: int | str
        """What workers get."""
        if path:
            os.mkfifo(path)
            self.handle, self._write = path, -1
        else:
            self.handle, self._write = os.pipe()

    def open(self) -> None:
        """Lets all of them go, those that come later too. Never blocks."""
        if isinstance(self.handle, str):
            self._write = os.open(self.handle, os.O_RDWR)
        else:
            os.close(self._write)
