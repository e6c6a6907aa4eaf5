"""Where the workers' wall time went: the ledger.

The account is kept for every lane from the first item begun in the run to the last item ended (or to the play head),
and it always adds up: what is not explained stays in `idle`, and is never given to the likeliest suspect.

- *On a core* is measured: the thread's own CPU clock between its first and its last item (for coroutines: over the
  steps that ran). It counts the little work between items too (taking the next one from a queue), which a span misses.
- *Waiting for a core* is measured where the kernel tells (schedstat), else it stays in what is left over.
- *Waiting for the GIL* is inferred: of a CPU-bound item's wall time, all that was neither. It is only said where two or
  more lanes' threads share one GIL. Another lock, or a page that has to come from disk, would look the same.
- *Waiting for I/O* of a thread is what is left over of an I/O-bound item. Where threads share a GIL that rest is a
  mixture: a thread whose answer has come must also get the GIL back. It can't be told apart from outside, so the whole
  rest is called I/O and marked as inferred. With many threads and small answers that over-states I/O.
- Coroutines are measured by the driver: a step ran, or was ready while another one held the loop; what neither covers
  is waiting for I/O. Between two items of one slot some other coroutine is ready and the loop has not come to it, so
  that counts as waiting for the loop.

An item that is still being worked on counts up to the last moment at which its thread was looked at, and no further.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..snapshot import Floats, Ints, Ledger
from .lane_table import LaneTable, within


@dataclass(frozen=True, slots=True)
class LaneClocks:
    """What the kernel said of each lane's thread, one entry a lane, µs."""

    seen_us: Ints
    """Session time of the last look, -1 for never."""
    cpu_us: Ints
    """The thread's CPU total at that look."""
    wait_us: Ints
    """Waited for a core between its first item and that look, -1 where not known."""


@dataclass(frozen=True, slots=True)
class StepSums:
    """Sums over the steps of coroutines, one entry a lane, µs; zero for other lanes."""

    ran_us: Ints
    ran_cpu_us: Ints
    ready_us: Ints
    whole_us: Ints
    """Wall time of the finished items whose spans were kept."""


NAMES = ("on_core", "wait_core", "wait_gil", "wait_loop", "wait_io", "idle")


def ledger(table: LaneTable, clocks: LaneClocks, steps: StepSums, *, kind: str, until_us: int) -> Ledger:
    """Shares of the lanes' wall time from the first item begun to `until_us`.

    Args:
        table: the lanes.
        clocks: of the same lanes.
        steps: of the same lanes.
        kind: the task's: `cpu`, `io` or `released`.
        until_us: the last item ended, or how far the lanes of a run still going are known.
    """
    if not len(table):
        return Ledger()
    sums: dict[str, float] = dict.fromkeys(NAMES, 0.0)
    for account in (_threads(table, clocks, kind, until_us), _coroutines(table, clocks, steps, kind, until_us)):
        for name in account:
            sums[name] += float(account[name].sum())
    total = sum(sums.values())
    if total <= 0:
        return Ledger()
    return Ledger(**{name: sums[name] / total for name in NAMES}, inferred=_inferred(table, kind, sums))


