"""What threads waited for that waited for I/O: how often each was seen at what, between two moments."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from ...session.events import Targets

if TYPE_CHECKING:
    from ...session.memory.log import Session


def io_targets(session: Session, run: int, t0_us: int, t1_us: int) -> dict[tuple[int, int], dict[str, float]]:
    """(pid, tid) to target to seconds in which it was the one seen last."""
    told = session.between(Targets, run, t0_us, t1_us)
    standing = session.latest(Targets, run, t0_us)
    if standing is not None and (not told or told[0].t_us > t0_us):
        told = [standing, *told]
    found: defaultdict[tuple[int, int], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    ends = [max(each.t_us, t0_us) for each in told] + [t1_us]
    for each, (begin, end) in zip(told, pairwise(ends), strict=True):
        for pid, tid, words in each.rows:
            found[pid, tid][words] += (end - begin) / 1e6
    return {key: dict(seen) for key, seen in found.items()}
