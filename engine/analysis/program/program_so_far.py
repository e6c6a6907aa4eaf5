"""A program's account from its beginning to a play head, at the cost of what is new.

The account to the end of each whole minute is kept. Minutes are cut at samples, so nothing lies between them; a session that is
read again gives the same sums.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import add, attrgetter
from typing import TYPE_CHECKING

from ...model.program_facts import ProgramTime, ThreadTime
from ...model.states import THREAD_STATES
from ..memo import LATE_US, memo
from .program_time import program_time

if TYPE_CHECKING:
    from ...session.memory.log import Session

MINUTE_US = 60_000_000
AROUND_US = 1_000_000
"""A sample is looked for so long before a cut."""
SUMS = (*THREAD_STATES, "wall_s", "looks")
"""Fields that are added up."""
_SUMMED = attrgetter(*SUMS)


def program_so_far(session: Session, run: int, begin_us: int, t_us: int) -> ProgramTime:
    """The account from `begin_us`, when the program began to be watched, to the play head."""
    kept = memo(session, run).minutes
    begin, until = begin_us, ProgramTime()
    for minute in range(1, (t_us - begin_us) // MINUTE_US + 1):
        cut = begin_us + minute * MINUTE_US
        if cut + LATE_US > session.length_us:
            break
        if minute not in kept:
            end, part = _minute(session, run, begin, cut)
            kept[minute] = end, added([until, part])
        begin, until = kept[minute]
    return added([until, program_time(session, run, begin, t_us)])


def _minute(session: Session, run: int, begin_us: int, cut_us: int) -> tuple[int, ProgramTime]:
    """Where the minute really ends, at the last sample before the cut, and its account."""
    samples = session.threads(run, cut_us - AROUND_US, cut_us).t_us
    end = int(samples[-1]) if len(samples) else cut_us
    return end, program_time(session, run, begin_us, end)


def added(parts: list[ProgramTime]) -> ProgramTime:
    """Accounts that follow one another, as one."""
    parts = [part for part in parts if part.threads or part.wall_s]
    if len(parts) <= 1:
        return parts[0] if parts else ProgramTime()
    threads: defaultdict[tuple[int, int], list[ThreadTime]] = defaultdict(list)
    for part in parts:
        for each in part.threads:
            threads[each.pid, each.tid].append(each)
    wall_s, cpu_s = sum(part.wall_s for part in parts), sum(part.cpu_s for part in parts)
    whole = sorted(map(_added_thread, threads.values()), key=lambda each: (-each.on_core, each.pid, each.tid))
    return ProgramTime(
        wall_s=wall_s, cpu_s=cpu_s, cores_used=cpu_s / wall_s if wall_s else 0.0,
        threads=whole, processes=len({each.pid for each in whole}) or max(part.processes for part in parts),
        stopped_s=sum(part.stopped_s for part in parts), stopped_processes=max(part.stopped_processes for part in parts),
    )  # fmt: skip


def _added_thread(parts: list[ThreadTime]) -> ThreadTime:
    return reduce(_plus, parts)


def _plus(one: ThreadTime, then: ThreadTime) -> ThreadTime:
    """Without a loop of ours over the fields: a thousand threads are added up four times a second."""
    on: defaultdict[str, float] = defaultdict(float, one.io_on)
    for words, seconds in then.io_on:
        on[words] += seconds
    return ThreadTime(
        pid=then.pid, tid=then.tid, name=then.name,
        held_gil=_known(one.held_gil, then.held_gil), held_no_core=_known(one.held_no_core, then.held_no_core),
        io_on=sorted(on.items(), key=lambda pair: -pair[1]),
        **dict(zip(SUMS, map(add, _SUMMED(one), _SUMMED(then)), strict=True)),
    )  # fmt: skip


def _known(one: float | None, then: float | None) -> float | None:
    if one is None or then is None:
        return one if then is None else then
    return one + then
