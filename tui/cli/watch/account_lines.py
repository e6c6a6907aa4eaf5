"""A watched program's account, in lines for a person."""

from __future__ import annotations

from ....engine.analysis.program.share_error import half_width
from ....engine.analysis.rules.any_program import NAMED, WORDS
from ....engine.model.program_facts import ProgramResult, ProgramTime, ThreadTime
from ....engine.text.quantities import duration, percent
from ....engine.text.words import plural

POINTS = 2
"""Points of a share from which on is said how far off it may be."""
MOST_THREADS = 12
"""Rows of the account; the others are summed up in one."""


def account_lines(result: ProgramResult) -> list[str]:
    """The account for a person: how long and on how many cores, what limits it, thread by thread."""
    time = result.time
    ended = f", exit code {result.exit_code}" if result.exit_code is not None else ""
    how = "ended" if result.status == "ended" else "left running"
    used = f"{duration(time.cpu_s)} of CPU time on {time.cores_used:.2f} cores"
    if not time.threads and not time.processes:
        return [f"{result.program}: {how}{ended}; it was over before it could be looked at"]
    lines = [f"{result.program}: {how} after {duration(time.wall_s)}{ended}; {used}"]
    if result.rusage_s is not None:
        lines.append(f"  by the system's own account {duration(result.rusage_s)}, children that it waited for included")
    lines += [f"  {text}" for text in result.says]
    for each in time.threads[:MOST_THREADS]:
        held = f"; held the GIL {percent(each.held_gil / each.wall_s)}" if each.held_gil and each.wall_s else ""
        name = f" {each.name}" if each.name else ""
        lines.append(
            f"  process {each.pid} thread {each.tid}{name}, {duration(each.wall_s)}: {', '.join(shares_of(each))}{near([each])}{held}"
        )
    rest = time.threads[MOST_THREADS:]
    if rest:
        lines.append(
            f"  {plural(len(rest), 'thread')} more: {', '.join(shares_of(ProgramTime(threads=rest)))}{near(rest)}"
        )
    against = ["  Before and now:", *(f"    {text}" for text in result.against)] if result.against else []
    return [*lines, *against, *(f"  {why}" for why in result.missing)]


def shares_of(time: ProgramTime | ThreadTime) -> list[str]:
    """`31 % on a core`, largest first, nothing below half a percent."""
    threads = [time] if isinstance(time, ThreadTime) else time.threads
    whole = sum(each.wall_s for each in threads)
    amounts = [(sum(getattr(each, state) for each in threads), words) for state, words in WORDS.items()]
    shares = [(amount / whole, words) for amount, words in amounts if amount >= NAMED * whole > 0]
    return [f"{percent(share)} {words}" for share, words in sorted(shares, key=lambda pair: -pair[0])]


def near(threads: list[ThreadTime]) -> str:
    """` (± 9 points)` after shares that few looks have divided; '' where they are nearer than two."""
    points = round(100 * half_width(threads))
    return f" (± {points} points)" if points >= POINTS else ""
