"""Where the workers' wall time went: the ledger.

The account is kept for every lane from the first item begun in the run to the last item ended (or to the play head),
and it always adds up: what is not explained stays in `idle`, and is never given to the likeliest suspect.

- *On a core* is measured: the thread's own CPU clock between its first and its last item (for coroutines: over the
  steps that ran). It counts the little work between items too (taking the next one from a queue), which a span misses.
- *Waiting for a core* is measured where the kernel tells (schedstat), else it stays in what is left over.
- What a thread with a lane of its own did in the rest of the time, exactly so long, is divided by what looks at it saw:
  the GIL, another lock, I/O, a child, sleep (see `lane_waits`). Between two items a worker waits for the next one, at a
  lock or a pipe of the model's: that is `idle`.
- Coroutines are measured by the driver: a step ran, or was ready while another one held the loop; what neither covers
  is waiting for what was awaited, as the driver saw it (`lab.awaits`). Between two items of one slot some other coroutine
  is ready and the loop has not come to it, so that counts as waiting for the loop. A step that stood still is divided as
  the loop's thread was seen, less the time in which the loop itself had nothing to do. Where the loop's thread worked or
  waited for a core beside all steps that are known (subtasks, call-backs), suspended coroutines waited for that in
  proportion.

Where nobody could look, the rest is inferred, and called so: of a CPU-bound item it is the GIL where two or more lanes'
threads share one, of an I/O-bound item it is I/O. Another lock, or a sleep, would look the same.

An item that is still being worked on counts up to the last moment at which its thread was looked at, and no further.
"""

from __future__ import annotations

import numpy as np

from ...model.states import SHARES, Ledger
from ...model.vocabulary import MeasuredKind
from ..snapshot import Floats
from ..stops import NOBODY, Stops
from .account import GIL, IO, LOCK, SEEN, Guess, LaneClocks, StepSums, guessed
from .coroutine_account import coroutines
from .lane_table import Flags, LaneTable, within
from .lane_waits import ENOUGH, ENOUGH_ROUNDS, LaneWaits, no_waits

MATTERS = 0.005
"""A share that was inferred is named from here on."""
NOBODY_LOOKED = "nobody could look at what the workers' threads waited for"
TOO_FEW = "it was too short for enough looks at what the workers' threads waited for"
NOT_TOLD = "what tasks, threads and futures that coroutines await wait for themselves isn't told"
LOST = "some of the coroutines' steps were lost, so the others stand for them"


def ledger(
    table: LaneTable,
    clocks: LaneClocks,
    steps: StepSums,
    *,
    kind: MeasuredKind,
    until_us: int,
    waits: LaneWaits | None = None,
    stops: Stops = NOBODY,
) -> Ledger:
    """Shares of the lanes' wall time from the first item begun to `until_us`.

    Args:
        table: the lanes.
        clocks: of the same lanes.
        steps: of the same lanes.
        kind: the task's. Only asked where nobody looked.
        until_us: the last item ended, or how far the lanes of a run still going are known.
        waits: of the same lanes; None: nobody looked.
        stops: of the same lanes, whose items are told without them.
    """
    if not len(table):
        return Ledger()
    looks, enough = _looks(table, waits)
    if waits is None or not enough:
        waits = no_waits(len(table), waits)
    sums, unsure = _added(
        _threads(table, clocks, waits, stops, kind, until_us),
        coroutines(table, clocks, steps, waits, stops, kind, until_us),
    )
    total = sum(sums.values())
    if total <= 0:
        return Ledger()
    inferred, why = _inferred(sums, unsure, total)
    if why == NOBODY_LOOKED:
        why = TOO_FEW if looks and not enough else NOT_TOLD if looks and waits.likely_io else why
    shares = {name: sums[name] / total for name in SHARES}
    measured = tuple(name for name in SHARES if shares[name] > 0 and name not in inferred)
    return Ledger(**shares, measured=measured, inferred=inferred, inferred_why=why, looks=looks if enough else 0)


def _added(*accounts: tuple[dict[str, Floats], Guess]) -> tuple[dict[str, float], Guess]:
    """The accounts of threads and of coroutines together, over all lanes, and what is inferred in them."""
    sums: dict[str, float] = dict.fromkeys(SHARES, 0.0)
    unsure: Guess = {}
    for account, guess in accounts:
        for name in account:
            sums[name] += float(account[name].sum())
        for name, amount in guess.items():
            unsure[name] = unsure.get(name, 0.0) + amount
    return sums, unsure


