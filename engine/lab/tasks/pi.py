"""π by Monte Carlo: darts thrown at a square, in pure Python. One item is 18,000 darts from the item's own seed."""

import random

TITLE = "π by Monte Carlo"
KIND = "cpu"
ABOUT = (
    "Throws darts at a square and counts how many land inside the quarter circle.",
    "The answer is π, more exact the more darts were thrown.",
    "Pure Python: threads take turns under a GIL, processes really run at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

DARTS = 18_000


def items(count: int, seed: int) -> list[int]:
    """One seed an item."""
    return [seed * 1_000_000_000 + number for number in range(count)]


def work(item: int) -> int:
    """How many of the darts land inside the quarter circle."""
    throw = random.Random(item).random
    inside = 0
    for _ in range(DARTS):
        x, y = throw(), throw()
        if x * x + y * y < 1.0:
            inside += 1
    return inside


def combine(results: list[int]) -> str:
    """The share of darts inside is π/4; the error is one standard error of that share, times 4."""
    darts = DARTS * len(results)
    share = sum(results) / darts
    error = 4 * (share * (1 - share) / darts) ** 0.5
    return f"π ≈ {4 * share:.5f} ± {error:.5f}"
