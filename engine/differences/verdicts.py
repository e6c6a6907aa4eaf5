"""Whether what was measured agrees with what is said (`claims.SAID`), and why.

A claim is judged on the numbers of this machine only; where they can't tell (one usable core, a limit, a
machine whose cores others used) the judgement is left open, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..model.difference_facts import (
    CellFacts,
    NumberFacts,
    ParallelismFacts,
    PicklingFacts,
    RaceFacts,
    RelationFacts,
    SharingFacts,
    TasksFacts,
    TypeFacts,
    WeightFacts,
)
from ..text.quantities import duration, size
from ..text.words import listed
from .claims import CLAIMS, source
from .difference_words import as_fast, as_long

__all__ = ["CLAIMS", "Case", "Judgement", "judge", "source"]

ONE_CORE = 1.2
"""Up to here it is one core's worth."""
TWO_CORES = 1.5
"""From here on two workers clearly worked at the same time."""
FASTER = 1.3
QUIET_SHARE = 0.95
"""One after the other, computing gets the core for less of the time than this: something else is running."""
OTHERS, WORKERS = 0.25, 2
"""From so many cores on, the rest of the machine takes something from two workers, unless there are cores to spare; who only
computes and gets so much less than one core, or waits so much for one, lost it to others."""
BUSY = " Computing did not get all the cores that it could have used, so that can't be told."
LIGHT_START_S, LIGHT_BYTES = 1e-3, 1 << 20


F = TypeVar("F", bound=CellFacts, covariant=True)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether it agrees, and one sentence."""

    agrees: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Case(Generic[F]):
    """What a judgement stands on."""

    column: str
    facts: F
    weights: Mapping[str, WeightFacts]
    """What the others weigh, by column, under the main Python of that column."""
    usable_cores: float
    python: str


def judge(name: str, case: Case[CellFacts]) -> Judgement:
    """Whether the claim of property `name` in the case's column agrees with its facts."""
    return JUDGES[name](case)


def _type(case: Case[TypeFacts]) -> Judgement:
    facts = case.facts
    if not facts.workers:
        return Judgement(None, "None could be started.")
    if facts.confirmed is False:
        return Judgement(False, "The ids that the workers gave are not the ones that the system lists.")
    right = {
        "threading": facts.threads == facts.workers and not facts.processes,
        "multiprocessing": facts.processes == facts.workers,
        "asyncio": not facts.threads and not facts.processes,
        "interpreters": facts.threads == facts.workers and not facts.processes,
    }[case.column]
    why = {
        "threading": "Each has a thread id of its own, all in one process.",
        "multiprocessing": "Each has a process id of its own.",
        "asyncio": "The system has no ids for them: it sees the one thread that runs them all.",
        "interpreters": "The system sees threads; that each runs an interpreter of its own is known to Python alone.",
    }[case.column]
    return Judgement(right, why if right else "The system shows something else: see the evidence.")


def _relation(case: Case[RelationFacts]) -> Judgement:
    facts = case.facts
    if not facts.workers:
        return Judgement(None, "None could be started.")
    if case.column != "multiprocessing":
        return Judgement(facts.inside, "All of them are inside the process that started them, and end with it.")
    if not facts.children:
        return Judgement(None, "They couldn't be looked at from outside.")
    if facts.whose == "child":
        return Judgement(facts.threads >= 1, "Each has a thread at least, and they are the program's children.")
    method = facts.start_method
    return Judgement(
        facts.threads >= 1,
        f"Each has a thread at least. With the start method {method} they are a helper's children, and the helper is the program's.",
    )


def _sharing(case: Case[SharingFacts]) -> Judgement:
    shared, claimed = case.facts.shared, case.column in ("threading", "asyncio")
    if shared is None:
        return Judgement(None, "No worker could be started.")
    times = {way: seconds for way, seconds in case.facts.handover_s.items() if way.endswith(" 100 MB")}
    told = [f"{duration(seconds)} ({way.removesuffix(' 100 MB')})" for way, seconds in times.items()]
    cost = f" Handing over 100 MB takes {' or '.join(told)}." if told else ""
    seen = f"The parent {'sees' if shared else 'never sees'} what a worker changes: {_things(case.facts.seen, shared)}."
    return Judgement(shared == claimed, seen + cost)


