"""Which run comes next: warm-up, repeats in shuffled order, more until the interval is narrow or the time is up.

As hyperfine and pyperf teach it: one run of each row before anything counts (it fills the file cache and compiles bytecode), then
whole rounds with one run of each row, in an order shuffled anew, so that a machine that grows warm or busy doesn't favour whoever
comes first. The baseline is run twice at least: whether others come to its results can only be said if it comes to them again. Rows
whose interval is not yet narrow are repeated further; in a comparison only those of which it is open how they compare (`settled`). A
run that other programs disturbed is made once more, and the quieter of the two counts; where that helped nobody three times in a row,
the machine is simply not quiet, and time is not spent on it any more. A run during which the machine slept or a clock was set is void,
and made again. Where calls are counted (`Settings.again` is false) nothing is made again.

Decides, and does nothing: `next()` says what to run, `took()` hears what it came to. The clock is handed in.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...model.study_facts import Fate, Settings, Use
from ..disturbance import least_disturbed
from ..measured import Measurement
from ..settled import unsettled
from .statistics import interval

VOID_MOST = 3
"""A row with more void runs than this is given up."""
VAIN_MOST = 3
TWICE = 2
"""Runs of the baseline that it takes to see whether its results vary by themselves."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run to be made."""

    row: str
    use: Use


@dataclass(slots=True)
class Course:
    """What there is of one row."""

    name: str
    expected_s: float
    """How long a run of it takes, from the last one."""
    kept: list[Measurement] = field(default_factory=list)
    error: str = ""
    """Why it is given up; one sentence."""
    void: list[str] = field(default_factory=list)
    """Why repeats were thrown away."""
    disturbed_runs: int = 0
    """How many runs were disturbed, those that were replaced included."""

    @property
    def walls_s(self) -> list[float]:
        """Wall times of the repeats that count."""
        return [each.wall_s for each in self.kept]

    @property
    def digests(self) -> list[str]:
        """Of the results of the repeats that count."""
        return [each.digest for each in self.kept]


