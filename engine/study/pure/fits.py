"""A law of scaling fitted to measured times, with intervals, and refused where it doesn't describe what was measured.

The laws stand in `laws`. Both are linear in their coefficients, so each fit is one weighted least-squares problem with coefficients
that must not be negative, solved exactly by trying every set of coefficients that may be zero. Noise of run times is in proportion
to them, so residuals are relative. Workers beyond the cores that may be used are no processors, so for work that computes, Amdahl's n
is at most the usable cores.

A fit describes the points if the median at each worker count lies within `TOLERANCE` of the curve (root mean square, corrected
for the number of parameters), and no single one is further away than twice that. With no more points than parameters a curve goes
through anything, so there is no fit; of work that computes, counts beyond the cores are no points of their own in that. How sure its
parameters are is worked out in `margins`; where a 95 % interval has no end, the fit is refused too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ...model.study_facts import Estimate, Fit, Place
from ...text.quantities import percent
from ...text.words import plural
from .laws import AMDAHL, USL, Floats, Law
from .margins import Margin, margin
from .statistics import six_digits

__all__ = ["AMDAHL", "USL", "fit", "solve"]

TOLERANCE = 0.08
PLACES = 60
"""Of a curve that is drawn, besides the measured counts."""


@dataclass(frozen=True, slots=True)
class Points:
    """Every measured time by itself."""

    counts: Floats
    """(times,) worker counts."""
    times: Floats
    """(times,) seconds."""
    ceiling: float

    @classmethod
    def of(cls, workers: Sequence[int], times_s: Sequence[Sequence[float]], ceiling: float | None) -> Points:
        """From the times at each count."""
        counts = np.repeat(np.asarray(workers, dtype=float), [len(row) for row in times_s])
        times = np.concatenate([np.asarray(row, dtype=float) for row in times_s])
        return cls(counts, times, np.inf if ceiling is None else ceiling)

    def processors(self, counts: Floats) -> Floats:
        """What so many workers are in a law."""
        return np.minimum(counts, self.ceiling)


def fit(
    law: Law,
    workers: Sequence[int],
    times_s: Sequence[Sequence[float]],
    *,
    cores: float | None = None,
    base_s: float | None = None,
) -> Fit:
    """A law fitted to repeated times at several worker counts.

    Args:
        law: `AMDAHL` or `USL`.
        workers: the counts, each once.
        times_s: the times at each count, at least one.
        cores: that may be used, of work which they limit: workers beyond that are no more processors. None for work that waits.
        base_s: the time that speed-ups are against; None for no curve.
    """
    if why := _too_few(law, workers, cores):
        return Fit(law.title, False, why)
    points = Points.of(workers, times_s, None if law.beyond_cores else cores)
    columns = law.columns(points.processors(points.counts))
    found = solve(columns, points.times[None])[0]
    curve = columns @ found
    misfit, worst = _misfit(points, curve, law.size)
    if misfit > TOLERANCE or worst > 2 * TOLERANCE:
        why = f"{law.name_in_text} does not describe these points: they lie up to {percent(worst)} off the curve"
        return Fit(law.title, False, why, misfit=round(misfit, 4))
    sure = margin(columns, points.times, curve, points.counts)
    told = _parameters(law, found, sure)
    if told is None:
        why = f"these times scatter too much to tell the parameters of {law.name_in_text}"
        return Fit(law.title, False, why, misfit=round(misfit, 4))
    places = _curve(law, points, found, sure, base_s) if base_s is not None else []
    return Fit(law.title, True, "", told, round(misfit, 4), places)


def _too_few(law: Law, workers: Sequence[int], cores: float | None) -> str:
    """Why there is no fit where a curve would go through anything; '' where there are enough points."""
    wanted = law.size + 1
    if len(workers) < wanted:
        return f"{law.name_in_text} has {law.size} parameters, so it needs {wanted} worker counts, and there are {len(workers)}"
    different = len({min(count, cores or math.inf) for count in workers})
    if different < wanted:
        come_to = f"with {plural(cores or 0, 'usable core')} these worker counts come to {plural(different, 'different number')} of cores"
        return f"{come_to}, and a law needs more of them than it has parameters"
    return ""


def _parameters(law: Law, found: Floats, sure: Margin) -> dict[str, Estimate] | None:
    """With their intervals; None where one of them could be anything."""
    parameters: dict[str, Estimate] = {}
    for name, share in law.parameters.items():
        value = share.of(found)
        interval = sure.of(share, value) if np.isfinite(value) else None
        if interval is None:
            return None
        parameters[name] = Estimate(*map(six_digits, (value, *interval)))
    return parameters


def _curve(law: Law, points: Points, found: Floats, sure: Margin, base_s: float) -> list[Place]:
    """(workers, speed-up, low, high) at each place; a longer time is a smaller speed-up."""
    ends = float(points.counts.min()), float(points.counts.max())
    workers = np.unique(np.concatenate([np.linspace(*ends, PLACES), points.counts]))
    columns = law.columns(points.processors(workers))
    middle = columns @ found
    low_s, high_s = sure.band(columns, middle)
    speedups = (np.round(base_s / np.maximum(times, 1e-9), 5) for times in (middle, high_s, low_s))
    return list(zip(*(row.tolist() for row in (np.round(workers, 4), *speedups)), strict=True))


def _misfit(points: Points, curve: Floats, size: int) -> tuple[float, float]:
    """Root mean square and largest relative distance of the medians from the curve."""
    counts, first = np.unique(points.counts, return_index=True)
    medians = np.array([np.median(points.times[points.counts == count]) for count in counts])
    away = medians / curve[first] - 1
    return float(np.sqrt((away**2).sum() / (len(counts) - size))), float(np.abs(away).max())


def solve(columns: Floats, times: Floats) -> Floats:
    """The coefficients, none negative, with the smallest sum of squared relative residuals, for every row of `times`.

    What a residual is relative to is first the time itself, then the curve found: else short times, which noise made short,
    would weigh more than long ones, and the curve would come out too low.

    Args:
        columns: (points, coefficients).
        times: (fits, points), positive.

    Returns:
        (fits, coefficients).
    """
    found = _solve(columns[None] / times[..., None], np.ones_like(times))
    for _ in range(2):
        scale = np.maximum(found @ columns.T, 1e-3 * times)
        found = _solve(columns[None] / scale[..., None], times / scale)
    return found


def _solve(columns: Floats, wanted: Floats) -> Floats:
    """Least squares with no negative coefficient: (fits, points, coefficients) and (fits, points) to (fits, coefficients)."""
    count, _, width = columns.shape
    best, least = np.zeros((count, width)), np.full(count, np.inf)
    for size in range(1, width + 1):
        for chosen in combinations(range(width), size):
            part: Floats = columns[:, :, chosen]
            normal: Floats = np.einsum("fpi,fpj->fij", part, part)
            ridge: Floats = np.trace(normal, axis1=1, axis2=2)[:, None, None] * 1e-12 * np.eye(size)
            right: Floats = np.einsum("fpi,fp->fi", part, wanted)[..., None]
            found = np.linalg.solve(normal + ridge, right)[..., 0]
            error = ((np.einsum("fpi,fi->fp", part, found) - wanted) ** 2).sum(axis=1)
            better = (found >= 0).all(axis=1) & (error < least - 1e-15)
            least[better] = error[better]
            best[better] = 0
            best[np.ix_(better, chosen)] = found[better]
    return best
