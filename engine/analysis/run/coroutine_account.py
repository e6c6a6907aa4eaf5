"""The ledger's account of coroutines: what the driver measured of their steps, and what looks saw of their loop's thread."""

from __future__ import annotations

import numpy as np

from ...model.vocabulary import MeasuredKind
from ..snapshot import Floats
from ..stops import Stops
from .account import GIL, IO, SEEN, Guess, LaneClocks, StepSums, guessed
from .lane_table import LaneTable, within
from .lane_waits import WAITS, LaneWaits


def coroutines(
    table: LaneTable, clocks: LaneClocks, steps: StepSums, waits: LaneWaits, stops: Stops, kind: MeasuredKind, until_us: int
) -> tuple[dict[str, Floats], Guess]:  # fmt: skip
    """The account of every coroutine lane, µs a lane, and what is inferred in it."""
    mine = table.coroutine
    if not mine.any():
        return {}, {}
    # A step is only known once it is over: the open item of a CPU-bound task may be running or not, so it is left out.
    counts = table.busy & (kind == "io")
    known = np.maximum(np.where(counts, until_us, np.minimum(table.last_us, until_us)), table.first_us)
    open_us = np.where(counts, stops.between(table.current_start_us, known), 0)
    span = stops.between(table.first_us, known).astype(float)
    in_items = within(table.wall_us + open_us, 0, span)
    lost = (table.dropped + table.thinned > 0) & (steps.whole_us > 0)
    scale = np.where(lost, table.wall_us / np.maximum(steps.whole_us, 1), 1.0)
    ran = within(steps.ran_us * scale, 0, in_items)
    ready = within(steps.ready_us * scale, 0, in_items - ran)
    cpu = within(steps.ran_cpu_us * scale, 0, ran)
    stalled = np.where(mine, ran - cpu, 0.0)
    in_steps = _shared_wait(table, clocks, stalled)
    stalled -= in_steps
    parts, likely = _stalled(table, waits, kind, stalled)
    suspended = np.where(mine, in_items - ran - ready, 0.0)
    whole_us = until_us - table.start_us - stops.of_all_us(table.start_us, until_us)
    loop, core = _loop_busy(table, clocks, whole_us, np.where(mine, ran, 0.0), np.where(mine, cpu, 0.0), in_steps)
    before = stops.between(table.start_us, table.first_us)
    after = np.where(table.busy, 0, stops.between(known, until_us))
    account = {"on_core": cpu, **dict(zip(SEEN, parts.T, strict=True))}
    by_share = dict(zip(SEEN, waits.awaited_shares, strict=True))
    # Who sleeps, or waits for a lock, is held up by nobody else until the sleep is due or the lock was let go: then it is ready.
    held_up = suspended * (1 - by_share["asleep"] - by_share["wait_lock"])
    account["wait_loop"] = ready + (span - in_items) + held_up * loop
    account["wait_core"] = in_steps + held_up * core
    for name, share in by_share.items():
        free = 1.0 if name in ("asleep", "wait_lock") else 1 - loop - core
        account[name] = account[name] + suspended * free * share
    account["idle"] = stalled - parts.sum(axis=1) + before + after
    awaited_io = float((suspended * (1 - loop - core)).sum()) * by_share["wait_io"]
    mine_alone = {name: values[mine] for name, values in account.items()}
    return mine_alone, _unsure(likely, awaited_io * waits.likely_io, span[mine] if (lost & mine).any() else None)


def _unsure(likely: Floats, awaited_io: float, lost: Floats | None) -> Guess:
    """What is inferred: of steps that stood still, of what was awaited, and of lanes that lost steps."""
    guess = {"wait_gil": float(likely[:, GIL].sum()), "wait_io": float(likely[:, IO].sum()) + awaited_io}
    return guess if lost is None else guess | {"lost": float(lost.sum())}


def _stalled(table: LaneTable, waits: LaneWaits, kind: MeasuredKind, stalled: Floats) -> tuple[Floats, Floats]:
    """(lanes, 5) what steps that stood still waited for, and what of it was guessed.

    Looks see the loop's thread at any time, in its own wait for something to do as well: that lies outside of all steps,
    is seen as I/O, and is as much as the thread was off the cores beside them.
    """
    threads, place = table.threads, table.place
    us = np.zeros((len(threads), len(WAITS)))
    np.maximum.at(us, place, waits.us)
    stood = np.bincount(place, stalled, minlength=len(threads))
    us[:, IO] = np.maximum(us[:, IO] - np.maximum(us.sum(axis=1) - stood, 0), 0)
    total = us.sum(axis=1)
    seen = (total > 0)[place]
    shares = (us / np.maximum(total, 1e-9)[:, None])[place]
    likely = guessed(table, kind, stalled, stalled) * ~seen[:, None]
    return np.where(seen[:, None], shares * stalled[:, None], 0.0) + likely, likely


def _shared_wait(table: LaneTable, clocks: LaneClocks, stalled: Floats) -> Floats:
    """The loop thread's waiting for a core, shared among its coroutines by the time their steps stood still."""
    threads, place = table.threads, table.place
    waited = np.zeros(len(threads))
    np.maximum.at(waited, place, np.maximum(clocks.wait_us, 0))
    whole = np.bincount(place, stalled, minlength=len(threads))
    share = np.minimum(waited / np.maximum(whole, 1e-9), 1.0)
    return stalled * share[place]


def _loop_busy(
    table: LaneTable, clocks: LaneClocks, whole_us: int, ran: Floats, cpu: Floats, core: Floats
) -> tuple[Floats, Floats]:
    """Shares of the time beside all steps in which the loop's thread was on a core, and in which it waited for one.

    In that time it did subtasks, call-backs and its own work, and a coroutine that was suspended had to wait for it.
    """
    place, count = table.place, len(table.threads)

    def per_thread(values: Floats) -> Floats:
        return np.bincount(place, values, minlength=count).astype(float)

    first, last = np.full(count, np.iinfo(np.int64).max), np.zeros(count, dtype=np.int64)
    np.minimum.at(first, place, table.thread_cpu_first_us)
    np.maximum.at(last, place, np.maximum(table.thread_cpu_last_us, np.where(table.busy, clocks.cpu_us, 0)))
    waited = np.zeros(count)
    np.maximum.at(waited, place, np.maximum(clocks.wait_us, 0).astype(float))
    beside = np.maximum(whole_us - per_thread(ran), 1.0)
    on_core = within(np.maximum(last - first, 0) - per_thread(cpu), 0, beside)
    without = within(waited - per_thread(core), 0, beside - on_core)
    return (on_core / beside)[place], (without / beside)[place]
