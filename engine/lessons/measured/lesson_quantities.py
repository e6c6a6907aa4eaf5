"""What can be predicted, revealed and expected in a lesson: every quantity once, with its words, its axis and its unit.

A figure's name ends with a quantity's: `cores_used`, `threads.cores_used`, `one.threads.cores_used` are the same quantity of
something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...model.states import LEDGER, SHARES
from ...text.quantities import duration, percent, ratio, size, times
from ...text.suggest import unknown
from ...text.words import plural


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of them."""

    name: str
    title: str
    """As it stands in a sentence: `cores used`."""
    told: Callable[[float], str]
    """A value for a person."""
    high: float
    """Where its axis ends, unless a lesson says otherwise; it begins at 0."""
    step: float
    """By which a prediction that is drawn moves."""
    whole: bool = False
    """Whether it is a count."""


def yes_no(value: float) -> str:
    """Of what is or isn't so."""
    return "yes" if value else "no"


def _count(word: str) -> Callable[[float], str]:
    return lambda value: plural(round(value), word)


def _share(name: str, title: str) -> Quantity:
    return Quantity(name, title, percent, 1.0, 0.05)


_TITLES = {
    **{state.name: f"share of {state.words}" for state in LEDGER},
    "on_core": "share of time on a core",
    "wait_child": "share of waiting for child processes",
    "wait_loop": "share of waiting for the event loop",
    "asleep": "share of sleeping",
    "idle": "share of having nothing to do",
}
ALL = (
    Quantity("cores_used", "cores used", lambda value: f"{value:.2f} cores", 4.0, 0.1),
    Quantity("own_helpers_cores", "cores used by threads of a library", lambda value: f"{value:.2f} cores", 4.0, 0.1),
    Quantity("wall_s", "time from start to end", duration, 10.0, 0.25),
    Quantity("startup_s", "time until the first item begins", duration, 1.0, 0.05),
    Quantity("compute_s", "time from the first item to the last", duration, 10.0, 0.25),
    Quantity("cpu_s", "CPU time", duration, 10.0, 0.25),
    Quantity("speedup", "speed-up", times, 8.0, 0.25),
    Quantity("overlap", "overlap", ratio, 20.0, 0.5),
    *(_share(name, _TITLES[name]) for name in SHARES),
    Quantity("threads", "threads", _count("thread"), 40, 1, True),
    Quantity("processes", "processes", _count("process"), 20, 1, True),
    Quantity("workers", "workers", _count("worker"), 40, 1, True),
    Quantity("items", "items", _count("item"), 1000, 10, True),
    Quantity("new_threads", "new threads in the program's process", _count("thread"), 10, 1, True),
    Quantity("new_processes", "new processes", _count("process"), 10, 1, True),
    Quantity("loop_lag_s", "lateness of the event loop", duration, 1.0, 0.05),
    Quantity("loop_lag_worst_s", "worst lateness of the event loop", duration, 1.0, 0.05),
    Quantity("memory_bytes", "memory", size, 1 << 27, 1 << 20),
    Quantity("pickled_bytes", "bytes handed to workers and back", size, 1 << 27, 1 << 20),
    Quantity("start_s", "time to start one", duration, 0.1, 0.002),
    Quantity("handover_s", "time to hand over 100 MB", duration, 2.0, 0.05),
    Quantity("alive", "alive at once", lambda value: f"{value:,.0f}", 1000, 50, True),
    Quantity("cpu_speedup", "speed-up of computing", times, 4.0, 0.25),
    Quantity("io_speedup", "speed-up of waiting", times, 20.0, 0.5),
    _share("lost", "share of updates lost"),
    _share("lost_with_lock", "share of updates lost with a lock"),
    _share("lost_bare", "share of updates lost by +="),
    _share("p", "share of the work that can run in parallel"),
    Quantity("best_workers", "workers of the fastest row", _count("worker"), 16, 1, True),
    Quantity("kinds_refused", "kinds of things that can't be sent", lambda value: f"{value:.0f}", 10, 1, True),
    Quantity("equal", "same results", yes_no, 1, 1, True),
    Quantity("shared", "memory shared", yes_no, 1, 1, True),
    Quantity("gil", "GIL", yes_no, 1, 1, True),
    Quantity("inside", "inside the same process", yes_no, 1, 1, True),
    Quantity("recommended", "recommended", yes_no, 1, 1, True),
    Quantity("usable_cores", "cores that may be used", lambda value: f"{value:g} cores", 16, 1),
    Quantity("cores", "cores that may be used", lambda value: f"{value:g} cores", 16, 1),
)
QUANTITIES = {each.name: each for each in ALL}


def quantity(name: str) -> Quantity:
    """The quantity of a figure of that name: what stands behind its last dot.

    Raises:
        ValueError: there is none.
    """
    last = name.rpartition(".")[2]
    if last not in QUANTITIES:
        raise ValueError(unknown("quantity", last, QUANTITIES))
    return QUANTITIES[last]


def of_what(name: str) -> str:
    """What it is measured of: `threads` of `threads.wall_s`; '' for the last run."""
    return name.rpartition(".")[0].replace(".", " ")


def named(name: str) -> str:
    """`cores used`, `speed-up (processes)`."""
    of = of_what(name)
    return f"{quantity(name).title} ({of})" if of else quantity(name).title
