"""Rules about a watched program's shape: who starves whom, pools too large, processes that wait for one, lives too short to see.

Each names measured figures and keeps silent where another explanation is as good; the tests have a silent neighbour of each.
"""

from __future__ import annotations

import re
from collections import defaultdict

from ...model.program_facts import ThreadTime
from ...text.quantities import duration, percent
from ...text.words import capital, plural, worded
from ..facts import Facts
from ..program.program_limits import LEAST_CORES, wants_s
from ..snapshot import Finding
from .any_program import thread_name

WANTS = 0.1
"""Share of its time in which a thread computed or could have, from which on it counts among those that want the GIL."""
STARVED, FAIR_TIMES = 0.75, 1.5
"""Who waits for that much of the time in which it could go on starves, if who holds the GIL has so many times its fair share."""
POOL, IDLE, LONG_S = 4, 0.98, 1.5
"""Fewer threads are no pool; such a share at a lock or an empty queue is doing nothing; shorter times say nothing."""
WAITS_FOR, COMPUTES = 0.6, 0.6
"""Shares of time from which on a process waits for another one, and that one computes."""
SHORT, SHORT_CORES = 0.3, 0.2
"""Share of its CPU, and cores, that went to lives too short to be seen, from which on they are told."""
STOPPED = 0.1
"""Of the time: a quota that stops so much is told."""
_OTHER = re.compile(r"process (\d+)\)?$")


def starved_of_the_gil(facts: Facts) -> Finding | None:
    """One thread keeps the GIL, and others that want it hardly get it."""
    threads = [each for each in facts.program.threads if each.wall_s and wants_s(each) >= WANTS * each.wall_s]
    holder = max(facts.program.threads, key=lambda each: each.held_gil or 0.0, default=None)
    if holder is None or not holder.held_gil or facts.program.wall_s < LONG_S:
        return None
    rivals = [each for each in threads if each.pid == holder.pid and each is not holder]
    fair, held = 1 / (len(rivals) + 1), holder.held_gil / holder.wall_s
    starving = [each for each in rivals if each.wait_gil >= STARVED * wants_s(each)]
    if not starving or held < min(FAIR_TIMES * fair, 0.9):
        return None
    waited = sum(each.wait_gil for each in starving) / sum(wants_s(each) for each in starving)
    verb = "waits" if len(starving) == 1 else "wait"
    text = (
        f"{capital(thread_name(holder))} holds it {percent(held)} of the time; {worded(len(starving), 'other thread')} {verb} for it "
        f"{percent(waited)} of the time in which they could go on."
    )
    return Finding("starved of the GIL", "One thread starves others of the GIL.", text, "warn")


def pool_too_large(facts: Facts) -> Finding | None:
    """Most threads of a pool did nothing at all."""
    pools: defaultdict[tuple[int, str], list[ThreadTime]] = defaultdict(list)
    for each in facts.program.threads:
        if each.tid != each.pid and each.wall_s >= LONG_S:
            pools[each.pid, stem(each.name)].append(each)
    for (pid, name), threads in pools.items():
        idle = [each for each in threads if each.wait_lock >= IDLE * each.wall_s]
        if len(threads) >= POOL and len(idle) > len(threads) // 2 and len(idle) < len(threads):
            called = f" ({name}…)" if name else ""
            text = (
                f"{capital(worded(len(idle), 'thread'))} of {len(threads)}{called} in process {pid} spent at least {percent(IDLE)} of "
                f"{duration(facts.program.wall_s)} at a lock or an empty queue; {worded(len(threads) - len(idle), 'other')} did the rest."
            )
            return Finding("pool too large", "A pool larger than what runs.", text)
    return None


def stem(name: str) -> str:
    """What names of one pool have in common: without the number at the end."""
    return re.sub(r"[\W_]*\d*[\W_]*\d*$", "", name)


def waits_for_one_process(facts: Facts) -> Finding | None:
    """Several processes wait for one that computes: by the pipes and connections that they wait at."""
    busiest: dict[int, ThreadTime] = {}
    for each in facts.program.threads:
        if each.wall_s >= LONG_S and each.on_core >= busiest.get(each.pid, each).on_core:
            busiest[each.pid] = each
    waiting: defaultdict[int, set[int]] = defaultdict(set)
    for each in facts.program.threads:
        for words, seconds in each.io_on:
            other = _OTHER.search(words)
            if other and seconds >= WAITS_FOR * each.wall_s > 0:
                waiting[int(other[1])].add(each.pid)
    for pid, who in waiting.items():
        one = busiest.get(pid)
        idle = [other for other in who if other in busiest and other != pid and _idle(busiest[other])]
        if one is not None and len(idle) >= 2 and one.on_core + one.wait_core >= COMPUTES * one.wall_s:
            text = (
                f"{capital(worded(len(idle), 'process'))} wait for process {pid} at a pipe or a connection; its {thread_name(one)} "
                f"computes {percent(one.on_core / one.wall_s)} of the time."
            )
            return Finding("waits for one process", "Processes wait for one.", text, "warn")
    return None


def _idle(thread: ThreadTime) -> bool:
    return wants_s(thread) < (1 - WAITS_FOR) * thread.wall_s


def lives_too_short(facts: Facts) -> Finding | None:
    """Much of the CPU time went to processes and threads that began and ended between two looks: a storm of forks."""
    program = facts.program
    short_s = program.cpu_s - sum(each.on_core for each in program.threads)
    if program.wall_s < LONG_S or short_s < max(SHORT * program.cpu_s, SHORT_CORES * program.wall_s, LEAST_CORES):
        return None
    text = (
        f"{percent(short_s / program.cpu_s)} of its CPU time "
        f"({short_s / program.wall_s:.1f} cores) went to processes and threads that ended "
        f"before they could be looked at: starting them may cost more than what they do."
    )
    return Finding("lives too short", "A storm of short processes or threads.", text, "warn")


def throttled_here(facts: Facts) -> Finding | None:
    """A quota stops the control group that concviz is in, and threads that hold the GIL have no core."""
    program = facts.program
    if facts.throttled_s < STOPPED * program.wall_s or program.wall_s < LONG_S:
        return None
    held = sum(each.held_no_core or 0.0 for each in program.threads)
    without = (
        f" The GIL was held {percent(held / program.wall_s)} of the time by threads without a core." if held else ""
    )
    text = (
        f"A limit on CPU time stopped concviz's own control group {plural(facts.throttled_periods, 'time')} in {duration(program.wall_s)}, "
        f"for {duration(facts.throttled_s)} added up over cores; a program that was started here is in it.{without}"
    )
    return Finding("throttled", "Throttled.", text, "bad")
