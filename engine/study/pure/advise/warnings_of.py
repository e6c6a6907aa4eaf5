"""What to look out for before others do the work: each warning from something that was seen, and none from a rule of thumb."""

from __future__ import annotations

from collections.abc import Iterator

from ....model.own.advice_facts import AdviceWarning, Evidence
from ....model.study_rows import BASELINE
from ....text.quantities import duration
from ....text.words import capital, listed, plural
from ..study_words import is_plural
from .limits_of_models import title_of

OWN_SHARE = 0.25
"""Of the CPU time that others than the calling thread use, from which on it is parallel by itself."""
OWN_CORES = 0.2
BLOCKED_S = 0.005
"""An event loop that is later than this in the median is blocked."""
UNEVEN = 1.5
"""How many times as long as the shortest tenth the longest tenth of the items take before order matters."""


def warnings_of(found: Evidence) -> list[AdviceWarning]:
    """All of them, the gravest first."""
    return [*_results(found), *_state(found), *_handing_over(found), *_itself(found), *_course(found)]


def own_workers(found: Evidence) -> str:
    """`it is parallel by itself, with up to 2 threads of its own at once, which use 1.90 cores`; '' where it isn't."""
    base = next((row for row in found.rows if row.name == BASELINE and row.wall_s), None)
    used, own = (base.cores_used or 0.0, base.own_helpers_cores or 0.0) if base else (0.0, 0.0)
    if own < OWN_CORES or own < OWN_SHARE * used:
        return ""
    who = [plural(found.helper_threads, "thread")] if found.helper_threads else []
    who += [plural(found.child_processes, "process")] if found.child_processes else []
    with_ = f" with up to {listed(who)} of its own at once, which use" if who else " and what it starts uses"
    return f"it is parallel by itself,{with_} {own:.2f} cores"


def _results(found: Evidence) -> Iterator[AdviceWarning]:
    if any(row.same == "varies" for row in found.rows):
        yield AdviceWarning(
            "varies", "Its results differ from run to run by themselves, so nobody's can be checked against the loop's."
        )
    if wrong := [title_of(row.name) for row in found.rows if row.same == "wrong"]:
        does = "do" if len(wrong) > 1 or is_plural(wrong[0].partition(" ")[0]) else "does"
        yield AdviceWarning("wrong", f"{capital(listed(wrong))} {does} not come to the results of the loop.")


def _state(found: Evidence) -> Iterator[AdviceWarning]:
    for each in found.function.written[:5]:
        yield AdviceWarning(
            "state",
            f"It writes {each.name} ({each.place}), which lives in its module: threads share it without a lock, "
            "and each process has one of its own, so what is written there is lost.",
        )


def _handing_over(found: Evidence) -> Iterator[AdviceWarning]:
    facts = found.function
    if facts.refused:
        yield AdviceWarning("refused", f"pool.map of your own program would refuse it: {facts.refused}.")
    if facts.unpicklable:
        yield AdviceWarning("unpicklable", f"Processes can't be used: {facts.unpicklable}.")
    if facts.start_method:
        yield AdviceWarning(
            "start-method",
            f"Its module sets the start method {facts.start_method} when it is imported, for whoever imports it.",
        )


def _itself(found: Evidence) -> Iterator[AdviceWarning]:
    if found.function.cached:
        yield AdviceWarning(
            "cached",
            "A cache stands before it: an input that comes again costs nothing, and each process has a cache of its own.",
        )
    if own := own_workers(found):
        yield AdviceWarning("parallel", f"{capital(own)}: workers around it compete with those.")


def _course(found: Evidence) -> Iterator[AdviceWarning]:
    for row in found.rows:
        late = row.loop_lag_s
        if row.model == "asyncio" and late is not None and late >= BLOCKED_S:
            yield AdviceWarning(
                "loop",
                f"It blocks the event loop, for {duration(late)} in the median: other coroutines wait meanwhile.",
            )
    base = next((row for row in found.rows if row.name == BASELINE), None)
    alone = base is not None and not base.disturbed
    times = sorted(found.least_times_s or (found.item_times_s if alone else []))
    if len(times) >= 10 and times[len(times) // 10] > 0 and times[-len(times) // 10] > UNEVEN * times[len(times) // 10]:
        yield AdviceWarning(
            "order",
            f"Items take from {duration(times[len(times) // 10])} to {duration(times[-len(times) // 10])}, so they end in another order "
            "than they begin: the code below keeps that of the inputs.",
        )
    if busy := [row for row in found.rows if row.disturbed]:
        most = max(row.rest_cores or 0.0 for row in busy)
        yield AdviceWarning(
            "disturbed", f"Up to {most:.2f} cores were busy with other programs meanwhile: take the figures with care."
        )
