"""How often a study calls what it measures, known before anything of it is called.

What a function of the user's does may cost, or be seen (a request, a line in a file), so nobody calls it more often than was said:
no run is made again because others disturbed it or the machine slept, and none is added to make an interval narrower unless that is
asked for. The first failure, a stop and the time limit can only make it fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..catalogue import TaskInfo
from ..model.study_facts import Settings
from .pure.rounds import TWICE

MANY = 100
"""More calls than this of a function of the user's are asked for."""
WARM_UP_SHARE = 10


@dataclass(frozen=True, slots=True)
class Calls:
    """What a study is going to call."""

    of: str
    """`post()`, or a task's title."""
    own: bool
    """Whether it is a function of the user's."""
    runs: int
    least: int
    most: int | None
    """None where that isn't known: where runs are made again."""
    tried: int = 0
    """How often it was called already, to find out how long it takes."""

    @property
    def told(self) -> str:
        """The sentence that says it."""
        times = f"{self.tried:,} time{'s' * (self.tried != 1)}"
        before = f"{self.of} was called {times} to find out how long it takes. " if self.own and self.tried else ""
        return f"{before}{self._told}"

    @property
    def _told(self) -> str:
        if self.most is None:
            return (
                f"{self.of}: at least {self.runs:,} runs, {self.least:,} items in all; more where the figures scatter."
            )
        if self.most > self.least:
            return f"{self.of} will be called {self.least:,} to {self.most:,} times, in {self.runs:,} runs or more."
        return f"{self.of} will be called {self.least:,} times, in {self.runs:,} runs."

    @property
    def many(self) -> bool:
        """Whether whoever owns the function has to agree first."""
        return self.own and (self.most or 0) > MANY


def warm_up_items(items: int, workers: int) -> int:
    """Of the warm-up: a tenth, and something for every worker."""
    return max(1, min(items, max(items // WARM_UP_SHARE, workers)))


def usual(task: TaskInfo, settings: Settings | None = None) -> Settings:
    """The settings of a study of that task; nobody's own function is called more often than it was said, see above."""
    return Settings(narrow=0.0, again=False) if settings is None and task.function else settings or Settings()


def calls(of: TaskInfo, rows: Iterable[tuple[int, int]], settings: Settings, *, base: bool, tried: int = 0) -> Calls:
    """What the study is going to call.

    Args:
        of: the task.
        rows: items and workers of each row that can be run, the baseline's first.
        settings: of the study.
        base: whether there is a baseline among them, which is run twice at least.
        tried: how often it was called already.
    """
    runs = least = most = 0
    longest = max(settings.repeats, settings.most if settings.narrow > 0 else 0)
    for place, (items, workers) in enumerate(rows):
        twice = TWICE if base and place == 0 else 1
        runs += 1 + max(settings.repeats, twice)
        least += warm_up_items(items, workers) + max(settings.repeats, twice) * items
        most += warm_up_items(items, workers) + max(longest, twice) * items
    return Calls(of.title, of.function, runs, least, None if settings.again else most, tried)
