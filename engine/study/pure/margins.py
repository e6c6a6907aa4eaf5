"""How sure a fit is: 95 % intervals of its parameters and a band around its curve, from the scatter of the times.

Both laws are linear in their coefficients, and all their parameters are sums of coefficients or quotients of two such sums. For
those there are intervals that need no resampling: Student's t for the sums and for the curve, Fieller's for the quotients (E. C.
Fieller, "Some problems in interval estimation", 1954: the quotients g for which the sum above, less g times the sum below, does
not differ from 0). For normal noise in proportion to the time they are exact however few points there are, but for the weights,
which come from the fitted curve.

The noise is what the repeats at one worker count differ by. That is too little where the counts themselves lie off the curve,
for a reason that all repeats of a count share (starting the workers, where they happen to run): ten repeats of one count tell no more
of that than one. So if the counts lie further off than the scatter of the repeats explains (F test at 5 %), or if nothing was
repeated, the noise is what the counts lie off, with as many degrees of freedom as there are counts beyond the parameters.

The intervals are those of the coefficients without the rule that none may be negative; then what can't be is cut off, and the
estimate, which keeps the rule, is always inside.

On made-up curves with 1 to 10 % of noise and three to ten repeats the intervals hold the truth 94 to 97 times in 100 (where it is
at an end of what can be, as with no coherency at all, up to 99). Three things they can't do. Where counts are off by about as much
as repeats scatter, the F test often misses it, and they hold the truth 83 to 86 times. Where nothing is repeated and the noise is so
large that most fits are refused, those that pass are the ones that look too good: 75 to 90. And noise with a long tail to one side
makes the band (not the parameters) hold the curve 90 to 93 times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .laws import Floats, Share

STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Student's t for 97.5 %, one to ten degrees of freedom."""
SIGNIFICANT = 1.645
"""95 % of a normal distribution lie below this."""
LEAST_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Margin:
    """What a fit without constraints found, and how far the truth may be from it."""

    centre: Floats
    """(coefficients,)."""
    squared: Floats
    """(coefficients, coefficients): covariance times the square of Student's t."""

    def of(self, share: Share, value: float) -> tuple[float, float] | None:
        """The interval of a parameter, `value` inside; None where it has no end."""
        above, below = np.array(share.above), np.array(share.below or [0] * len(share.above))
        ends = self._fieller(above, below) if share.below else self._plain(above)
        if ends is None:
            return (0.0, share.most) if np.isfinite(share.most) else None
        return max(0.0, min(ends[0], value)), min(share.most, max(ends[1], value))

    def band(self, columns: Floats, middle: Floats) -> tuple[Floats, Floats]:
        """Around the curve at the places of `columns` (points, coefficients); above 0 and around `middle` (points,)."""
        at, half = columns @ self.centre, np.sqrt(np.einsum("pi,ij,pj->p", columns, self.squared, columns))
        low = np.maximum(at - half, middle**2 / (middle + half))
        return np.minimum(low, middle), np.maximum(at + half, middle)

    def _plain(self, above: Floats) -> tuple[float, float]:
        at, half = float(above @ self.centre), float(np.sqrt(above @ self.squared @ above))
        return at - half, at + half

    def _fieller(self, above: Floats, below: Floats) -> tuple[float, float] | None:
        top, bottom = float(above @ self.centre), float(below @ self.centre)
        square = bottom**2 - float(below @ self.squared @ below)
        linear = top * bottom - float(above @ self.squared @ below)
        rest = top**2 - float(above @ self.squared @ above)
        inside = linear**2 - square * rest
        if square <= 0 or inside < 0:
            return None
        half = math.sqrt(inside)
        return (linear - half) / square, (linear + half) / square


def margin(columns: Floats, times: Floats, curve: Floats, counts: Floats) -> Margin:
    """From what the times scatter by.

    Args:
        columns: (times, coefficients).
        times: (times,), positive.
        curve: (times,) the fitted curve at each: noise is in proportion to it.
        counts: (times,) the worker count of each.
    """
    design, wanted = columns / curve[:, None], times / curve
    solving = np.linalg.pinv(design)
    centre = solving @ wanted
    noise, freedom = _noise(wanted, design @ centre, counts, columns.shape[1])
    return Margin(centre, solving @ solving.T * max(noise, LEAST_NOISE**2) * student(freedom) ** 2)


def _noise(wanted: Floats, found: Floats, counts: Floats, size: int) -> tuple[float, int]:
    """The variance of relative times, and its degrees of freedom."""
    _, place, repeats = np.unique(counts, return_inverse=True, return_counts=True)
    means = (np.bincount(place, wanted) / repeats)[place]
    between, within = float(((means - found) ** 2).sum()), float(((wanted - means) ** 2).sum())
    of_counts, of_repeats = len(repeats) - size, len(wanted) - len(repeats)
    if of_repeats == 0:
        return between / of_counts, of_counts
    if further_off(between / of_counts, within / of_repeats, of_counts, of_repeats):
        return between / of_counts, of_counts
    return within / of_repeats, of_repeats


def further_off(between: float, within: float, of_counts: int, of_repeats: int) -> bool:
    """Whether a variance is larger than another one by more than chance allows (one-sided F test at 5 %).

    After Paulson (1942): the cube root of F is nearly normal.
    """
    if within <= LEAST_NOISE**2:
        return between > LEAST_NOISE**2
    root, a, b = (between / within) ** (1 / 3), 2 / (9 * of_counts), 2 / (9 * of_repeats)
    return (1 - b) * root - (1 - a) > SIGNIFICANT * math.sqrt(b * root**2 + a)


def student(freedom: int) -> float:
    """Student's t for 97.5 % and so many degrees of freedom."""
    if freedom <= len(STUDENT):
        return STUDENT[max(freedom, 1) - 1]
    return 1.96 + 2.4 / freedom + 3.0 / freedom**2
