"""How often comparisons that stop as soon as they know come to a false verdict, and how much sooner they stop: made-up studies.

    python tests/benchmarks/early_stop.py [studies a cell] [seed]

Three models on made-up clocks: the sequential loop (2 s), another one with a known ratio to it, and processes (1.1 s); 0.5 s to start
each. Times scatter normally; with outliers one run in twenty takes half as long again, with drift the machine becomes a tenth slower
over 60 s. False is a verdict of `faster` or `slower` where the two are equal, or the wrong one of the two; missed is `no clear
difference` where there is one of a fifth. Beside it stands what repeating everything until it is narrow comes to (`--narrow 2`), from a
twentieth of the studies.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from concviz.engine.model.study_facts import Settings
from concviz.engine.study.measured import Measurement
from concviz.engine.study.pure.rounds import Rounds
from concviz.engine.study.pure.rows import baseline, difference
from concviz.engine.study.pure.statistics import interval

NOISES = (0.005, 0.02, 0.04, 0.1)
SHAPES = ("normal", "outliers", "drift")
RATIOS = (1.0, 1.2)
BASE_S, START_S = 2.0, 0.5
PROMISED = 0.05
"""Of verdicts on equal models; what a 95 % interval promises."""


@dataclass(slots=True)
class Tally:
    """What a cell's studies came to."""

    false: int = 0
    missed: int = 0
    seconds: float = 0.0


def clocks(noise: float, shape: str, ratio: float, random: np.random.Generator) -> Callable[[str, float], float]:
    """Seconds that a run of the row takes when it begins then."""
    true_s = {"sequential": BASE_S, "threads": BASE_S * ratio, "processes": 1.1}

    def wall_s(row: str, now_s: float) -> float:
        scatter = max(0.2, 1 + noise * random.standard_normal())
        if shape == "outliers" and random.random() < 0.05:
            scatter *= 1.5
        slower = 1 + 0.1 * now_s / 60 if shape == "drift" else 1.0
        return true_s[row] * scatter * slower

    return wall_s


def study(wall_s: Callable[[str, float], float], settings: Settings) -> tuple[str, float]:
    """One made-up study: what is said of threads against sequential, and how long it took."""
    now = [0.0]
    rounds = Rounds(["sequential", "threads", "processes"], settings, lambda: now[0], BASE_S, "sequential")
    while (job := rounds.next()) is not None:
        took = wall_s(job.row, now[0]) * (0.1 if job.use == "warm-up" else 1.0)
        now[0] += took + START_S
        rounds.took(job, Measurement(run=1, wall_s=took, took_s=took + START_S, digest="the same"))
    threads = interval(rounds.rows["threads"].walls_s)
    return difference("threads", threads, baseline(rounds.rows["sequential"])), now[0]


def cell(noise: float, shape: str, ratio: float, *, early: bool, studies: int, seed: int) -> Tally:
    """So many studies of one kind."""
    tally, settings = Tally(), Settings(early=early)
    for number in range(studies):
        random = np.random.default_rng([seed, number])
        said, seconds = study(clocks(noise, shape, ratio, random), settings)
        tally.seconds += seconds / studies
        tally.false += said in (("faster", "slower") if ratio == 1.0 else ("faster",))
        tally.missed += ratio != 1.0 and said == "no clear difference"
    return tally


def measure(studies: int = 10_000, seed: int = 1611) -> None:
    """The table, a line a cell."""
    print(f"{studies:,} studies a cell, seed {seed}; false verdicts are promised in at most {PROMISED:.0%}")
    print("noise  shape     ratio   false  missed  seconds | until narrow: false  missed  seconds")
    for noise in NOISES:
        for shape in SHAPES:
            for ratio in RATIOS:
                line = f"{noise:5.1%}  {shape:8}  {ratio:5.2f} "
                for early, count in ((True, studies), (False, max(1, studies // 20))):
                    found = cell(noise, shape, ratio, early=early, studies=count, seed=seed)
                    line += f"  {found.false / count:6.2%}  {found.missed / count:6.2%}  {found.seconds:7.1f} "
                print(line, flush=True)


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:3]))
