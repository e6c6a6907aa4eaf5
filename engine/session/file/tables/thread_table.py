"""Samples of threads as compact lines, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ....model.numbers import MAX_CORES, MAX_US
from ...events import Threads
from ...memory.columns import Array
from .lane_rows import chained, gaps, ints, times
from .packing import Ints, fold, pack, unfold, unpack
from .wire_rows import KNOWN, UNIT_US, UNKNOWN, ThreadLine


@dataclass(slots=True)
class Samples:
    """Some samples of the same threads."""

    t_us: Ints
    """(samples,)"""
    known: Array
    """(samples,) whether waiting was measured."""
    totals: Ints
    """(3, samples, threads): CPU and waiting in units, core + 1."""

    def only_true(self) -> tuple[Samples, int]:
        """The samples that can be true, and how many others there are."""
        high = np.array([MAX_US // UNIT_US, MAX_US // UNIT_US, MAX_CORES + 1])[:, None, None]
        sane = ((self.totals >= 0) & (self.totals < high)).all(axis=(0, 2)) & (self.t_us >= 0)
        if sane.all():
            return self, 0
        kept = Samples(self.t_us[sane], self.known[sane], self.totals[:, sane])
        return kept, int(np.count_nonzero(~sane))

    @property
    def columns(self) -> dict[str, Array]:
        """Columns of `ThreadStore.add_columns`."""
        cpu, wait, core = self.totals
        wait_us = np.where(self.known[:, None], wait * UNIT_US, -1)
        return {"t_us": self.t_us, "cpu_us": cpu * UNIT_US, "wait_us": wait_us, "core": core - 1}


def joined(samples: Sequence[Samples]) -> Samples:
    """Samples of the same threads, one after the other."""
    if len(samples) == 1:
        return samples[0]
    return Samples(
        np.concatenate([each.t_us for each in samples]),
        np.concatenate([each.known for each in samples]),
        np.concatenate([each.totals for each in samples], axis=1),
    )


def samples_of(events: Sequence[Threads]) -> Samples:
    """Events of the same threads, at least one."""
    blank = [0] * len(events[0].cpu_us)
    totals = np.array(
        [
            [event.cpu_us for event in events],
            [event.wait_us or blank for event in events],
            [event.core or [-1] * len(blank) for event in events],
        ],
        np.int64,
    )
    totals[:2] = (totals[:2] + UNIT_US // 2) // UNIT_US
    totals[2] += 1
    return Samples(ints([event.t_us for event in events]), np.array([bool(event.wait_us) for event in events]), totals)


def thread_line(run: int, step: int, who_us: int, samples: Samples, last: Ints | None) -> ThreadLine:
    """One line; `last` is what `samples.totals[:, -1]` was of the line before, None with step 0."""
    count, width = samples.totals.shape[1:]
    moved = samples.totals.copy()
    moved[:2, 1:] -= samples.totals[:2, :-1]
    moved[2, 1:] ^= samples.totals[2, :-1]
    if last is not None:
        moved[:2, 0] -= last[:2]
        moved[2, 0] ^= last[2]
    moved[:2] = fold(moved[:2])
    t_us = int(samples.t_us.max())
    times_known = np.stack([fold(gaps(t_us, samples.t_us)), np.where(samples.known, KNOWN, UNKNOWN)])
    packed = pack(times_known, moved.reshape(3, -1))
    return ThreadLine(t_us, run, count, packed, step, width, who_us)


def thread_tables(lines: Sequence[ThreadLine]) -> tuple[dict[tuple[int, int], Samples], int, int]:
    """Samples by (`t_us` of their `ProcessTable`, threads in it); how many lines are damaged, and how many samples are lost."""
    fitting = [line for line in lines if line.n <= len(line.packed)]
    n, width = ints([line.n for line in fitting]), ints([line.width for line in fitting])
    sound, columns = unpack(
        [line.packed for line in fitting], n[:, None] * np.stack([width**0] * 2 + [width] * 3, axis=1)
    )
    kept = [line for line, good in zip(fitting, sound.tolist(), strict=True) if good]
    good = chained(ints(_steps(kept))).tolist()
    rows = np.cumsum([0, *(line.n for line in kept)]).tolist()
    cells = np.cumsum([0, *(line.n * line.width for line in kept)]).tolist()
    parts: dict[tuple[int, int], list[Samples]] = {}
    lost = sum(line.n for line, fine in zip(kept, good, strict=True) if not fine)
    for first, last in _periods(good, kept):
        some = [column[rows[first] : rows[last]] for column in columns[:2]]
        some += [column[cells[first] : cells[last]] for column in columns[2:]]
        samples, wrong = _samples(kept[first:last], some).only_true()
        parts.setdefault((kept[first].who_us, kept[first].width), []).append(samples)
        lost += wrong
    return {key: joined(some) for key, some in parts.items()}, len(lines) - len(kept), lost


def _steps(lines: Sequence[ThreadLine]) -> list[int]:
    """The lines' steps; -1 for one that can't follow on the line before, as it speaks of other threads."""
    steps = [line.step for line in lines]
    for place, (line, following) in enumerate(pairwise(lines), 1):
        if following.step and (line.who_us, line.width) != (following.who_us, following.width):
            steps[place] = -1
    return steps


def _periods(good: list[bool], lines: Sequence[ThreadLine]) -> Iterator[tuple[int, int]]:
    """(first, after the last) of lines that follow on one another, of the same threads."""
    first = None
    for place, (fine, line) in enumerate(zip(good, lines, strict=True)):
        if first is not None and (not fine or line.step == 0):
            yield first, place
            first = None
        if fine and first is None:
            first = place
    if first is not None:
        yield first, len(lines)


def _samples(lines: Sequence[ThreadLine], columns: list[Ints]) -> Samples:
    width = lines[0].width
    gap, known, *cells = columns
    cpu, wait, core = (column.reshape(-1, width) for column in cells)
    totals = np.stack(
        [np.cumsum(unfold(cpu), axis=0), np.cumsum(unfold(wait), axis=0), np.bitwise_xor.accumulate(core, axis=0)]
    )
    return Samples(times(lines, gap), known == KNOWN, totals)
