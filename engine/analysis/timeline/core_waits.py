"""Where on the timeline a lane waited for a core: the kernel's account, shared out over the moments in which it stood still.

A span tells that a worker stood still inside an item, and never why. The kernel tells how long its thread waited for a core
from one sample to the next, and never when. So a window is cut into stretches of a few samples' length, and in each the
measured waiting is dealt out evenly over all standing still of the thread: the areas that are drawn agree with the ledger,
and single moments are no more certain than that. Inside one stand-still the waiting for a core comes last: whoever has got
what it waited for (the GIL, an answer) needs a core to go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..run.lane_table import LaneTable, thread_key, within
from ..snapshot import WAIT_CORE, Floats, Ints
from .pieces import NO_STATE, STALL, Pieces

if TYPE_CHECKING:
    from ...session.memory.columns import ThreadColumns
    from ...session.memory.log import Session

BIN_US = 200_000
"""Length of a stretch: two samples."""
MOST_BINS = 128
AROUND_US = 300_000
"""In a window shorter than this, it counts how much the thread waited over this long up to its end."""
LEAST_US = 20_000
"""What is known of less than this says nothing."""
CERTAIN = 0.01
"""Shares this near to none or to all are drawn as none or all."""


@dataclass(frozen=True, slots=True)
class CoreWaits:
    """What the kernel says of the lanes' threads in the window [t0, t1], in stretches of equal length."""

    t0_us: int
    t1_us: int
    thread: Ints
    """(lanes,) which row below is the lane's thread."""
    wait_us: Floats
    """(threads, stretches) how long it waited for a core; 0 where that is not known."""
    cpu_rate: Floats
    """(threads, stretches) cores' worth of CPU; NaN where not known."""

    def cpu_us(self, rows: Ints, start: Ints, end: Ints) -> Floats:
        """CPU that the threads of these lanes (rows of the table) used from each start to each end; NaN not known."""
        edges = np.linspace(self.t0_us, self.t1_us, self.wait_us.shape[1] + 1)
        inside = np.minimum(edges[1:], end[:, None]) - np.maximum(edges[:-1], start[:, None])
        rate = self.cpu_rate[self.thread[rows]]
        return np.where(inside > 0, rate * inside, 0.0).sum(axis=1)


def no_waits(table: LaneTable, t0_us: int, t1_us: int) -> CoreWaits:
    """Nothing is known."""
    return CoreWaits(t0_us, t1_us, np.zeros(len(table), np.int64), np.zeros((1, 1)), np.full((1, 1), np.nan))


def looks_around(session: Session, run: int, t0_us: int, t1_us: int, known_us: int) -> ThreadColumns:
    """The samples of the run's threads in and around [t0, t1], up to `known_us`."""
    return session.threads(run, t0_us - AROUND_US, max(min(t1_us + AROUND_US, known_us), t1_us))


def core_waits(rows: ThreadColumns, table: LaneTable, t0_us: int, t1_us: int) -> CoreWaits:
    """The kernel's account of the lanes' threads in [t0, t1], by the samples in and around it."""
    if not len(rows.t_us) or not len(table) or t1_us <= t0_us:
        return no_waits(table, t0_us, t1_us)
    threads, thread = table.threads, table.place
    count = min(max(round((t1_us - t0_us) / BIN_US), 1), MOST_BINS)
    edges = np.linspace(t0_us, t1_us, count + 1)
    begin = edges[:-1].copy()
    begin[0] = min(begin[0], edges[1] - AROUND_US) if count == 1 else begin[0]
    cpu_rate, wait_rate = _rates(rows, threads, begin, edges[1:])
    first, last = np.full(len(threads), t1_us), np.full(len(threads), t0_us)
    np.minimum.at(first, thread, table.first_us)
    np.maximum.at(last, thread, np.where(table.busy, t1_us, table.last_us))
    alive = np.minimum(edges[1:], last[:, None]) - np.maximum(edges[:-1], first[:, None])
    wait_us = np.fmax(wait_rate, 0.0) * np.maximum(alive, 0)  # fmax: NaN is 0
    return CoreWaits(t0_us, t1_us, thread, wait_us, cpu_rate)


