"""What a worker can be doing, and what its time is counted by: the states with their words, and the accounts made of them.

A state stands here once: its row (words, glyph, colours), its place in the ledger and among the numbers of segments, its share, and the
piece of a waterfall that it is. All that is told by state (panels, commands, exports, lessons, advice, the docs) is made of this table,
so that nothing is told by hue alone, and nothing has other words elsewhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple, get_args

import msgspec

from .numbers import Count, Measured

ThreadState = Literal["on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "unseen"]
"""What one look at a thread can say. `unseen`: time off the cores, and no look has told why."""
THREAD_STATES: tuple[ThreadState, ...] = get_args(ThreadState)
"""Their places are the numbers in files (`events.States`): a new one comes last."""
StateName = Literal[ThreadState, "wait_loop", "idle", "failed", "open"]


class Piece(StrEnum):
    """A part of a run's life. The values are the names in files and in `--json`; those shown stand in the views, and may change.

    What is a state's name in capitals is the time in that state.
    """

    INTERPRETER_START = "interpreter start"
    IMPORTS = "imports"
    MAKING_ITEMS = "making items"
    COUNTING_BYTES = "counting bytes (concviz)"
    """What concviz itself measures aside."""
    STARTING_WORKERS = "starting workers"
    PICKLING = "pickling"
    QUEUEING = "queueing"
    COMPUTING = "computing"
    WAIT_GIL = "waiting for the GIL"
    WAIT_LOCK = "waiting for a lock"
    WAIT_CORE = "waiting for a core"
    WAIT_IO = "waiting for I/O"
    WAIT_CHILD = "waiting for a child"
    ASLEEP = "asleep"
    WAIT_LOOP = "waiting for the loop"
    IDLE = "idle at the end"
    UNEXPLAINED = "not accounted for"
    RESULTS_BACK = "results back"
    TEARDOWN = "teardown"

    @classmethod
    def _missing_(cls, value: object) -> Piece | None:
        """What another version knows is not accounted for here."""
        return cls.UNEXPLAINED if isinstance(value, str) else None


class State(NamedTuple):
    """One state of a worker."""

    name: StateName
    """Field of the ledger."""
    words: str
    short: str
    ink: str
    """A role of the themes."""
    glyph: str
    legend: str
    """In the timeline's legend."""
    paper: tuple[str, str]
    """Colour and hatching in printed figures: they differ in grey too."""
    page: str = ""
    """Colour in a notebook, on white and on black alike; the words stand beside it, so nothing depends on it."""
    looked: bool = False
    """Whether looks at threads tell it: then a `States` event has a column for it."""

    @property
    def column(self) -> str:
        """Of a `States` event: `gil_us`, `asleep_us`."""
        return column_of(self.name)

    @property
    def word(self) -> str:
        """In the timeline's legend where there is hardly any room."""
        return self.legend if self.name == "on_core" else self.short.removeprefix("wait ")

    @property
    def kind(self) -> str:
        """What it is one of, after "waiting": `for a lock`, `asleep`."""
        return self.words.removeprefix("waiting ")

    @property
    def piece(self) -> Piece | None:
        """Of a waterfall."""
        return Piece.__members__.get(self.name.upper())


def column_of(name: str) -> str:
    """Where a `States` event has the time in a state: `gil_us`, `asleep_us`, `unseen_us`."""
    return f"{name.removeprefix('wait_')}_us"