class Rounds:
    """The course of one study."""

    def __init__(
        self,
        rows: Sequence[str],
        settings: Settings,
        now: Callable[[], float],
        expected_s: float = 1.0,
        base: str = "",
    ) -> None:
        self.rows = {name: Course(name, expected_s) for name in rows}
        self._base = self.rows.get(base)
        self.out_of_time = False
        self.noisy = False
        """Repeating disturbed runs was given up: the machine is not quiet."""
        self._settings = settings
        self._now = now
        self._began_s = now()
        self._shuffle = random.Random(settings.seed).shuffle
        self._queue = [Job(name, "warm-up") for name in rows]
        self._round = 0
        self._vain = 0
        self._before: Measurement | None = None

    @property
    def elapsed_s(self) -> float:
        """Since the study began."""
        return self._now() - self._began_s

    @property
    def left_s(self) -> float:
        """How much longer it will take, as far as that is known: the runs that are sure to come, within the time limit."""
        sure = [self.rows[job.row] for job in self._queue]
        sure += [row for place in range(self._round, self._rounds) for row in self._of_round(place)]
        return min(sum(row.expected_s for row in sure), max(self._settings.time_limit_s - self.elapsed_s, 0.0))

    @property
    def most_left_s(self) -> float:
        """How long it may take at most: repeats are added until intervals are narrow, within the time limit."""
        limit_s = max(self._settings.time_limit_s - self.elapsed_s, 0.0)
        if self._settings.narrow <= 0 or self.out_of_time:
            return self.left_s
        most = sum(row.expected_s * max(0, self._settings.most - len(row.kept)) for row in self._open())
        return max(self.left_s, min(most, limit_s))

    def next(self) -> Job | None:
        """The next run, or None when there is nothing more to do."""
        while True:
            while self._queue:
                job = self._queue.pop(0)
                if not self.rows[job.row].error and self._fits(job):
                    return job
            if not self._another_round():
                return None

    def _fits(self, job: Job) -> bool:
        """Whether it can be done within the time; the first repeat of a row is always made."""
        row = self.rows[job.row]
        if job.use == "measured" and (not row.kept or (row is self._base and self._in_doubt)):
            return True
        fits = self.elapsed_s + (0.0 if job.use == "warm-up" else row.expected_s) <= self._settings.time_limit_s
        self.out_of_time = self.out_of_time or not fits
        return fits

    @property
    def _in_doubt(self) -> bool:
        """Whether results differ, and the baseline was not yet run often enough to tell whether its own do."""
        differ = len({digest for row in self.rows.values() for digest in row.digests}) > 1
        return differ and self._base is not None and len(self._base.kept) < TWICE

    @property
    def _rounds(self) -> int:
        """How many are sure to come."""
        return max(self._settings.repeats, 0 if self._base is None else TWICE)

    def _of_round(self, place: int) -> list[Course]:
        """The rows that a round is sure to have."""
        return [row for row in self._open() if place < self._settings.repeats or row is self._base]

    def _open(self) -> list[Course]:
        return [row for row in self.rows.values() if not row.error]

    def _another_round(self) -> bool:
        if self._round < self._rounds:
            wanted = self._of_round(self._round)
        elif self.out_of_time or self._settings.narrow <= 0:
            return False
        else:
            wanted = self._wide()
        self._round += 1
        self._queue = [Job(row.name, "measured") for row in wanted]
        self._shuffle(self._queue)
        return bool(wanted)

    def _wide(self) -> list[Course]:
        """The rows to be repeated until their intervals are narrow."""
        rows = [row for row in self._open() if len(row.kept) < self._settings.most]
        if not self._settings.early or not all(row.kept for row in self._open()):
            return [row for row in rows if not self._is_narrow(row)]
        narrow = [row.name for row in self._open() if self._is_narrow(row)]
        still = unsettled(
            {row.name: row.walls_s for row in self._open()}, self._base.name if self._base else "", narrow
        )
        return [row for row in rows if row.name in still]

    def _is_narrow(self, row: Course) -> bool:
        return bool(row.kept) and interval(row.walls_s).spread <= self._settings.narrow

    @property
    def early(self) -> list[str]:
        """The rows that are repeated no further though their intervals are not narrow."""
        if not self._settings.early or self._settings.narrow <= 0 or self.out_of_time:
            return []
        still = {row.name for row in self._wide()}
        left = [row for row in self._open() if row.kept and row.name not in still]
        return [row.name for row in left if not self._is_narrow(row) and len(row.kept) < self._settings.most]

    def took(self, job: Job, found: Measurement) -> Fate:
        """Hears what a run came to; returns what becomes of it."""
        row = self.rows[job.row]
        if found.status != "done":
            row.error = found.error or "the run was stopped"
            return "failed"
        if found.spoiled:
            return self._void(row, job, found)
        if job.use == "warm-up":
            return "warm-up"
        row.expected_s = found.took_s
        if job.use == "again" and self._before is not None:
            return self._replace(row, found, self._before)
        row.kept.append(found)
        row.disturbed_runs += found.disturbed
        if found.disturbed and self._settings.again and not self.noisy:
            self._before = found
            self._queue.insert(0, Job(row.name, "again"))
            return "disturbed"
        return "kept"

    def _void(self, row: Course, job: Job, found: Measurement) -> Fate:
        row.void.append(found.spoiled)
        if len(row.void) > VOID_MOST:
            row.error = f"{len(row.void)} runs had to be thrown away: {found.spoiled}"
        elif job.use != "warm-up" and self._settings.again:
            self._queue.insert(0, job)
        return "void"

    def _replace(self, row: Course, found: Measurement, before: Measurement) -> Fate:
        """The quieter of a disturbed run and its repetition counts."""
        row.disturbed_runs += found.disturbed
        self._vain = self._vain + 1 if found.disturbed else 0
        self.noisy = self._vain >= VAIN_MOST
        self._before = None
        pair = [before, found]
        better = pair[least_disturbed([each.rest_cores for each in pair])]
        row.kept[-1] = better
        return "kept" if better is found else "replaced"
