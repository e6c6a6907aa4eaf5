"""Starts the world process for tasks that need it, and keeps it between runs of the same services.

The servers are the other end of I/O. They are no part of any run, so they live in a group of their own, are started before the
lab is, and are counted with the rest of the machine.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Mapping

from ..model.plan import Option, PlanError
from . import blas
from .cleanup.process_group import ProcessGroup
from .listener import Listener

START_S = 15.0


class WorldKeeper:
    """At most one world process."""

    def __init__(self) -> None:
        self._child: ProcessGroup | None = None
        self._request = ""
        self._addresses: dict[str, str] = {}

    @property
    def pid(self) -> int | None:
        """Of the world process; None while there is none."""
        return self._child.pid if self._child is not None and not self._child.ended else None

    def open(self, services: tuple[str, ...], options: Mapping[str, Option]) -> dict[str, str]:
        """The addresses of these services; started now unless the same ones are already there.

        Raises:
            PlanError: they could not be started; the text says why.
        """
        if not services:
            return {}
        request = json.dumps({"services": list(services), "options": dict(options)}, sort_keys=True)
        if self._child and not self._child.ended and request == self._request:
            return self._addresses
        self.close()
        self._child = ProcessGroup(
            [sys.executable, "-P", "-m", "concviz.engine.world"], blas.environment(), request.encode()
        )
        self._request = request
        self._addresses = self._answer(self._child)
        return self._addresses

    def _answer(self, child: ProcessGroup) -> dict[str, str]:
        answers: list[dict[str, str]] = []
        deadline = time.monotonic() + START_S
        with Listener[dict[str, str]](child, dict[str, str], answers.append) as listener:
            while not answers and not listener.silent and (left_s := deadline - time.monotonic()) > 0:
                listener.listen(left_s)
            why = "it ended at once" if listener.silent else "it did not answer"
        if answers and "error" not in answers[0]:
            return answers[0]
        self.close()
        why = answers[0]["error"] if answers else why
        raise PlanError(f"the servers that this task talks to could not be started: {why}")

    def kill(self) -> None:
        """Kills it, from whatever thread: who waits for its answer waits no longer. `open` starts another one."""
        child = self._child
        if child is not None:
            child.signal(signal.SIGKILL)

    def close(self) -> None:
        """Ends it."""
        if self._child:
            self._child.end()
        self._child = None
