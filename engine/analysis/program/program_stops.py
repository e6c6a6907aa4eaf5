"""For how long the threads of a watched program were stopped from outside: nobody's waiting, and left out of their time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from ..snapshot import Ints

if TYPE_CHECKING:
    from ...session.memory.log import Session

Stretch = tuple[int, int]


def stopped_us(session: Session, run: int, t_us: int, pid: Ints, begin_us: Ints, end_us: Ints) -> Ints:
    """(threads,) the part between the beginning and the end of each in which its process was stopped, as far as told up to `t_us`."""
    found = np.zeros(len(pid), np.int64)
    told = session.stops(run, t_us)
    for one in np.unique(pid).tolist() if told else ():
        mine = pid == one
        for begin, end in merged((each.begin_us, each.end_us) for each in told if not each.pids or one in each.pids):
            found[mine] += np.maximum(np.minimum(end_us[mine], end) - np.maximum(begin_us[mine], begin), 0)
    return found


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those that overlap as one."""
    whole: list[Stretch] = []
    for begin, end in sorted(stretches):
        if whole and begin <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((begin, end))
    return whole