def _things(seen: Mapping[str, bool], shared: bool) -> str:
    """`an argument, a global and a function of its module`."""
    whose = {"argument": "an argument", "global": "a global", "function": "a function of its module"}
    return listed([whose[what] for what in seen if what in whose] or ["an argument"], "and" if shared else "or")


def _weight(case: Case[WeightFacts]) -> Judgement:
    start, memory = case.facts.start_s, case.facts.memory_bytes
    if start is None:
        return Judgement(None, "None could be started.")
    takes = f"Starting one takes {duration(start)}" + (f" and {size(memory)}" if memory is not None else "")
    thread = case.weights.get("threading", WeightFacts())
    base = thread.start_s
    beside = f": {as_long(start / base, 'a thread')}" if base else ""
    if case.column == "threading":
        return Judgement(start < LIGHT_START_S and (memory or 0) < LIGHT_BYTES, f"{takes}.")
    if case.column == "multiprocessing":
        heavy = start > 5 * base if base else start > LIGHT_START_S
        return Judgement(heavy or (memory or 0) > LIGHT_BYTES, f"{takes}{beside}.")
    if base is None:
        return Judgement(None, f"{takes}; threads were not measured beside it.")
    if case.column == "asyncio":
        lighter = start < base and (memory or 0) <= (thread.memory_bytes or float("inf"))
        return Judgement(lighter, f"{takes}{beside}.")
    process = case.weights.get("multiprocessing", WeightFacts()).start_s
    beside += f", {as_long(start / process, 'a process')}" if process else ""
    return Judgement(start > 5 * base, f"{takes}{beside}.")


def _parallelism(case: Case[ParallelismFacts]) -> Judgement:
    cores, waited = case.facts.cores_used, case.facts.cores_waited or 0.0
    if cores is None:
        return Judgement(None, "Two of them could not be started.")
    used = f"Two of them used {cores:.2f} cores"
    one_thread = case.column == "asyncio"
    if case.usable_cores < TWO_CORES and not one_thread:
        return Judgement(None, f"{used}; with {case.usable_cores:g} usable here, nobody can use more.")
    if cores < TWO_CORES and (waited > OTHERS or cores < min(1.0, case.usable_cores) - OTHERS):
        missed = f" and waited for {waited:.2f} more" if waited > OTHERS else ", less than there are"
        return Judgement(None, f"{used}{missed}, so whether they can use more can't be told.")
    if one_thread:
        return Judgement(cores < ONE_CORE, f"{used}: one at a time, in one thread.")
    if case.column == "threading" and case.facts.gil:
        return Judgement(cores < ONE_CORE, f"{used}: only the one that holds the GIL runs Python.")
    if cores >= TWO_CORES:
        if case.column == "threading":
            return Judgement(False, f"{used}: Python {case.python} has no GIL, and threads run in parallel.")
        return Judgement(True, f"{used}: really at the same time.")
    return Judgement(case.column == "threading", f"{used}, and did not wait for more.")


def _tasks(case: Case[TasksFacts]) -> Judgement:
    cpu, io = case.facts.cpu_speedup, case.facts.io_speedup
    told = [f"computing is {as_fast(cpu)}"] if cpu else []
    told += [f"waiting is {as_fast(io)}"] if io else []
    both = f"Compared with one after the other, {listed(told)}." if told else ""
    both = " ".join(filter(None, (both, *(f"Not measured: {error}." for error in case.facts.errors))))
    if (io if case.column in ("threading", "asyncio") else cpu) is None:
        return Judgement(None, both)
    return _waiting(case, both) if case.column in ("threading", "asyncio") else _computing(case, both)


def _waiting(case: Case[TasksFacts], both: str) -> Judgement:
    """Whether they are for waiting: they wait together, and compute one at a time."""
    cpu, io = case.facts.cpu_speedup or 0.0, case.facts.io_speedup or 0.0
    one_at_a_time = case.column == "asyncio" or case.facts.gil
    if _busy(case) or (one_at_a_time and cpu >= FASTER):
        return Judgement(None, both + BUSY)
    if cpu >= FASTER:
        return Judgement(
            False, f"{both} Here they are for computing as well: Python {case.python} runs them in parallel."
        )
    return Judgement(io >= 2, f"{both} They wait together, and compute one at a time.")


