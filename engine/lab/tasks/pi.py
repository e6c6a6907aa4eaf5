"""π by Monte Carlo: darts thrown at a square, in pure Python. One item is 18,000 darts from the item's own seed."""

import math
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
T_95 = (12.706, 4.303, 3.182, 2.776, 2.571)
"""Student's t that 95 % lie within, for 1 to 5 degrees of freedom (Abramowitz and Stegun, table 26.10)."""


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
    """Four times the share of darts inside; how exact it is, is told by how much the items differ, so one alone tells nothing."""
    shares = [4 * inside / DARTS for inside in results]
    answer = f"π ≈ {math.fsum(shares) / len(shares):.5f}"
    return answer if len(shares) == 1 else f"{answer} ± {half_width(shares):.5f} (95%)"


def half_width(values: list[float]) -> float:
    """Of the 95 % confidence interval of their mean, by Student's t; beyond the table by its expansion (A. and S. 26.7.5)."""
    n, mean = len(values), math.fsum(values) / len(values)
    v = n - 1
    t = T_95[v - 1] if v <= len(T_95) else 1.95996 + 2.37227 / v + 2.82250 / v**2 + 2.55585 / v**3
    return t * math.sqrt(math.fsum((value - mean) ** 2 for value in values) / v / n)
