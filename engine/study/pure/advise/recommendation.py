"""What to do: the simplest of the models that are clearly faster than the loop, or the loop.

Said only where the intervals say so. Of those that can't be told apart the simplest is taken: coroutines where the function is one already,
then threads, which copy nothing, then interpreters, then processes.
"""

from __future__ import annotations

from typing import get_args

from ....model.own.advice_facts import BreakEven, Evidence, Recommendation, Use
from ....model.study_rows import BASELINE, Row
from ....text.quantities import duration, ratio
from ....text.words import capital, plural
from ..advice import WORTH
from ..statistics import TELLS_FROM
from ..study_verdict import tied
from .limits_of_models import title_of
from .warnings_of import own_workers

SIMPLEST: tuple[Use, ...] = ("asyncio", "threads", "interpreters", "process-pool")
GIL_LIMITS = 0.25
"""Share of the threads' time spent waiting for the GIL from which on a Python without one is worth a word."""


def recommendation(found: Evidence, even: BreakEven | None, inputs: int) -> Recommendation:
    """What to do, and what follows from it.

    Args:
        found: what was measured.
        even: from how many items on a pool pays.
        inputs: of the function, all of them.
    """
    base = next((row for row in found.rows if row.name == BASELINE), None)
    if base is None or base.wall_s is None:
        why = base.error if base else "it was not run"
        return Recommendation(
            sentences=[f"Nothing can be advised: the loop was not measured ({why or 'it was stopped'})."]
        )
    rows = [row for row in found.rows if row.sound and row.speedup and row.name != BASELINE]
    if not rows:
        return Recommendation(sentences=["Nothing can be advised: no other model came to the results of the loop."])
    if min(len(row.repeats) for row in (base, *rows)) < TELLS_FROM:
        return Recommendation(
            sentences=[
                f"Nothing can be advised: it takes {TELLS_FROM} repeats of each to tell models apart; a longer --time-limit or fewer "
                "--items leave time for them."
            ]
        )
    here = [row for row in rows if "@" not in row.name]
    best = simplest(here)
    more = free_threaded(found, rows, best)
    if best is None:
        return Recommendation(use=loop_or_nothing(here, base), sentences=[stay(found, here, base), *more])
    chunk = found.chunks.get(best.name, 1)
    first = f"Use {title_of(best.name)}, with {plural(best.workers, 'worker')}{chunks(chunk)}: {faster(best)}."
    sentences = [first, *pays_from(best, even), *for_all(found, base, best, inputs), *more]
    return Recommendation(use=use_of(best), workers=best.workers, chunk=chunk, sentences=sentences)


def use_of(row: Row) -> Use:
    """Its word."""
    return next((word for word in get_args(Use) if word == row.model), "")


def simplest(rows: list[Row]) -> Row | None:
    """The simplest of those that are not clearly slower than the fastest; None where that is not worth it."""
    if not rows:
        return None
    best = min(rows, key=lambda row: row.median_s)
    ahead = [row for row in rows if (row is best or tied(row, best)) and worth(row)]
    return min(
        ahead, key=lambda row: SIMPLEST.index(use_of(row)) if use_of(row) in SIMPLEST else len(SIMPLEST), default=None
    )


LIKELY = 1.2
"""Times as fast in the median from which on it may be that more repeats would show a clear tenth."""


def worth(row: Row) -> bool:
    """Whether it is clearly faster than the loop, by a tenth at least."""
    return row.difference == "faster" and row.speedup is not None and row.speedup.low >= WORTH


def loop_or_nothing(rows: list[Row], base: Row) -> Use:
    """`loop` where it is clear that nothing is gained; '' where others had the cores that more workers would have needed."""
    return "" if base.disturbed or any(row.disturbed for row in rows) else "loop"


