"""One item after another, in one thread: the baseline that every speed-up is measured against."""

from collections.abc import Callable, Iterator

TITLE = "sequential"
KIND = "one thread"
WORKER = "main"
USES = "for loop"
ABOUT = "One item after another in the main thread; more workers change nothing."
NEEDS = ""
PLACE = 10


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield the result of each item, in order."""
    for item in items:
        yield work(item)
