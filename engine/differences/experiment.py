"""One experiment: a lab process of its own, from its start until nothing of it is left."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..lab.life.request import Request
from ..lab.life.system_limits import limit_of
from ..labs.cleanup.folders import RunFolder
from ..labs.cleanup.process_group import ProcessGroup
from ..labs.launch import start_python
from ..labs.listener import Listener
from ..labs.messages import LabFailed, LabMessage, LookAsked, NumbersFound, NumbersSoFar, PhasePassed
from .experiment_numbers import Numbers, numbers_of
from .observer import Look, observe

LONGEST_S = 8.0
"""An experiment that takes longer is given up. The lab's own budgets keep below 5 s, unless the machine is very busy."""
STARTING_S = 10.0
"""For the interpreter to start at all."""
NICE = 10
TURN_S = 0.05
LET_GO_S = 0.5
BLOCK = "-block"
"""Shared memory of an experiment; named so after the run's folder, it goes with it."""


@dataclass(slots=True)
class Outcome:
    """What became of an experiment."""

    numbers: Numbers | None = None
    """What `measure` returned; None with an error, or where it was stopped."""
    looks: dict[str, Look] = field(default_factory=dict)
    """What was seen from outside, by the name that the experiment gave the moment."""
    error: str = ""
    """Why there are no numbers; one sentence."""
    stopped: bool = False
    seconds: float = 0.0


def run(
    name: str,
    python: str,
    options: Mapping[str, str],
    stopping: threading.Event,
    live: Callable[[Numbers], None],
) -> Outcome:
    """Runs the experiment `name` under that Python. Never raises for what the machine refuses: the outcome says it.

    `live` is called with numbers as far as they are known. With `stopping` set it ends at once.
    """
    began = time.monotonic()
    try:
        folder = RunFolder()
    except OSError as error:
        return Outcome(error=f"no temporary folder could be made: {error.strerror or error}")
    try:
        outcome = _in(folder, name, python, options, stopping, live)
    finally:
        folder.remove()
    outcome.seconds = time.monotonic() - began
    return outcome


def _in(
    folder: RunFolder,
    name: str,
    python: str,
    options: Mapping[str, str],
    stopping: threading.Event,
    live: Callable[[Numbers], None],
) -> Outcome:
    if name == "sharing":
        options = {**options, "block": folder.path.name + BLOCK}
    request = Request("experiment", name, str(folder.lanes), NICE, dict(options))
    try:
        child = start_python(python, folder, request)
    except (OSError, MemoryError) as error:
        return Outcome(
            error=f"a process could not even be started: {limit_of(error) or getattr(error, 'strerror', None) or error}"
        )
    watch = _Watch(child, name, live)
    try:
        return watch.until_it_ends(stopping)
    finally:
        if watch.finished:
            _let_go(child)
        child.end(watch.pids)


def _let_go(child: ProcessGroup) -> None:
    """Lets a finished lab end by itself, so that it takes leave of its children."""
    end = time.monotonic() + LET_GO_S
    while not child.ended and time.monotonic() < end:
        time.sleep(0.005)


class _Watch:
    """Listens to one lab."""

    def __init__(self, child: ProcessGroup, experiment: str, live: Callable[[Numbers], None]) -> None:
        self._child = child
        self._experiment = experiment
        self._live = live
        self._outcome = Outcome()
        self._printed = b""
        self.finished = False
        """Whether the lab has said all it had to say."""
        self._deadline = time.monotonic() + STARTING_S
        self.pids: set[int] = set()
        """Every process that was seen below the lab."""

    def until_it_ends(self, stopping: threading.Event) -> Outcome:
        """Until it has a result, has ended, has to be given up, or shall stop."""
        with Listener[LabMessage](self._child, LabMessage, self._hear, self._keep) as listener:
            while not (self.finished or listener.silent):
                if stopping.is_set():
                    self._outcome.stopped = True
                    return self._outcome
                if time.monotonic() > self._deadline:
                    self._outcome.error = f"it was not finished after {LONGEST_S:g} s, and was given up"
                    return self._outcome
                listener.listen(TURN_S)
            if not self.finished:
                code = self._child.process.wait()
                listener.listen(0)
                self._outcome.error = self._unexplained(code)
        return self._outcome

    def _hear(self, message: LabMessage) -> None:
        match message:
            case PhasePassed():
                self._deadline = time.monotonic() + LONGEST_S
            case LookAsked():
                seen = observe(self._child.pid)
                self._outcome.looks[message.what] = seen
                self.pids.update(each.pid for each in seen.processes)
                Path(message.answer).touch()
            case NumbersSoFar():
                self._live(numbers_of(self._experiment, message.numbers))
            case NumbersFound():
                self._outcome.numbers = numbers_of(self._experiment, message.numbers)
                self.finished = True
            case LabFailed():
                self._outcome.error = message.message
                self.finished = True
            case _:
                pass

    def _keep(self, block: bytes) -> None:
        self._printed = (self._printed + block)[-4096:]

    def _unexplained(self, code: int) -> str:
        """It ended and never said why: a signal, or what it printed last."""
        if code < 0:
            return f"its process was ended by signal {-code} ({signal.Signals(-code).name})"
        last = self._printed.decode("utf-8", "replace").strip().splitlines()
        return f"its process ended with exit code {code}" + (f": {last[-1].strip()}" if last else " and said nothing")