def _threads(table: LaneTable, clocks: LaneClocks, kind: str, until_us: int) -> dict[str, Floats]:
    """The account of every lane that has its thread to itself, µs a lane."""
    mine = ~table.coroutine
    if not mine.any():
        return {}
    first, last, busy = table.first_us, table.last_us, table.busy
    known = np.minimum(np.where(busy, np.maximum(last, clocks.seen_us), last), max(until_us, table.start_us))
    known = np.maximum(known, first)
    span = (known - first).astype(float)
    finished = np.maximum(table.thread_cpu_last_us - table.thread_cpu_first_us, 0)
    looked = np.where(busy & (clocks.seen_us > last), clocks.cpu_us - table.thread_cpu_first_us, 0)
    cpu = within(np.maximum(finished, looked), 0, span)
    core = within(clocks.wait_us, 0, span - cpu)
    rest = span - cpu - core
    in_items = table.wall_us + np.where(busy, np.maximum(known - table.current_start_us, 0), 0)
    in_items_cpu = table.cpu_us + np.maximum(cpu - finished, 0)
    rest_of_items = np.minimum(rest, np.maximum(in_items - in_items_cpu - core, 0))
    gil = np.where(table.contended & (kind != "io"), rest, 0.0)
    wait_io = rest_of_items if kind == "io" else np.zeros_like(rest)
    before = np.maximum(first - table.start_us, 0)
    after = np.where(busy, 0, np.maximum(until_us - known, 0))
    account = {"on_core": cpu, "wait_core": core, "wait_gil": gil, "wait_io": wait_io}
    account["idle"] = rest - gil - wait_io + before + after
    return {name: values[mine] for name, values in account.items()}


def _coroutines(table: LaneTable, clocks: LaneClocks, steps: StepSums, kind: str, until_us: int) -> dict[str, Floats]:
    """The account of every coroutine lane, µs a lane."""
    mine = table.coroutine
    if not mine.any():
        return {}
    # A step is only known once it is over: the open item of a CPU-bound task may be running or not, so it is left out.
    counts = table.busy & (kind == "io")
    known = np.maximum(np.where(counts, until_us, np.minimum(table.last_us, until_us)), table.first_us)
    open_us = np.where(counts, np.maximum(known - table.current_start_us, 0), 0)
    span = (known - table.first_us).astype(float)
    in_items = within(table.wall_us + open_us, 0, span)
    lost = (table.dropped + table.thinned > 0) & (steps.whole_us > 0)
    scale = np.where(lost, table.wall_us / np.maximum(steps.whole_us, 1), 1.0)
    ran = within(steps.ran_us * scale, 0, in_items)
    ready = within(steps.ready_us * scale, 0, in_items - ran)
    cpu = within(steps.ran_cpu_us * scale, 0, ran)
    core = _shared_wait(table, clocks, np.where(mine, ran - cpu, 0.0))
    stalled = ran - cpu - core
    blocked_io = stalled if kind == "io" else np.zeros_like(stalled)
    gil = np.where(table.contended & (kind != "io"), stalled, 0.0)
    before = np.maximum(table.first_us - table.start_us, 0)
    after = np.where(table.busy, 0, np.maximum(until_us - known, 0))
    account = {"on_core": cpu, "wait_core": core, "wait_gil": gil}
    account["wait_loop"] = ready + (span - in_items)
    account["wait_io"] = in_items - ran - ready + blocked_io
    account["idle"] = stalled - blocked_io - gil + before + after
    return {name: values[mine] for name, values in account.items()}


def _shared_wait(table: LaneTable, clocks: LaneClocks, stalled: Floats) -> Floats:
    """The loop thread's waiting for a core, shared among its coroutines by the time their steps stood still."""
    threads, place = table.threads, table.place
    waited = np.zeros(len(threads))
    np.maximum.at(waited, place, np.maximum(clocks.wait_us, 0))
    whole = np.bincount(place, stalled, minlength=len(threads))
    share = np.minimum(waited / np.maximum(whole, 1e-9), 1.0)
    return stalled * share[place]


def _inferred(table: LaneTable, kind: str, sums: dict[str, float]) -> tuple[str, ...]:
    """The names whose figures rest on an assumption."""
    names = ["wait_gil"] if sums["wait_gil"] > 0 else []
    lost = bool(((table.dropped + table.thinned > 0) & table.coroutine).any())
    mixed = kind == "io" and bool((table.contended & ~table.coroutine).any())
    if sums["wait_io"] > 0 and (mixed or lost):
        names.append("wait_io")
    if sums["wait_loop"] > 0 and lost:
        names.append("wait_loop")
    return tuple(names)
