"""Where runs are kept: the ones used last whole ("hot"), the others in a file without a name ("cold").

A session that is left open has a run every few seconds for days, and a screen looks at one of them, or two. So memory has what is
asked of all runs (when each began and how it ended), and `HOT_RUNS` whole logs: those that were written to or asked for last. A cold
run comes back when somebody asks for it, exactly as it was; it stays in the file, and needn't be written again.

A log goes to the file in three steps, because the session's lock is held for microseconds and never while a file is written: under the
lock it is settled (from then on readers change nothing in it) and put among those that are leaving, where readers still find it; then
it is written; then it is forgotten, unless somebody came to write to it meanwhile, who took a copy. Where the file can't be
written, everything stays in memory.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ....text.disk_trouble import why_not_written
from ...events import RunEnded
from .ending import Ending, ending_of
from .run_log import RunLog
from .spill import Place, Spill

Read = Callable[[Iterable[bytes]], RunLog]
HOT_RUNS = 32
HOT_BYTES = 32 << 20
"""Fewer runs are hot if they are larger than this together, but never fewer than two: one is compared with another."""


@dataclass(frozen=True, slots=True)
class ColdRun:
    """What memory has of a run that is in the file."""

    log: tuple[Place, ...]
    read: Read | None
    """What makes the log of the lines that lie there; None where it lies there itself."""
    first_us: int
    ending: Ending | None
    """None where it has no end."""
    end: Place | None
    """Its end by itself."""
    inputs: str
    several_ends: bool
    """As no program writes it: then a play head has to look."""


class RunRoom:
    """All runs of a session. Its lock is the session's."""

    def __init__(self, lock: AbstractContextManager[object], beside: Path | None = None) -> None:
        self._lock = lock
        self._spill = Spill(beside)
        self._hot: OrderedDict[int, RunLog] = OrderedDict()
        """The one used last is the last. A hot run that is also cold has not changed since it came back."""
        self._leaving: dict[int, RunLog] = {}
        self._cold: dict[int, ColdRun] = {}
        self.lost = ""
        """'' or why a cold run could not be read back."""

    def numbers(self) -> list[int]:
        """Those of the runs that anything is known of."""
        with self._lock:
            return sorted({*self._hot, *self._leaving, *self._cold})

    # ---------------------------------------------------------------- to write to

    def to_fill(self, run: int) -> RunLog:
        """The log of a run to append to, made if it isn't there; for who holds the lock."""
        log = self._hot.get(run)
        if log is None:
            log = self._hot[run] = self._taken_back(run)
        self._cold.pop(run, None)
        self._hot.move_to_end(run)
        return log

    def _taken_back(self, run: int) -> RunLog:
        if run in self._leaving:
            return pickle.loads(pickle.dumps(self._leaving.pop(run)))
        return self._back(run, self._cold[run]) if run in self._cold else RunLog()

    # ---------------------------------------------------------------- to read

    def find(self, run: int) -> RunLog | None:
        """The log of a run to ask, under the lock; None where nothing is known of it. A file is read outside of the lock."""
        with self._lock:
            found = self._in_memory(run)
            cold = self._cold.get(run)
        if found is not None or cold is None:
            return found
        back = self._back(run, cold)
        with self._lock:
            if self._cold.get(run) is cold and run not in self._hot:
                self._hot[run] = back
                self._forget_unchanged()
            return self._in_memory(run) or back

    def _in_memory(self, run: int) -> RunLog | None:
        found = self._hot.get(run)
        if found is not None:
            self._hot.move_to_end(run)
        return found if found is not None else self._leaving.get(run)

    def ending(self, run: int, t_us: int | None = None) -> Ending | None:
        """How the run ended, if it has by then; no file is read for it."""
        with self._lock:
            cold, log = self._cold.get(run), self._hot.get(run) or self._leaving.get(run)
            if cold is None or cold.several_ends:
                end = log.end(t_us) if log is not None else None
                return ending_of(end, log.inputs()) if end is not None and log is not None else None
        ended = cold.ending is not None and (t_us is None or cold.ending.t_us <= t_us)
        return cold.ending if ended else None

    def end(self, run: int, t_us: int | None = None) -> RunEnded | None:
        """The same in full. Of a cold run its end alone is read."""
        with self._lock:
            cold = self._cold.get(run) if run not in self._hot else None
        if cold is None or cold.several_ends:
            log = self.find(run)
            with self._lock:
                return log.end(t_us) if log is not None else None
        if cold.end is None or self.ending(run, t_us) is None:
            return None
        try:
            return pickle.loads(self._spill.get(cold.end))
        except OSError as error:
            self._lose(run, error)
            return None

    def first_us(self, run: int) -> int:
        """The time of the first that was told of a run."""
        with self._lock:
            cold = self._cold.get(run)
            log = self._hot.get(run) or self._leaving.get(run)
            return cold.first_us if cold is not None else log.first_us() if log is not None else 0

    def hot(self) -> list[RunLog]:
        """Those that are whole in memory."""
        with self._lock:
            return [*self._hot.values(), *self._leaving.values()]

    def _back(self, run: int, cold: ColdRun) -> RunLog:
        try:
            pieces = [self._spill.get(place) for place in cold.log]
        except OSError as error:
            self._lose(run, error)
            return RunLog()
        return cold.read(b"\n".join(pieces).split(b"\n")) if cold.read is not None else pickle.loads(pieces[0])

    def _lose(self, run: int, error: OSError) -> None:
        self.lost = self.lost or f"run {run} can't be read back: {why_not_written(error)}"

    # ---------------------------------------------------------------- to the file

    def cool(self) -> str:
        """Put the runs that were used longest ago into the file; '' or why that can't be done, and they stay in memory then."""
        while (leaving := self._next()) is not None:
            run, log = leaving
            try:
                cold = self._written(log)
            except OSError as error:
                with self._lock:
                    if self._leaving.get(run) is log:
                        self._hot[run] = self._leaving.pop(run)
                        self._hot.move_to_end(run, last=False)
                return why_not_written(error)
            with self._lock:
                if self._leaving.get(run) is log:
                    del self._leaving[run]
                    self._cold[run] = cold
        return ""

    def _next(self) -> tuple[int, RunLog] | None:
        with self._lock:
            self._forget_unchanged()
            if not self._is_full():
                return None
            run, log = self._hot.popitem(last=False)
            log.settle()
            self._leaving[run] = log
            return run, log

    def _is_full(self) -> bool:
        count = len(self._hot)
        return count > HOT_RUNS or (count > 2 and sum(log.size_bytes() for log in self._hot.values()) > HOT_BYTES)

    def _forget_unchanged(self) -> None:
        for run in [run for run in self._hot if run in self._cold]:
            if not self._is_full() or run == next(reversed(self._hot)):
                return
            del self._hot[run]

    def _written(self, log: RunLog) -> ColdRun:
        ends = log.told(RunEnded).upto(None)
        return self._cold_run(self._spill.put(pickle.dumps(log, 5)), None, log.first_us(), ends, log.inputs())

    def _cold_run(self, place: Place, read: Read | None, first_us: int, ends: list[RunEnded], inputs: str) -> ColdRun:
        end = ends[-1] if ends else None
        apart = self._spill.put(pickle.dumps(end, 5)) if end is not None else None
        ending = ending_of(end, inputs) if end is not None else None
        return ColdRun((place,), read, first_us, ending, apart, inputs, len(ends) > 1)

    # ---------------------------------------------------------------- from a file

    def is_cold(self, run: int) -> bool:
        """Whether it is in the file."""
        return run in self._cold

    def take_cold(
        self, run: int, lines: list[bytes], first_us: int | None, ends: list[RunEnded], inputs: str, read: Read
    ) -> str:
        """Put lines of a recording into the file, of which `read` makes the log; more of them may come. '' or why that can't be done."""
        known = self._cold.get(run)
        inputs = inputs or (known.inputs if known is not None else "")
        try:
            cold = self._cold_run(self._spill.put(b"\n".join(lines)), read, first_us or 0, ends, inputs)
        except OSError as error:
            return why_not_written(error)
        if known is not None:
            ending = cold.ending if cold.ending is not None else known.ending
            ending = msgspec.structs.replace(ending, inputs=inputs) if ending is not None else None
            first = known.first_us if first_us is None else min(known.first_us, first_us)
            several = cold.several_ends or known.several_ends or (cold.end is not None and known.end is not None)
            cold = ColdRun((*known.log, *cold.log), read, first, ending, cold.end or known.end, inputs, several)
        with self._lock:
            self._cold[run] = cold
        return ""
