"""The witness beside a worker of a cluster: a process of its own on that machine, which looks at one other and says what it saw.

It runs where concviz is not, from the sources that were sent (`lab/cluster/sources.py`), and imports nothing but these and the standard
library. A thread of the worker could not do it: to look it would take the GIL, and then whoever had it waits for it.

Standard output gets one JSON line each `TELL_S`, what each thread did so far; standard input is the life-line.
"""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Iterable
from typing import Any

from ...probe.linux.witness import STATES, Accounts, Look, Pace, Totals, Witness, available

TELL_S = 0.5
"""A worker passes on no more than the latest line, so that tellings don't lie farther apart than those of concviz's own machine."""
LIFELINE = 0
AFTER = Totals._fields.index("looks")
Row = list[Any]
"""tid, CPU and wait for a core in ns since it began, its state as a place in `STATES`, the fields of its `Totals` from `looks` on, and
behind them its times in `STATES`."""


def main(pid: int) -> None:
    """Looks at that process until the life-line is cut, or it is gone."""
    if why := available(pid):
        _say(json.dumps({"why": why}))
        return
    witness, accounts, pace = Witness(), Accounts(), Pace()
    told_s = 0.0
    while True:
        before = time.thread_time_ns()
        if not (looks := witness.observe([pid])):
            return
        accounts.add(looks)
        accounts.take_ended(looks)
        if time.monotonic() - told_s >= TELL_S:
            told_s = time.monotonic()
            _say(json.dumps({"t_ns": looks[0].at_ns, "threads": rows(looks, accounts.totals())}, separators=(",", ":")))
        pace.wait(time.thread_time_ns() - before, _cut)
        if _cut(0) or os.getppid() != pid:  # a fork of the worker's may hold the life-line too
            return


def rows(looks: Iterable[Look], totals: Iterable[Totals]) -> list[Row]:
    """What is told of the threads of these looks, the latest."""
    known = {each.thread: each for each in totals}
    return [
        [look.tid, look.cpu_ns, look.wait_core_ns, STATES.index(look.state), *spent[AFTER:], *spent.spent_ns]
        for look in looks
        if (spent := known.get(look.thread)) is not None
    ]


def totals_of(pid: int, row: Row) -> Totals:
    """What such a row tells of a thread of that process."""
    tid, own = row[0], len(Totals._fields) - AFTER
    return Totals(pid, tid, tid, 0, 0, tuple(row[4 + own :]), *row[4 : 4 + own])


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")


def _cut(seconds: float) -> bool:
    """Waits so long; whether whoever started it is gone, or has let go of it."""
    return bool(select.select([LIFELINE], [], [], seconds)[0])