def stay(found: Evidence, rows: list[Row], base: Row) -> str:
    """Why the loop is to be kept, or why that can't be said."""
    if not loop_or_nothing(rows, base):
        busy = max(row.rest_cores or 0.0 for row in (base, *rows))
        return (
            f"Nothing can be advised: other programs used up to {busy:.2f} cores, so what more workers would gain could not be seen. "
            "Keep the loop for now."
        )
    if own := own_workers(found):
        return f"Keep the loop: {own}, and workers around it gain nothing."
    if not rows:
        return "Keep the loop: nothing else was measured on this Python."
    best = max(rows, key=lambda row: row.speedup.median if row.speedup else 0.0)
    if best.speedup is not None and best.speedup.median >= LIKELY:
        return (
            f"Keep the loop until more is known: {title_of(best.name)} may be faster, {faster(best)}, "
            "but the figures scatter: more --repeats, or more inputs, would tell."
        )
    if best.speedup is not None and best.speedup.median >= 1:
        return (
            f"Keep the loop: the best of the others, {title_of(best.name)}, is {faster(best)}, which is no clear tenth."
        )
    return f"Keep the loop: nothing is faster; the best of the others, {title_of(best.name)}, is {faster(best)}."


def faster(row: Row) -> str:
    """`1.87 times as fast as the loop (1.80 to 1.95)`."""
    speedup = row.speedup
    if speedup is None:
        return ""
    return f"{ratio(speedup.median)} times as fast as the loop ({ratio(speedup.low)} to {ratio(speedup.high)})"


def chunks(chunk: int) -> str:
    """`, 64 items in a chunk`"""
    return f", {plural(chunk, 'item')} in a chunk" if chunk > 1 else ""


def pays_from(best: Row, even: BreakEven | None) -> list[str]:
    """From how many items on a pool of processes is faster than a loop."""
    if best.model != "process-pool" or even is None:
        return []
    told: list[str] = []
    if even.chunk is not None and even.chunk > 1:
        told.append(f"Below {plural(even.chunk, 'item')} a chunk the pool is slower than a loop.")
    if even.items is not None and even.items > 1 and best.startup_s is not None:
        told.append(
            f"Below {plural(even.items, 'item')} in all it is slower, too: starting it takes {duration(best.startup_s)}."
        )
    return told


def for_all(found: Evidence, base: Row, best: Row, inputs: int) -> list[str]:
    """What all inputs will take, where only some of them were measured."""
    measured = found.measured_items
    if inputs <= measured or not measured:
        return []
    loop_s = base.median_s / measured * inputs
    start_s = best.startup_s or 0.0
    rest_s = max(best.median_s - start_s, 0.0) / measured * inputs + start_s
    return [
        f"All {inputs:,} inputs: about {duration(rest_s)} instead of {duration(loop_s)}, if they are like the {measured:,} measured."
    ]


def free_threaded(found: Evidence, rows: list[Row], best: Row | None) -> list[str]:
    """Whether a Python without a GIL pays, where one was measured; that it might, where none is here."""
    tried = next((row for row in rows if row.name.startswith("threads@")), None)
    if tried is not None:
        python = tried.name.partition("@")[2]
        base = next(row for row in found.rows if row.name == BASELINE)
        if base.disturbed or tried.disturbed:
            return [
                f"Whether free-threaded Python {python} pays is open, as other programs were busy: threads on it were {faster(tried)}."
            ]
        if not worth(tried):
            return [f"Free-threaded Python {python} does not pay: threads on it are {faster(tried)}."]
        if best is None or (not tied(tried, best) and tried.median_s < best.median_s):
            return [f"Free-threaded Python {python} pays: threads on it are {faster(tried)}."]
        return [f"Free-threaded Python {python} comes to the same without copying: threads on it are {faster(tried)}."]
    failed = next((row for row in found.rows if row.name.startswith("threads@") and row.error), None)
    if failed is not None:
        python = failed.name.partition("@")[2]
        return [f"Free-threaded Python {python} could not be measured: {failed.error}."]
    threads = next((row for row in rows if row.name == "threads" and row.ledger), None)
    if (
        threads is not None
        and threads.ledger is not None
        and threads.ledger.wait_gil >= GIL_LIMITS
        and not found.free_threaded
    ):
        return [
            "The GIL is what limits threads, so a free-threaded Python may pay; there is none on this machine, so that was not measured."
        ]
    return []


def headline(told: Recommendation) -> str:
    """The first sentence."""
    return capital(told.sentences[0]) if told.sentences else ""
