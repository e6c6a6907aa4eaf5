"""An epidemic among agents, in pure Python. One item is one replica: 480 people, 60 days, from the item's own seed.

Each day each ill person meets four others, picked at random, and infects those who are neither ill nor immune with a
probability of 7 %; an illness lasts eight days. Replicas are independent of each other, and what one of them does says
little: the answer is a mean over all of them, with its 95 % confidence interval.
"""

import math
import random

TITLE = "Simulation"
KIND = "cpu"
ABOUT = (
    "Simulates an epidemic among 480 people, again and again with other dice.",
    "The answer is the mean share of people who fell ill; the curve is the ill a day.",
    "Pure Python: threads take turns under a GIL, processes really run at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

PEOPLE, DAYS, FIRST_ILL = 480, 60, 8
CONTACTS, INFECTION, ILL_DAYS = 4, 0.07, 8
T_95 = (12.706, 4.303, 3.182, 2.776, 2.571)
"""Student's t that 95 % lie within, for 1 to 5 degrees of freedom (Abramowitz and Stegun, table 26.10)."""
Result = tuple[int, tuple[int, ...]]


def items(count: int, seed: int) -> list[int]:
    """One seed an item."""
    return [seed * 1_000_000_000 + number for number in range(count)]


def work(item: int) -> Result:
    """(how many fell ill in all, how many were ill on each day)."""
    roll = random.Random(item).random
    ill = [ILL_DAYS] * FIRST_ILL
    untouched = [True] * PEOPLE
    untouched[:FIRST_ILL] = [False] * FIRST_ILL
    fell_ill, curve = FIRST_ILL, []
    for _ in range(DAYS):
        curve.append(len(ill))
        newly = 0
        for _ in range(len(ill) * CONTACTS):
            other = int(roll() * PEOPLE)
            if untouched[other] and roll() < INFECTION:
                untouched[other] = False
                newly += 1
        ill = [days - 1 for days in ill if days > 1] + [ILL_DAYS] * newly
        fell_ill += newly
    return fell_ill, tuple(curve)


def combine(results: list[Result]) -> str:
    """Mean share of people who fell ill; how exact it is, is told by how much the replicas differ, so one alone tells nothing."""
    shares = [100 * fell_ill / PEOPLE for fell_ill, _ in results]
    answer = f"{math.fsum(shares) / len(shares):.2f}%"
    if len(shares) == 1:
        return f"{answer} fell ill (1 replica)"
    return f"{answer} ± {half_width(shares):.2f} fell ill (95%, {len(shares):,} replicas)"


def half_width(values: list[float]) -> float:
    """Of the 95 % confidence interval of their mean, by Student's t; beyond the table by its expansion (A. and S. 26.7.5)."""
    n, mean = len(values), math.fsum(values) / len(values)
    v = n - 1
    t = T_95[v - 1] if v <= len(T_95) else 1.95996 + 2.37227 / v + 2.82250 / v**2 + 2.55585 / v**3
    return t * math.sqrt(math.fsum((value - mean) ** 2 for value in values) / v / n)


class _Curve:
    """The sum of all curves so far. A lab does one run, so one of these is enough."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.replicas = 0
        self.ill = [0] * DAYS

    def add(self, ill: tuple[int, ...]) -> None:
        self.replicas += 1
        self.ill = [so_far + today for so_far, today in zip(self.ill, ill, strict=True)]


_curve = _Curve()


def preview(fresh: list[tuple[int, Result]], total: int) -> dict:
    """How many are ill on each day, on average over the replicas so far."""
    if _curve.replicas + len(fresh) > total:
        _curve.clear()
    for _, (_, ill) in fresh:
        _curve.add(ill)
    return {"curve": [round(ill / max(1, _curve.replicas), 2) for ill in _curve.ill]}
