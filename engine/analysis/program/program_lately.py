"""What the rules about a watched program speak of: lately, and once it is over from its beginning to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...model.program_facts import ProgramTime
from ...model.vocabulary import RunStatus
from ...session.events import Throttled
from ..memo import memo
from .program_time import program_time

if TYPE_CHECKING:
    from ...session.memory.log import Session

AROUND_US = 2_000_000
"""While it goes on, it and the rest of the machine are looked at over this long."""


def program_lately(session: Session, run: int, status: RunStatus, t_us: int) -> ProgramTime:
    """The program's account."""
    end = session.run_end(run, t_us)
    if end is None or status == "running":
        return program_time(session, run, max(t_us - AROUND_US, 0), t_us)
    keep = memo(session, run)
    if keep.program is None:
        keep.program = program_time(session, run, 0, end.t_us)
    return keep.program


def throttled_lately(session: Session, run: int, t_us: int) -> tuple[int, float]:
    """Periods and seconds (added up over cores) in which the quota stopped the group meanwhile."""
    over = session.run_end(run, t_us) is not None
    readings = session.between(Throttled, None, 0 if over else max(t_us - AROUND_US, 0), t_us)
    if not readings:
        return 0, 0.0
    first, last = readings[0], readings[-1]
    return last.periods - first.periods, (last.throttled_us - first.throttled_us) / 1e6
