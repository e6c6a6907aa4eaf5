"""Looks at the threads of a run, on a thread of its own, as long as the run is watched (see `witness`).

The sampler says which processes there are and asks for the totals; looking goes on at its own random pace meanwhile. Whether
this system lets it look is asked in that thread too: a lab that has just been started may not have its interpreter in place
yet, so a refusal is only believed after a few tries.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from ...model.states import THREAD_STATES, ThreadState, column_of
from ..watcher import IoWait, Row, StateTotals, Stop
from .pauses import Own, Pauses
from .scheduling import ask_for_short_slices
from .witness import STATES, Accounts, Look, Pace, Totals, Witness, available

TRIES = 8
"""How often in a row looking must be refused before it is given up."""
FEW = 8
"""So many threads that wait for I/O are asked in the look itself what for: soon after a descriptor may lead somewhere else."""
_INDEX = {state: index for index, state in enumerate(STATES)}


class Looking:
    """Looks from `start()` to `stop()`.

    Args:
        lab_pid: the process that is asked for whether looking works here.
        why_not: as `witness.available`.
        witness: makes what looks.
    """

    def __init__(
        self,
        lab_pid: int,
        *,
        why_not: Callable[[int], str] = available,
        witness: Callable[[], Witness] = Witness,
    ) -> None:
        self.refused = ""
        """Why nothing can be looked at here; "" as long as that isn't known."""
        self.cpu_ns = 0
        """What looking has cost so far."""
        self._lab_pid, self._why_not, self._make = lab_pid, why_not, witness
        self._pids: Collection[int] = (lab_pid,)
        self._lock = threading.Lock()
        self._accounts = Accounts()
        self._latest: Sequence[Look] = ()
        self._io: list[IoWait] = []
        self._pauses: Pauses | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="concviz-witness", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; idempotent."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look_at(self, pids: Collection[int]) -> None:
        """From now on these are the processes of the run."""
        self._pids = pids

    def totals(self, rows: Iterable[Row]) -> StateTotals | None:
        """What the threads of these rows did so far; None if none of them was looked at."""
        with self._lock:
            known = {(each.pid, each.tid): each for each in self._accounts.totals()}
            states = {(each.pid, each.tid): _INDEX[each.state] for each in self._latest}
        keys = [(pid, tid) for pid, tid, _, _ in rows]
        if not any(key in known for key in keys):
            return None
        return columns_of([known.get(key) for key in keys], [states.get(key, _INDEX["unseen"]) for key in keys])

    def io_now(self) -> list[IoWait]:
        """See `Watcher`."""
        return self._io

    def stops(self) -> list[Stop]:
        """See `Watcher`."""
        with self._lock:
            return [Stop(*pause) for pause in self._pauses.take()] if self._pauses is not None else []

    def _loop(self) -> None:
        ask_for_short_slices()
        pace, refusals = Pace(), 0
        while reason := self._why_not(self._lab_pid):
            refusals += 1
            if refusals == TRIES:
                self.refused = reason
            if refusals >= TRIES or self._stop.wait(pace.next_s(0)):
                return
        witness, wanted_s = self._make(), 0.0
        own = _OwnClocks()
        self._pauses = pauses = Pauses(own)
        try:
            while not self._stop.is_set():
                before, now_ns = time.thread_time_ns(), time.perf_counter_ns()
                looks = witness.observe(self._pids)
                with self._lock:
                    self._accounts.add(looks, pauses.add(looks, now_ns, round(wanted_s * 1e9)))
                    self._accounts.take_ended(looks)
                    self._latest = looks
                self._io = waits_of(looks)
                cost_ns = time.thread_time_ns() - before
                self.cpu_ns += cost_ns
                wanted_s = pace.wait(cost_ns, self._stop.wait)
        finally:
            witness.close()
            own.close()


class _OwnClocks:
    """What this process used so far, and how long the thread that made this waited for a core."""

    def __init__(self) -> None:
        try:
            self._schedstat = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        except OSError:
            self._schedstat = -1

    def __call__(self) -> Own:
        try:
            waited_ns = int((os.pread(self._schedstat, 64, 0) or b"0 0").split()[1])
        except OSError:
            waited_ns = 0
        return Own(time.process_time_ns(), waited_ns)

    def close(self) -> None:
        """Let go of its file."""
        if self._schedstat >= 0:
            os.close(self._schedstat)
            self._schedstat = -1


def waits_of(looks: Iterable[Look]) -> list[IoWait]:
    """Who waits for I/O, and where the descriptors of the first few lead at this moment."""
    found: list[IoWait] = []
    for each in looks:
        if each.state == "wait_io":
            link = ""
            if each.fd >= 0 and len(found) < FEW:
                with contextlib.suppress(OSError):
                    link = os.readlink(f"/proc/{each.pid}/fd/{each.fd}")
            found.append(IoWait(each.pid, each.tid, each.fd, link))
    return found


OFF: dict[str, ThreadState] = {
    column_of(state): state for state in THREAD_STATES if state not in ("on_core", "wait_core")
}


def columns_of(totals: list[Totals | None], states: list[int]) -> StateTotals:
    """As a `States` event has them: what threads did so far, None of one that nobody looked at, and the state of each as its place."""

    def us(ns: Callable[[Totals], int]) -> list[int]:
        return [max(ns(each), 0) // 1000 if each else 0 for each in totals]

    columns = {column: us(partial(Totals.of, state=state)) for column, state in OFF.items()}
    columns["unseen_us"] = us(lambda each: each.of("unseen") + each.of("stopped"))
    columns["held_no_core_us"] = us(lambda each: each.gil_held_no_core_ns)
    columns["held_waiting_us"] = us(lambda each: each.gil_held_waiting_ns)
    told = {name: column for name, column in columns.items() if any(column)}
    if any(each.holder_looks for each in totals if each):
        told["held_us"] = us(lambda each: each.gil_held_ns)
    return StateTotals(states, [each.looks if each else 0 for each in totals], told)