ON_CORE = State("on_core", "on a core", "on core", "run", "█", "runs", ("#00466f", ""), "#3fa45b")
GIL = State(
    "wait_gil",
    "waiting for the GIL",
    "wait GIL",
    "gil",
    "─",
    "waits for the GIL",
    ("#f0c05a", "////"),
    "#d9a520",
    looked=True,
)
CORE = State(
    "wait_core", "waiting for a core", "wait core", "core", "▒", "waits for a core", ("#d55e00", "xxxx"), "#c8433f"
)
LOOP = State(
    "wait_loop", "waiting for the loop", "wait loop", "loop", "▚", "waits for the loop", ("#f6ecc0", "...."), "#c99a2e"
)
IO = State(
    "wait_io",
    "waiting for I/O",
    "wait I/O",
    "io",
    "░",
    "waits for I/O",
    ("#b58bb0", "\\\\\\\\"),
    "#8464c0",
    looked=True,
)
LOCK = State(
    "wait_lock",
    "waiting for a lock",
    "wait lock",
    "lock",
    "═",
    "waits for a lock",
    ("#a6611a", "||||"),
    "#b06c2c",
    looked=True,
)
CHILD = State(
    "wait_child",
    "waiting for a child",
    "wait child",
    "child",
    "┬",
    "waits for a child",
    ("#7fbfb2", "----"),
    "#a274b8",
    looked=True,
)
ASLEEP = State("asleep", "asleep", "asleep", "asleep", "~", "asleep", ("#d9d9d9", "oooo"), "#9a8cc4", looked=True)
IDLE = State("idle", "idle", "idle", "rest", "·", "idle", ("#ffffff", ""), "#c9ced6")
FAILED = State("failed", "failed", "failed", "failed", "×", "failed", ("#000000", ""))
OPEN = State("open", "begun, not yet ended", "not ended", "title", "╱", "not yet ended", ("#8fb3cc", "\\\\"))
"""An item in hand, where nothing tells when its worker ran; drawn in the worker's own colour."""

BY_CODE = (ON_CORE, GIL, CORE, LOOP, IO, FAILED, LOCK, CHILD, ASLEEP, OPEN)
"""In the order of their numbers in a snapshot's segments."""
CODE = {state.name: code for code, state in enumerate(BY_CODE)}
LEDGER = (ON_CORE, GIL, LOCK, CORE, LOOP, IO, CHILD, ASLEEP, IDLE)
"""In the order in which the ledger tells them."""
LOOKED = tuple(state for state in LEDGER if state.looked)
"""What looks at threads divide their time off the cores into."""
STATES = (*LEDGER, FAILED)
"""All of them; OPEN is none, but how one is drawn that isn't known yet."""
WATERFALL = (*(state for state in LEDGER if state.piece and state not in (LOOP, IDLE)), LOOP)
"""Those that are pieces of a waterfall, in the order of its bars."""
THREAD_WAITS: tuple[ThreadState, ...] = tuple(name for name in THREAD_STATES if name not in ("on_core", "unseen"))
"""What a thread can do instead of running."""


class StateTimes(msgspec.Struct, frozen=True, kw_only=True):
    """What of a thread's time each state took, as shares or in seconds, in the order in which they are shown."""

    on_core: Measured = 0.0
    wait_core: Measured = 0.0
    wait_gil: Measured = 0.0
    wait_lock: Measured = 0.0
    """Any lock but the GIL: of the program, of a library, of the kernel; or an empty queue: a worker without work waits so, too."""
    wait_io: Measured = 0.0
    wait_child: Measured = 0.0
    """For a process that it started to end."""
    asleep: Measured = 0.0
    """On purpose."""


class Ledger(StateTimes, frozen=True, kw_only=True):
    """Where the workers' wall time went: shares of it that add up to 1 (all zero before the first span)."""

    wait_loop: Measured = 0.0
    """Coroutines only: ready to go on, but another one holds the event loop."""
    idle: Measured = 0.0
    """Between items, before the first and after the last, or not accounted for."""
    measured: tuple[str, ...] = ()
    """Which of the names above have a share, and no guess in it …"""
    inferred: tuple[str, ...] = ()
    """… which were inferred rather than measured …"""
    inferred_why: str = ""
    """… and why they had to be, in a sentence; '' where none was."""
    looks: Count = 0
    """How many looks at the workers' threads divided their time off the cores; 0: none, it was inferred."""

    def share(self, name: str) -> float:
        """The share of that name."""
        return float(getattr(self, name))

    __getitem__ = share

    @property
    def shares(self) -> dict[str, float]:
        """The shares by name, in their order."""
        return {name: getattr(self, name) for name in SHARES}


SHARES: tuple[str, ...] = Ledger.__struct_fields__[: Ledger.__struct_fields__.index("measured")]
