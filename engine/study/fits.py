"""Two laws of scaling, fitted to measured times, with intervals, and refused where they don't describe what was measured.

Amdahl's law: of the work of one worker, the share p can be done by any number of workers at once, the rest by one only:
T(n) = T1 · ((1 − p) + p / n). Workers beyond the cores that may be used are no processors, so for work that computes n is
at most the usable cores.

The Universal Scalability Law (Gunther): T(n) = T1 / n · (1 + α (n − 1) + β n (n − 1)). α is contention (waiting for what is
shared), β coherency (the cost of keeping workers in agreement), which makes things slower again beyond √((1 − α) / β) workers.

Both are linear in their coefficients once the time of one worker is one of them: T = a + b / n, and T = a / n + b (n − 1) / n
+ c (n − 1). So each is one weighted least-squares problem with coefficients that must not be negative, solved exactly by trying
every set of coefficients that may be zero. Noise of run times is in proportion to them, so residuals are relative.

Intervals: a parametric bootstrap. The curve gets normal noise as large as the residuals say, 1,000 times, and the fit is made
again. How large the noise is, is itself known from few points, so distances from the estimate are stretched by Student's t over
1.96. (On made-up curves with 3 % noise such a 95 % interval held the truth 92 to 98 times in 100; drawing residuals anew did no
better.)

A fit describes the points if the median at each worker count lies within `TOLERANCE` of the curve (root mean square, corrected
for the number of parameters), and no single one is further away than twice that. With no more points than parameters a curve goes
through anything, so there is no fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE = 0.08
RESAMPLES = 1_000
STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Student's t for 97.5 %, one to ten degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A fitted parameter and its 95 % interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """`{"value", "low", "high"}`, to six digits."""
        return {name: float(f"{getattr(self, name):.6g}") for name in ("value", "low", "high")}


@dataclass(frozen=True, slots=True)
class Law:
    """A law as columns of its design matrix, and how its parameters follow from the coefficients."""

    name: str
    title: str
    columns: Callable[[Floats], Floats]
    """(points,) worker counts to (points, coefficients)."""
    parameters: Callable[[Floats], dict[str, Floats]]
    """(fits, coefficients) to the parameters by name, one entry a fit."""
    size: int
    """Parameters, T1 included."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A law fitted to the points, or why it isn't."""

    law: str
    """`amdahl` or `usl`."""
    title: str
    drawn: bool
    why: str = ""
    """One sentence where it is not drawn."""
    parameters: dict[str, Estimate] | None = None
    """`t1_s` and `p`, or `t1_s`, `alpha` and `beta`."""
    misfit: float | None = None
    """Root mean square distance of the medians from the curve, corrected for the number of parameters, as a share."""
    workers: tuple[float, ...] = ()
    """Where the curve is given …"""
    times_s: tuple[float, ...] = ()
    """… its times there …"""
    low_s: tuple[float, ...] = ()
    """… and the 95 % band around them."""
    high_s: tuple[float, ...] = ()


def _amdahl_columns(n: Floats) -> Floats:
    return np.stack([np.ones_like(n), 1 / n], axis=-1)


def _amdahl_parameters(found: Floats) -> dict[str, Floats]:
    t1 = found.sum(axis=-1)
    return {"t1_s": t1, "p": found[..., 1] / t1}


def _usl_columns(n: Floats) -> Floats:
    return np.stack([1 / n, (n - 1) / n, n - 1], axis=-1)


def _usl_parameters(found: Floats) -> dict[str, Floats]:
    t1 = np.maximum(found[..., 0], 1e-12)
    return {"t1_s": t1, "alpha": found[..., 1] / t1, "beta": found[..., 2] / t1}


AMDAHL = Law("amdahl", "Amdahl's law", _amdahl_columns, _amdahl_parameters, 2)
USL = Law("usl", "Universal Scalability Law", _usl_columns, _usl_parameters, 3)


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
            part = columns[:, :, chosen]
            normal = np.einsum("fpi,fpj->fij", part, part)
            ridge = np.trace(normal, axis1=1, axis2=2)[:, None, None] * 1e-12 * np.eye(size)
            found = np.linalg.solve(normal + ridge, np.einsum("fpi,fp->fi", part, wanted)[..., None])[..., 0]
            error = ((np.einsum("fpi,fi->fp", part, found) - wanted) ** 2).sum(axis=1)
            better = (found >= 0).all(axis=1) & (error < least - 1e-15)
            least[better] = error[better]
            best[better] = 0
            best[np.ix_(better, chosen)] = found[better]
    return best


