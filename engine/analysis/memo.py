"""What is remembered between two snapshots, so that a tick costs what is new and not what is old.

Sums over a long run (a coroutine's steps, a thread's clocks) are kept at checkpoints, about one a second. A checkpoint
is only kept for a moment that lies far enough back: later lines of the session may still bring spans from before it.
What is remembered is never part of an answer that it could change: asking without it gives the same numbers.
"""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from .snapshot import Ints, Segments

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..model.program_facts import ProgramTime
    from ..session.events import NodeUse
    from ..session.memory.log import Session
    from .cores import Surroundings
    from .run.figures import RunFigures
    from .run.lane_table import Workers
    from .snapshot import Floats

State = TypeVar("State")

STEP_US = 1_000_000
LATE_US = 2_000_000
"""Nothing that is appended is older than this."""


class Checkpoints(Generic[State]):
    """A running sum over session time that can be asked for at any moment.

    `advance(state, t0_us, t1_us)` returns a new state that also has what happened in (t0, t1].
    """

    def __init__(self, start_us: int, empty: State) -> None:
        self._times = [start_us]
        self._states = [empty]

    def at(self, t_us: int, settled_us: int, advance: Callable[[State, int, int], State]) -> State:
        """The state at `t_us`; moments up to `settled_us` may be kept."""
        place = max(bisect.bisect_right(self._times, t_us) - 1, 0)
        time, state = self._times[place], self._states[place]
        boundary = min(t_us, settled_us) // STEP_US * STEP_US
        if boundary > time:
            state = advance(state, time, boundary)
            time = boundary
            self._times.insert(place + 1, time)
            self._states.insert(place + 1, state)
        return advance(state, time, t_us) if t_us > time else state


@dataclass
class RunMemo:
    """What is remembered of one run."""

    clocks: Checkpoints[Any] | None = None
    steps: Checkpoints[Any] | None = None
    first_clocks: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Thread key to its (CPU, waiting) totals at its lane's first item."""
    minutes: dict[int, tuple[int, Any]] = field(default_factory=dict)
    """Of a watched program: minute to where it ends and the account until then (see `program.program_so_far`)."""
    first_look: dict[int, tuple[int, dict[int, int]]] = field(default_factory=dict)
    """Session time of the run's first item to the first sample after it: its time, and thread key to CPU total."""
    states: Checkpoints[Any] | None = None
    first_states: dict[int, Ints] = field(default_factory=dict)
    """Thread key to what had been told of its waits at its lane's first item."""
    painters: Ints | None = None
    """Item to the lane that did it, 0 not known yet."""
    painters_until_us: int = -1
    workers: Workers | None = None
    """What its lanes told of themselves, as far as they had begun at the last play head."""
    names: tuple[NDArray[np.str_], list[str]] | None = None
    """Kinds of its lanes to what these are called, as `workers`."""
    uses: tuple[list[NodeUse], Ints] | None = None
    """What a cluster's nodes told of their use, as far as it was asked for last, and the same in columns."""
    failed_items: int | None = None
    """Of a run that was cut off: how many of its items were broken off."""
    figures: dict[bool, RunFigures] = field(default_factory=dict)
    """Of a run that is over and settled, as all below: whether of the whole run to its figures."""
    spread: dict[int, tuple[Floats, Ints]] = field(default_factory=dict)
    """Over so many µs: shares and lanes of the slices."""
    around: Surroundings | None = None
    segments: tuple[int, Segments] | None = None
    """Length of the timeline's window, and the timeline."""
    program: ProgramTime | None = None


KEPT_RUNS = 8
"""Of a session: a screen looks at one or two."""
_memos: WeakKeyDictionary[Session, OrderedDict[int, RunMemo]] = WeakKeyDictionary()
_lock = threading.Lock()


def memo(session: Session, run: int) -> RunMemo:
    """What is remembered of that run of that session, for as long as it is among those that were asked for last."""
    with _lock:
        kept = _memos.setdefault(session, OrderedDict())
        found = kept.setdefault(run, RunMemo())
        kept.move_to_end(run)
        if len(kept) > KEPT_RUNS:
            kept.popitem(last=False)
        return found