def _rates(rows: ThreadColumns, threads: Ints, begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """(threads, stretches) CPU and waiting per time of each thread between `begin` and `end`; NaN where not known.

    A stretch that ends after a thread's last sample goes on as it was: what is missing is taken from the one before.
    """
    key, time, cpu, wait = _from_zero(rows)
    starts, stops = np.searchsorted(key, threads), np.searchsorted(key, threads, side="right")
    known = stops > starts
    if not known.any():
        nothing = np.full((len(threads), len(begin)), np.nan)
        return nothing, nothing
    first, last = np.minimum(starts, len(key) - 1), np.maximum(stops - 1, 0)
    left = np.maximum(begin, time[first][:, None])
    right = np.minimum(end, time[last][:, None])
    long = known[:, None] & (right - left >= LEAST_US)
    length = np.where(long, right - left, 1.0)
    scale = int(time.max() - time.min()) + 1

    own, place = np.arange(len(threads))[:, None] * float(scale), threads.searchsorted(key)
    mine = threads[np.minimum(place, len(threads) - 1)] == key
    known_at = place[mine] * float(scale) + (time[mine] - time.min())

    def total(column: Ints, at: Floats) -> Floats:
        inside: Floats = within(at - time.min(), 0, scale - 1)
        known: Ints = column[mine]
        return np.interp(own + inside, known_at, known)

    found: list[Floats] = []
    for column in (cpu, wait):
        rate = np.where(long, (total(column, right) - total(column, left)) / length, np.nan)
        for place in range(1, rate.shape[1]):
            rate[:, place] = np.where(np.isnan(rate[:, place]), rate[:, place - 1], rate[:, place])
        found.append(rate)
    return found[0], found[1]


def _from_zero(rows: ThreadColumns) -> tuple[Ints, Ints, Ints, Ints]:
    """Key, time, CPU and waiting of the samples, by thread and time; a thread that appears began one sample before."""
    key = thread_key(rows.pid, rows.tid)
    order = np.lexsort((rows.t_us, key))
    key, time, cpu, wait = key[order], rows.t_us[order], rows.cpu_us[order], np.maximum(rows.wait_us[order], 0)
    _, first = np.unique(key, return_index=True)
    instants = np.unique(time)
    before = np.searchsorted(instants, time[first]) - 1
    new = before >= 0
    if not new.any():
        return key, time, cpu, wait
    born, zero = first[new], np.zeros(int(new.sum()), dtype=np.int64)
    return (
        np.insert(key, born, key[born]),
        np.insert(time, born, instants[before[new]]),
        np.insert(cpu, born, zero),
        np.insert(wait, born, zero),
    )


def shared_out(pieces: Pieces, waits: CoreWaits) -> Pieces:
    """The pieces, those that stood still (`STALL`) told apart into waiting for a core and what else they waited for.

    The pieces must lie inside the window.
    """
    row, start, end, state, core, item = pieces
    still = state >= STALL
    kept = tuple(column[~still] for column in pieces)
    owner, left, right, place = _cut(np.flatnonzero(still), start, end, waits)
    length = (right - left).astype(float)
    thread, shape = waits.thread[row[owner]], waits.wait_us.shape
    cell = thread * shape[1] + place
    area = np.bincount(cell, length, shape[0] * shape[1]).astype(float).reshape(shape)
    share = _shares(waits.wait_us, area).ravel()[cell]
    turn = right - np.rint(length * share).astype(np.int64)
    base = state[owner] - STALL
    other, waited = (turn > left) & (base != NO_STATE), right > turn
    columns = zip(
        kept,
        (row[owner], left, turn, base, core[owner], item[owner]),
        (row[owner], turn, right, np.full(len(owner), WAIT_CORE), core[owner], item[owner]),
        strict=True,
    )
    row, start, end, state, core, item = (
        np.concatenate([one, two[other], three[waited]]) for one, two, three in columns
    )
    return row, start, end, state, core, item


def _cut(which: Ints, start: Ints, end: Ints, waits: CoreWaits) -> tuple[Ints, Ints, Ints, Ints]:
    """These pieces cut at the stretches' edges: (index of the piece, start, end, stretch) of each part."""
    bins = int(waits.wait_us.shape[1])
    width = (waits.t1_us - waits.t0_us) / bins
    first: Ints = within((start[which] - waits.t0_us) / width, 0, bins - 1).astype(np.int64)
    last: Ints = within(np.ceil((end[which] - waits.t0_us) / width) - 1, first, bins - 1).astype(np.int64)
    number = last - first + 1
    owner = np.repeat(which, number)
    place = np.repeat(first, number) + np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
    edge = waits.t0_us + np.rint(np.arange(bins + 1) * float(width)).astype(np.int64)
    left = np.where(place == np.repeat(first, number), start[owner], edge[place])
    right = np.where(place == np.repeat(last, number), end[owner], edge[place + 1])
    return owner, left, np.maximum(right, left), place


def _shares(wait: Floats, area: Floats) -> Floats:
    """How much of the standing still was waiting for a core.

    The kernel books a wait when it is over, so what is more than a stretch has room for lay in the one before.
    """
    wait = wait.copy()
    for place in range(wait.shape[1] - 1, 0, -1):
        wait[:, place - 1] += np.maximum(wait[:, place] - area[:, place], 0)
    share = within(wait / np.maximum(area, 1.0), 0.0, 1.0)
    return np.where(share < CERTAIN, 0.0, np.where(share > 1 - CERTAIN, 1.0, share))