def fit(
    law: Law, workers: Sequence[int], times_s: Sequence[Sequence[float]], *, ceiling: float | None = None, seed: int = 1
) -> Fit:
    """A law fitted to repeated times at several worker counts.

    Args:
        law: `AMDAHL` or `USL`.
        workers: the counts, each once.
        times_s: the times at each count, at least one.
        ceiling: workers beyond this many are no more processors (Amdahl for work that computes); None for no such limit.
        seed: of the bootstrap.
    """
    if len(workers) < law.size + 1:
        why = f"{law.title} has {law.size} parameters, so it needs {law.size + 1} worker counts, and there are {len(workers)}"
        return Fit(law.name, law.title, False, why)
    n = np.repeat(np.asarray(workers, dtype=float), [len(row) for row in times_s])
    x = n if ceiling is None else np.minimum(n, ceiling)
    if len(np.unique(x)) < law.size:
        why = f"these worker counts come to only {len(np.unique(x))} different number of cores on this machine"
        return Fit(law.name, law.title, False, why)
    times = np.concatenate([np.asarray(row, dtype=float) for row in times_s])
    columns = law.columns(x)
    found = solve(columns, times[None])[0]
    curve = columns @ found
    misfit, worst = _misfit(np.asarray(workers), n, times, curve, law.size)
    if misfit > TOLERANCE or worst > 2 * TOLERANCE:
        why = f"{law.title} does not describe these points, they lie up to {worst:.0%} off the curve"
        return Fit(law.name, law.title, False, why, misfit=misfit)
    again = _resampled(columns, times, curve, law.size, seed)
    stretch = student(len(times) - law.size) / 1.96
    values = law.parameters(found[None])
    spread = law.parameters(again)
    parameters = {name: _estimate(float(values[name][0]), spread[name], stretch, name) for name in values}
    drawn_at = np.unique(np.concatenate([np.linspace(min(workers), max(workers), 60), n]))
    at = law.columns(drawn_at if ceiling is None else np.minimum(drawn_at, ceiling))
    middle, band = at @ found, at @ again.T
    low, high = (middle + stretch * (edge - middle) for edge in np.percentile(band, (2.5, 97.5), axis=1))
    return Fit(
        law.name,
        law.title,
        True,
        "",
        parameters,
        misfit,
        *(tuple(row.tolist()) for row in (drawn_at, middle, low, high)),
    )


def student(freedom: int) -> float:
    """Student's t for 97.5 % and so many degrees of freedom."""
    if freedom <= len(STUDENT):
        return STUDENT[max(freedom, 1) - 1]
    return 1.96 + 2.4 / freedom + 3.0 / freedom**2


def _misfit(workers: NDArray, n: Floats, times: Floats, curve: Floats, size: int) -> tuple[float, float]:
    """Root mean square and largest relative distance of the medians from the curve."""
    away = np.array([np.median(times[n == count]) / curve[n == count][0] - 1 for count in workers])
    freedom = len(workers) - size
    return float(np.sqrt((away**2).sum() / freedom)), float(np.abs(away).max())


def _resampled(columns: Floats, times: Floats, curve: Floats, size: int, seed: int) -> Floats:
    """(RESAMPLES, coefficients) of fits to the curve with noise as large as the residuals say."""
    noise = np.sqrt(((times / curve - 1) ** 2).sum() / (len(times) - size))
    draws = np.random.default_rng(seed).standard_normal((RESAMPLES, len(times)))
    return solve(columns, np.maximum(curve * (1 + noise * draws), curve * 0.01))


def _estimate(value: float, spread: Floats, stretch: float, name: str) -> Estimate:
    """The estimate with its stretched interval, inside what the parameter can be."""
    low, high = np.percentile(spread, (2.5, 97.5))
    low, high = value + stretch * (low - value), value + stretch * (high - value)
    top = 1.0 if name == "p" else np.inf
    return Estimate(value, max(0.0, float(low)), min(top, float(max(high, value))))