def _computing(case: Case[TasksFacts], both: str) -> Judgement:
    """Whether they are for computing."""
    cpu, io = case.facts.cpu_speedup or 0.0, case.facts.io_speedup
    started, share = case.facts.cpu_speedup_started or 0.0, _share(case)
    # Had one after the other had a core to itself, it would have taken its CPU time: more than that nobody gained.
    if share < QUIET_SHARE and max(cpu, started) * share < FASTER:
        return Judgement(None, both + BUSY)
    if cpu >= FASTER:
        also = " They wait together too, if not as cheaply." if io and io >= 2 else ""
        return Judgement(True, both + also)
    if started >= FASTER:
        late = f" Starting them took {duration(case.facts.cpu_startup_s or 0.0)} of it; without that, it is {as_fast(started)}."
        return Judgement(True, both + late)
    if case.usable_cores < TWO_CORES:
        return Judgement(None, f"{both} With {case.usable_cores:g} usable, computing at the same time can't be tried.")
    return Judgement(None, both + BUSY) if _busy(case) else Judgement(False, f"{both} They gained nothing.")


def _share(case: Case[TasksFacts]) -> float:
    """Of a core, that computing one after the other got."""
    return 1.0 if case.facts.cpu_share is None else case.facts.cpu_share


def _busy(case: Case[TasksFacts]) -> bool:
    """Whether other programs took cores that computing would have used."""
    others = case.facts.others_cores or 0.0
    return _share(case) < QUIET_SHARE or (others > OTHERS and others + WORKERS > case.usable_cores)


LEAST = {"threading": 1_000, "multiprocessing": 10, "asyncio": 10_000, "interpreters": 10}
"""How many have to be alive at once to confirm all that is said; fewer are a limit's doing, which tells nothing about the kind."""


def _number(case: Case[NumberFacts]) -> Judgement:
    facts = case.facts
    alive, stopped = facts.alive, facts.stopped
    if not alive:
        return Judgement(None, f"None could be started: {stopped}." if stopped else "None could be started.")
    took, grown = duration(facts.wall_s), size(facts.memory_bytes)
    told = f"{alive:,} {'was' if alive == 1 else 'were'} alive at once after {took}, with {grown} more memory"
    end = f"; no more because {stopped}." if stopped else "."
    if alive < LEAST[case.column]:
        limited = " A limit of this machine ended it, so that can't be told." if stopped else ""
        return Judgement(None, told + end + limited)
    if case.column == "multiprocessing":
        end += " Tens are no problem here."
    return Judgement(True, told + end)


def _race(case: Case[RaceFacts]) -> Judgement:
    facts = case.facts
    lost, locked, bare = facts.lost("call"), facts.lost("lock"), facts.lost("bare")
    if facts.gil and not bare:
        plain = (
            "A bare += lost nothing: since 3.10 CPython hands the GIL over only at calls and where a loop goes back. "
            "That is how it is built, no promise."
        )
    elif bare:
        plain = f"A bare += lost {bare:,} updates too" + (
            ": there is no GIL that keeps others out." if not facts.gil else "."
        )
    else:
        plain = "A bare += lost nothing this time; without a GIL that is luck."
    if locked:
        return Judgement(False, f"Even with the lock, {locked:,} updates were lost. {plain}")
    if not lost:
        return Judgement(None, f"None was lost this time: a race needs a switch at the wrong moment. {plain}")
    return Judgement(True, f"{lost:,} of {facts.call_expected:,} updates were lost; with a lock, none. {plain}")


def _pickling(case: Case[PicklingFacts]) -> Judgement:
    cannot = case.facts.cannot
    claimed = ("a lambda", "an open file", "a threading.Lock")
    wrong = [what for what in claimed if what not in cannot]
    if wrong:
        told = listed(wrong)
        return Judgement(False, f"{told[:1].upper()}{told[1:]} could be sent.")
    more = listed([what for what in cannot if what not in claimed])
    return Judgement(True, f"Nor can {more}." if more else "All three give an error.")


JUDGES: dict[str, Callable[[Case[Any]], Judgement]] = {
    "type": _type,
    "relation": _relation,
    "sharing": _sharing,
    "weight": _weight,
    "parallelism": _parallelism,
    "tasks": _tasks,
    "number": _number,
    "race": _race,
    "pickling": _pickling,
}
