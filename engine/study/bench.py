"""Makes one run with the instrument and measures what went on around it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import psutil

from ..model.plan import Plan, PlanError
from .disturbance import Clocks, Trail, clocks, jump
from .measured import Measurement, measurement

if TYPE_CHECKING:
    from ..sources.instrument import Instrument

POLL_S = 0.05


class Bench:
    """Makes runs one after another on an instrument that nobody else uses meanwhile."""

    def __init__(self, instrument: Instrument, *, read: Callable[[], Clocks] = clocks) -> None:
        self._instrument = instrument
        self._read = read

    def measure(self, plan: Plan, tick: Callable[[], None]) -> Measurement:
        """One run to its end; `tick` is called some 20 times a second meanwhile. A run that can't be begun is a failed one."""
        session, trail, before = self._instrument.session, Trail(), self._read()
        runs = len(session.runs())
        self._mark(trail)
        try:
            self._instrument.start(plan)
        except PlanError as problem:
            return Measurement(run=0, status="failed", error=str(problem))
        while not self._instrument.wait(POLL_S):
            self._mark(trail)
            tick()
        self._mark(trail)
        started = session.runs()[runs:]
        if not started:
            return Measurement(run=0, status="stopped")
        return measurement(session, started[-1].run, trail, jump(before, self._read()))

    def stop(self) -> None:
        """Ends the run under way; from any thread."""
        self._instrument.stop()

    def _mark(self, trail: Trail) -> None:
        trail.add(self._instrument.session.now_us(), time.process_time(), world_cpu_s(self._instrument.world_pid))


def world_cpu_s(pid: int | None) -> float:
    """CPU seconds of the servers that tasks talk to, which are one process; 0 without any."""
    if pid is None:
        return 0.0
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system
