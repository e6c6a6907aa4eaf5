"""What the two accounts of the ledger have in common: the clocks they read, and what is likely where nobody looked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...model.states import LOOKED
from ...model.vocabulary import MeasuredKind
from ..snapshot import Floats, Ints
from .lane_table import LaneTable

SEEN = tuple(state.name for state in LOOKED)
"""What time off the cores is divided into; in the order of `lane_waits.WAITS`."""
GIL, LOCK, IO = SEEN.index("wait_gil"), SEEN.index("wait_lock"), SEEN.index("wait_io")
Guess = dict[str, float]
"""Names of the ledger to how many us of their figures are inferred; `lost`: us of lanes that lost steps."""


@dataclass(frozen=True, slots=True)
class LaneClocks:
    """What the kernel said of each lane's thread, one entry a lane, µs."""

    seen_us: Ints
    """Session time of the last look, -1 for never."""
    cpu_us: Ints
    """The thread's CPU total at that look."""
    wait_us: Ints
    """Waited for a core between its first item and that look, -1 where not known."""


@dataclass(frozen=True, slots=True)
class StepSums:
    """Sums over the steps of coroutines, one entry a lane, µs; zero for other lanes."""

    ran_us: Ints
    ran_cpu_us: Ints
    ready_us: Ints
    whole_us: Ints
    """Wall time of the finished items whose spans were kept."""


def guessed(table: LaneTable, kind: MeasuredKind, rest: Floats, rest_of_items: Floats) -> Floats:
    """(lanes, 5) the rest as the task's kind makes likely; nothing is likely of one that isn't known."""
    parts = np.zeros((len(table), len(SEEN)))
    if kind == "io":
        parts[:, IO] = rest_of_items
    elif kind != "unknown":
        parts[:, GIL] = np.where(table.contended, rest, 0.0)
    return parts
