"""Medians, their intervals, and values that stand apart: what a handful of repeats can tell, and no more.

The interval is the percentile bootstrap of the median: draw as many values as there are, with replacement, take the median,
do so 2,000 times, and keep the middle 95 %. It assumes no shape of the distribution, which for run times is long-tailed to
the right.

With few values it can promise less than its name. The bootstrap can't leave the range of the values, and n values have the
true median between the smallest and the largest with probability 1 − 2 · ½ⁿ: 75 % for three, 94 % for five, above 95 % from
six on. So `Interval.level` says what can be claimed, and a single value has no interval at all.

Outliers: modified z-score by the median absolute deviation (Iglewicz and Hoaglin, 1993), above 3.5. Of fewer than five values
none can be called one: two that happen to agree would make a culprit of any third. An outlier is named, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...model.study_rows import Interval

Floats = NDArray[np.float64]

RESAMPLES = 2_000
OUTLIER_Z = 3.5
OUTLIERS_FROM = 5
LAYOUT = 0.1
"""Differences smaller than this are repeatable and still say nothing about models: where code, stacks and heaps happen to lie in
memory makes as much (Mytkowicz et al., "Producing wrong data without doing anything obviously wrong", 2009). Measured here: the
same loop in a thread of its own is up to 8 % faster than in the main thread, whose memory comes from another heap."""
TELLS_FROM = 3
"""Repeats of each that it takes to call two medians different."""
LEAST_SHARE = 0.01
"""Values within 1 % of the median are no outliers, however well the others agree."""


@dataclass(frozen=True, slots=True)
class Median:
    """A median, where the true one lies, and of how many values."""

    median: float
    low: float
    high: float
    repeats: int = 1

    @property
    def level(self) -> float:
        """The probability that can be claimed for low to high; 0 for a single value."""
        return 0.0 if self.repeats < 2 else min(0.95, 1 - 0.5 ** (self.repeats - 1))

    @property
    def spread(self) -> float:
        """The larger distance from the median to an end, as a share of the median; endless for a single value."""
        if self.repeats < 2 or self.median <= 0:
            return float("inf")
        return max(self.high - self.median, self.median - self.low) / self.median

    def overlaps(self, other: Median) -> bool:
        """Whether the two can't be told apart. One or two values never can: by chance alone, two pairs don't overlap once in
        three times (two triples once in ten). Nor are medians told apart that differ by less than `LAYOUT`."""
        if min(self.repeats, other.repeats) < TELLS_FROM:
            return True
        if max(self.median, other.median) < (1 + LAYOUT) * min(self.median, other.median):
            return True
        return self.low <= other.high and other.low <= self.high

    @property
    def interval(self) -> Interval:
        """To six digits."""
        return Interval(*(six_digits(value) for value in (self.median, self.low, self.high)))


def six_digits(value: float) -> float:
    """What is told of a measured number."""
    return float(f"{value:.6g}")


def medians(values: Sequence[float], seed: int = 1) -> Floats:
    """(RESAMPLES,) medians of resampled values; the same seed gives the same ones."""
    array = np.sort(np.asarray(values, dtype=float))
    draws = _middle_places(len(array), seed)
    return array[draws].mean(axis=1)


@cache
def _middle_places(count: int, seed: int) -> NDArray[np.int64]:
    """(RESAMPLES, 1 or 2) places of the middle values among `count` sorted ones, for each resample: the same whatever the values are."""
    draws = np.sort(np.random.default_rng(seed).integers(0, count, (RESAMPLES, count)), axis=1)
    return draws[:, [count // 2] if count % 2 else [count // 2 - 1, count // 2]]


def interval(values: Sequence[float], seed: int = 1) -> Median:
    """The median of at least one value, with its bootstrap interval."""
    low, high = np.percentile(medians(values, seed), (2.5, 97.5))
    return Median(float(np.median(values)), float(low), float(high), len(values))


def ratio(top: Sequence[float], bottom: Sequence[float], seed: int = 1) -> Median:
    """Median of `top` over median of `bottom`, both resampled on their own: the speed-up of `bottom` against `top`."""
    shares = medians(top, seed) / medians(bottom, seed + 1)
    low, high = np.percentile(shares, (2.5, 97.5))
    repeats = min(len(top), len(bottom))
    return Median(float(np.median(top) / np.median(bottom)), float(low), float(high), repeats)


def outliers(values: Sequence[float]) -> list[int]:
    """Places of the values that stand apart from the others."""
    if len(values) < OUTLIERS_FROM:
        return []
    array = np.asarray(values, dtype=float)
    middle = float(np.median(array))
    away = np.abs(array - middle)
    # 0.6745 and 1.2533 make the two measures of spread those of a normal distribution; the second one stands in where
    # more than half of the values are the same.
    scale = np.median(away) / 0.6745 or float(np.mean(away)) * 1.2533
    if scale == 0:
        return []
    apart = (away / scale > OUTLIER_Z) & (away > LEAST_SHARE * abs(middle))
    return np.flatnonzero(apart).tolist()
