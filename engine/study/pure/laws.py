"""Two laws of scaling: the time of n workers as a sum of terms whose coefficients are never negative.

Amdahl's law: of the work of one worker, the share p can be done by any number of workers at once, the rest by one only:
T(n) = T1 · ((1 − p) + p / n) = a + b / n, with T1 = a + b and p = b / (a + b).

The Universal Scalability Law (Gunther): T(n) = T1 / n · (1 + α (n − 1) + β n (n − 1)) = a / n + b (n − 1) / n + c (n − 1), with T1 = a,
α = b / a and β = c / a. α is contention (waiting for what is shared), β coherency (the cost of keeping workers in agreement),
which makes things slower again beyond √((1 − α) / β) workers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A parameter: a sum of coefficients, over another one where it is a share of it."""

    above: tuple[float, ...]
    below: tuple[float, ...] = ()
    """() for a parameter that is a sum itself."""
    most: float = np.inf

    def of(self, coefficients: Floats) -> float:
        """Its value; endless where what it is a share of is 0."""
        below = float(coefficients @ self.below) if self.below else 1.0
        return float(coefficients @ self.above) / below if below > 0 else np.inf


@dataclass(frozen=True, slots=True)
class Law:
    """A law as columns of its design matrix, and how its parameters follow from the coefficients."""

    name: str
    title: str
    columns: Callable[[Floats], Floats]
    """(points,) worker counts to (points, coefficients)."""
    parameters: Mapping[str, Share]
    beyond_cores: bool
    """Whether its n goes on growing with workers for whom there is no core."""

    @property
    def name_in_text(self) -> str:
        """The title as it stands in a sentence."""
        return self.title if "'" in self.title else f"the {self.title}"

    @property
    def size(self) -> int:
        """Parameters, T1 included: as many as coefficients."""
        return len(self.parameters)


def _amdahl(n: Floats) -> Floats:
    return np.stack([np.ones_like(n), 1 / n], axis=-1)


def _usl(n: Floats) -> Floats:
    return np.stack([1 / n, (n - 1) / n, n - 1], axis=-1)


AMDAHL = Law("amdahl", "Amdahl's law", _amdahl, {"t1_s": Share((1, 1)), "p": Share((0, 1), (1, 1), most=1.0)}, False)
USL = Law(
    "usl",
    "Universal Scalability Law",
    _usl,
    {"t1_s": Share((1, 0, 0)), "alpha": Share((0, 1, 0), (1, 0, 0)), "beta": Share((0, 0, 1), (1, 0, 0))},
    beyond_cores=True,
)