def _looks(table: LaneTable, waits: LaneWaits | None) -> tuple[int, bool]:
    """How many at the threads of these lanes, and whether they are enough to divide by."""
    if waits is None:
        return 0, False
    each = waits.looks[np.unique(table.thread, return_index=True)[1]]
    looks = int(each.sum())
    return looks, looks >= ENOUGH and int(each.max()) >= ENOUGH_ROUNDS


def _threads(
    table: LaneTable, clocks: LaneClocks, waits: LaneWaits, stops: Stops, kind: MeasuredKind, until_us: int
) -> tuple[dict[str, Floats], Guess]:
    """The account of every lane that has its thread to itself, µs a lane, and what is inferred in it."""
    mine = ~table.coroutine
    if not mine.any():
        return {}, {}
    first, last, busy = table.first_us, table.last_us, table.busy
    known = np.minimum(np.where(busy, np.maximum(last, clocks.seen_us), last), max(until_us, table.start_us))
    known = np.maximum(known, first)
    span = stops.between(first, known).astype(float)
    finished = np.maximum(table.thread_cpu_last_us - table.thread_cpu_first_us, 0)
    looked = np.where(busy & (clocks.seen_us > last), clocks.cpu_us - table.thread_cpu_first_us, 0)
    cpu = within(np.maximum(finished, looked), 0, span)
    core = within(clocks.wait_us, 0, span - cpu)
    rest = span - cpu - core
    in_items = table.wall_us + np.where(busy, stops.between(table.current_start_us, known), 0)
    in_items_cpu = table.cpu_us + np.maximum(cpu - finished, 0)
    off = np.maximum(in_items - in_items_cpu, 0)
    off_between = np.maximum(span - in_items - np.maximum(cpu - in_items_cpu, 0), 0)
    core_in_items = core * off / np.maximum(off + off_between, 1e-9)  # nobody tells in which of them it waited for one
    rest_of_items = np.minimum(rest, np.maximum(off - core_in_items, 0))
    seen, shares = _shares(waits.us, mine)
    # A cluster's worker is long between two items, and waits for the next one then, hardly ever for a core.
    between: Floats = np.asarray(
        np.where(table.elsewhere, np.minimum(rest, off_between), rest - rest_of_items), np.float64
    )
    at_pipe = (table.kind == "process") & ~table.elsewhere
    parts = np.where(seen[:, None], _divided(shares, rest, between, at_pipe), 0.0)
    if waits.looks.any() and not waits.us.any():
        kind = "unknown"  # whoever looked found nobody off the cores, so nothing is likely of the rest
    likely = guessed(table, kind, rest, rest_of_items) * ~seen[:, None]
    before = stops.between(table.start_us, first)
    after = np.where(busy, 0, stops.between(known, until_us))
    parts += likely
    account = {"on_core": cpu, "wait_core": core, **dict(zip(SEEN, parts.T, strict=True))}
    account["idle"] = rest - parts.sum(axis=1) + before + after
    of_awaits = float(np.where(seen, parts[:, IO], 0.0)[mine].sum()) * waits.likely_io
    guess = {"wait_gil": float(likely[mine, GIL].sum()), "wait_io": float(likely[mine, IO].sum()) + of_awaits}
    return {name: values[mine] for name, values in account.items()}, guess


def _shares(us: Floats, among: Flags) -> tuple[Flags, Floats]:
    """Of which lanes it is known how their time off the cores divides, and how; what all together saw stands for the unseen."""
    us = np.where((us.sum(axis=1) > 0)[:, None], us, us[among].sum(axis=0))
    total = us.sum(axis=1)
    return total > 0, us / np.maximum(total, 1e-9)[:, None]


def _divided(shares: Floats, rest: Floats, between: Floats, at_pipe: Flags) -> Floats:
    """(lanes, 5) the rest as it was seen, less what of it lay between items and was waiting for the next one.

    A process waits for its next item at a pipe, a thread at a lock: of that state it is taken first.
    """
    parts = shares * rest[:, None]
    idle = between * (1 - shares[:, GIL])
    for first, second in ((LOCK, IO), (IO, LOCK)):
        mine = at_pipe == (first == IO)
        for state in (first, second):
            taken = np.where(mine, np.minimum(idle, parts[:, state]), 0.0)
            parts[:, state] -= taken
            idle = idle - taken
    return parts


def _inferred(sums: dict[str, float], unsure: Guess, total: float) -> tuple[tuple[str, ...], str]:
    """The names whose figures rest on an assumption, and why they have to."""
    names = [name for name in ("wait_gil", "wait_io") if unsure.get(name, 0.0) > MATTERS * total]
    why = NOBODY_LOOKED if names else ""
    if "lost" in unsure:
        names += [name for name in ("wait_io", "wait_loop") if sums[name] > 0 and name not in names]
        why = why or LOST
    return tuple(names), why
