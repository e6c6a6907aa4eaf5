"""What keeps a program's threads from going on, in one word: pure, from its account over some time."""

from __future__ import annotations

from typing import Literal

from ...model.program_facts import ProgramTime, ThreadTime

LIMITS = 0.2
"""Share of the time in which threads wanted to compute from which on waiting for something is what limits them."""
LEAST_CORES = 0.1
"""Of a core: a program that wants less than this computes next to nothing. Nor is a wait its limit that costs it less: every wake-up
waits for a core for some microseconds, which of a program that only wakes to go on sleeping is a quarter of the time it wants one."""
ENOUGH_S = 0.5
"""Of wall time; before, nothing is said."""

Limit = Literal["", "GIL", "cores", "nothing", "little"]
"""The GIL, too few cores, nothing but its own computing, or it computes next to nothing; '' for too short a time."""


def wants_s(thread: ThreadTime) -> float:
    """Seconds in which a thread computed or could have."""
    return thread.on_core + thread.wait_core + thread.wait_gil


def wanted_s(program: ProgramTime) -> float:
    """The same of all threads; 0 where it is too little to be spoken of."""
    wanted = sum(map(wants_s, program.threads))
    return wanted if program.wall_s >= ENOUGH_S and wanted >= LEAST_CORES * program.wall_s else 0.0


def limited_s(program: ProgramTime, state: Literal["wait_gil", "wait_core"]) -> float:
    """Seconds that its threads waited so; 0 where that doesn't limit it."""
    waited = program.total(state)
    return waited if waited >= max(LIMITS * wanted_s(program), LEAST_CORES * program.wall_s) else 0.0


def limit_of(program: ProgramTime) -> Limit:
    """What limits it over the time of this account."""
    if program.wall_s < ENOUGH_S:
        return ""
    wanted = wanted_s(program)
    if not wanted:
        return "little"
    if limited_s(program, "wait_gil"):
        return "GIL"
    return "cores" if limited_s(program, "wait_core") else "nothing"
