"""A watched program's threads in a trace: a track each, with slices named by what it did for the most part.

What is known of half a second is how its time divides, and not in which order: so a slice is as long as the lines of the session lie
apart, is named by the largest share, and says all of them. Slices of one name that follow one another are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from ...analysis.program.program_view import SUBJECT
from ...analysis.run.lane_table import thread_key
from ...model.states import CORE, LOOKED, ON_CORE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...session.memory.log import Session

Slice = tuple[int, int, int, int, str, dict[str, float]]
"""(pid, tid, begin, length, words, shares), µs."""
STATES = (ON_CORE, CORE, *LOOKED)
OFF = [state.column for state in LOOKED]
LEAST = 0.01


def thread_slices(session: Session, run: int, t0_us: int, t1_us: int) -> Iterator[Slice]:
    """The slices of all threads between two moments, thread by thread."""
    states, clocks = session.states(run, t0_us, t1_us), session.threads(run, t0_us, t1_us)
    key, clock_key = thread_key(states.pid, states.tid), thread_key(clocks.pid, clocks.tid)
    off = np.stack([states.of(name) for name in OFF], axis=1) if len(states) else np.empty((0, len(OFF)), np.int64)
    for one in np.unique(key).tolist():
        mine, told = key == one, clock_key == one
        if not told.any():
            continue
        times = states.t_us[mine]
        on = [
            np.interp(times, clocks.t_us[told], np.maximum(column[told], 0))
            for column in (clocks.cpu_us, clocks.wait_us)
        ]
        grown = np.maximum(np.diff(np.column_stack([*on, off[mine]]), axis=0), 0)
        pid, tid = int(states.pid[mine][0]), int(states.tid[mine][0])
        yield from _merged(pid, tid, times, grown)


def _merged(pid: int, tid: int, times: NDArray[np.int64], grown: NDArray[np.float64]) -> Iterator[Slice]:
    largest = grown.argmax(axis=1) if len(grown) else np.empty(0, np.int64)
    first = 0
    for place in range(1, len(largest) + 1):
        if place < len(largest) and largest[place] == largest[first]:
            continue
        sums = grown[first:place].sum(axis=0)
        if sums.sum():
            shares = {
                state.words: round(float(share), 3)
                for state, share in zip(STATES, sums / sums.sum(), strict=True)
                if share >= LEAST
            }
            begin = int(times[first])
            yield pid, tid, begin, int(times[place]) - begin, STATES[int(largest[first])].words, shares
        first = place


def track_names(session: Session, run: int) -> tuple[dict[int, str], dict[tuple[int, int], str]]:
    """What processes and threads are called."""
    names = session.thread_names(run)
    processes = {pid: name for (pid, tid), name in names.items() if tid == SUBJECT}
    return processes, {key: name for key, name in names.items() if key[1] != SUBJECT}


Args = Mapping[str, object]
"""What is shown of an event that is clicked on."""


class TraceEvent(TypedDict, total=False):
    """One event of the format; which keys it has depends on its `ph`."""

    ph: str
    cat: str
    name: str
    pid: int
    tid: int
    ts: int
    dur: int
    s: str
    args: Args


def trace_events(session: Session, run: int, t0_us: int, t1_us: int) -> Iterator[TraceEvent]:
    """Names and slices as trace events."""
    processes, threads = track_names(session, run)
    for pid, name in processes.items():
        yield {"ph": "M", "name": "process_name", "pid": pid, "tid": 0, "ts": 0, "args": {"name": name}}
    for (pid, tid), name in threads.items():
        called = "main" if tid == pid else name
        yield {"ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "ts": 0, "args": {"name": called}}
    for pid, tid, begin, length, words, shares in thread_slices(session, run, t0_us, t1_us):
        yield {
            "ph": "X", "name": words, "cat": "state", "ts": begin, "dur": length, "pid": pid, "tid": tid, "args": {"shares": shares},
        }  # fmt: skip
