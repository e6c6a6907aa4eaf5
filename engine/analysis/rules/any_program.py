"""Rules about a watched program: what keeps its threads from going on, by looks at them and the kernel's own clocks.

A thread that waits at a lock may be held up, or may be a worker of a pool that has nothing to do: both look the same. So nobody is
said to be limited by a lock here; only what threads waited for *while they could have worked* is called a limit: the GIL and a core.
"""

from __future__ import annotations

from ...model.program_facts import ThreadTime
from ...model.states import STATES, THREAD_STATES, ThreadState
from ...text.quantities import duration, percent
from ...text.words import capital, listed, number_word, plural, worded
from ..facts import Facts
from ..program.program_limits import ENOUGH_S, LIMITS, limited_s, wanted_s, wants_s
from ..program.share_error import spread_s
from ..snapshot import Finding
from .base import about

HOLDS = 0.25
"""Share of a program's time from which on who held the GIL is named."""
_WORDS = {state.name: state.words for state in STATES}
WORDS: dict[ThreadState, str] = {name: _WORDS.get(name, "off the cores, nobody looked why") for name in THREAD_STATES}
WORDS["wait_lock"] = "at a lock or an empty queue"
NOTHING = 0.05
"""Cores below which there is no number of them to show."""
NAMED = 0.01
"""Shares from here on are named."""
NAMED_WAIT = 0.05
"""Share of a thread's life that it waits for the GIL from which on it is counted among those that wait for it."""


def limited_by_the_gil(facts: Facts) -> Finding | None:
    """Threads that could compute wait for the GIL; who holds it, where that can be told."""
    program, wanted = facts.program, wanted_s(facts.program)
    waited = limited_s(program, "wait_gil")
    if not wanted or not waited:
        return None
    who = [each for each in program.threads if _is_held_up(each)] or [
        each for each in program.threads if each.wait_gil > 0
    ]
    verb = "waits" if len(who) == 1 else "wait"
    share = about(waited / wanted, spread_s(program.threads, "wait_gil") / wanted)
    text = f"{capital(worded(len(who), 'thread'))} {verb} for it: {share} of the time in which threads could go on."
    return Finding("limited by the GIL", "Limited by the GIL.", text + _holder(facts), "bad")


def _is_held_up(thread: ThreadTime) -> bool:
    """Whether the GIL keeps this thread from going on, and not only a moment of its life, as that of one who joins the others."""
    return thread.wait_gil >= max(LIMITS * wants_s(thread), NAMED_WAIT * thread.wall_s) and thread.wait_gil > 0


def _holder(facts: Facts) -> str:
    """` thread 71 "loop" holds it 92 % of the time.`"""
    program = facts.program
    holder = max(program.threads, key=lambda each: each.held_gil or 0.0)
    held = (holder.held_gil or 0.0) / program.wall_s
    if held < HOLDS:
        return ""
    no_core = (holder.held_no_core or 0.0) / program.wall_s
    without = f", {percent(no_core)} of the time without a core" if no_core >= LIMITS * held else ""
    return f" Most of all {thread_name(holder)} holds it, {percent(held)} of the time{without}."


def short_of_cores_here(facts: Facts) -> Finding | None:
    """Threads that could compute wait for a core."""
    program, wanted = facts.program, wanted_s(facts.program)
    waited = limited_s(program, "wait_core")
    if not wanted or not waited:
        return None
    others = f"; other programs use {facts.others:.1f}" if facts.others >= LIMITS else ""
    text = (
        f"Its threads wait for a core {percent(waited / wanted)} of the time in which they could go on: "
        f"it uses {program.cores_used:.1f} of {plural(facts.usable, 'core')}{others}."
    )
    return Finding("short of cores here", "Short of cores.", text, "bad")


def held_up_here(facts: Facts) -> Finding | None:
    """All of it, or some of its processes, were stopped from outside for a while."""
    program = facts.program
    if not program.stopped_processes:
        return None
    how_long = duration(program.stopped_s)
    if program.stopped_processes >= program.processes:
        text = "From outside, by a signal or a debugger: none of its threads could run, and what is said of them leaves that out."
        return Finding("held up here", f"Stopped for {how_long}.", text, "warn")
    several = program.stopped_processes > 1
    who = f"{capital(number_word(program.stopped_processes))} of {worded(program.processes, 'process')} {'were' if several else 'was'}"
    text = (
        f"{who} stopped from outside {'for up to' if several else 'for'} {how_long}, by a signal or a debugger: what is said of "
        f"{'their' if several else 'its'} threads leaves that out."
    )
    return Finding("held up here", "Stopped in part.", text, "warn")


def no_python(facts: Facts) -> Finding | None:
    """None of its processes has a Python in it: what is said of the GIL and of lines elsewhere has no place here."""
    program = facts.program
    if facts.has_python is not False or program.wall_s < ENOUGH_S or not program.processes:
        return None
    who = (
        "It has" if program.processes == 1 else f"None of its {plural(program.processes, 'process')} that were seen has"
    )
    none = "no Python in it" if program.processes == 1 else "a Python in it"
    return Finding(
        "no Python", "No Python.", f"{who} {none}: there is no GIL to wait for, and no line of Python to show."
    )


def where_time_went(facts: Facts) -> Finding | None:
    """Where the time of all of its threads went, where no limit is said to be one."""
    program = facts.program
    if not facts.source.states or program.wall_s < ENOUGH_S or not program.thread_s:
        return None
    shares: dict[ThreadState, float] = {state: program.total(state) / program.thread_s for state in WORDS}
    told = [
        f"{about(share, spread_s(program.threads, state) / program.thread_s)} {WORDS[state]}"
        for state, share in sorted(shares.items(), key=_largest)
        if share >= NAMED
    ]
    threads = f"{worded(len(program.threads), 'thread')} of {worded(program.processes, 'process')}"
    used = f"{program.cores_used:.1f}" if program.cores_used >= NOTHING else f"Less than {2 * NOTHING:.1f}"
    cores = f"{used} of {plural(facts.usable, 'core')}"
    return Finding("where time went", f"{cores}.", f"{capital(threads)}: {listed(told)}.")


def _largest(pair: tuple[ThreadState, float]) -> float:
    return -pair[1]


def thread_name(thread: ThreadTime) -> str:
    """`thread 71 (worker-1)`."""
    return f"thread {thread.tid} ({thread.name})" if thread.name else f"thread {thread.tid}"
