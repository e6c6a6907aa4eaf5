"""What a worker can be doing: its words, its role of colour, its glyph, the same in the app, the commands, the exports and
the docs, so that nothing is told by hue alone.

This is the table of states: their numbers in segments, the columns that looks fill, and the order of every account are made of it.
"""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
    """One state of a worker."""

    name: str
    """Field of the ledger."""
    words: str
    short: str
    ink: str
    """A role of the themes."""
    glyph: str
    legend: str
    """In the timeline's legend."""
    looked: bool = False
    """Whether looks at threads tell it: then a `States` event has a column for it."""

    @property
    def column(self) -> str:
        """Of a `States` event: `gil_us`, `asleep_us`."""
        return f"{self.name.removeprefix('wait_')}_us"

    @property
    def word(self) -> str:
        """In the timeline's legend where there is hardly any room."""
        return self.legend if self.name == "on_core" else self.short.removeprefix("wait ")


ON_CORE = State("on_core", "on a core", "on core", "run", "█", "runs")
GIL = State("wait_gil", "waiting for the GIL", "wait GIL", "gil", "─", "waits for the GIL", looked=True)
CORE = State("wait_core", "waiting for a core", "wait core", "core", "▒", "waits for a core")
LOOP = State("wait_loop", "waiting for the loop", "wait loop", "loop", "▚", "waits for the loop")
IO = State("wait_io", "waiting for I/O", "wait I/O", "io", "░", "waits for I/O", looked=True)
LOCK = State("wait_lock", "waiting for a lock", "wait lock", "lock", "═", "waits for a lock", looked=True)
CHILD = State("wait_child", "waiting for a child", "wait child", "child", "┬", "waits for a child", looked=True)
ASLEEP = State("asleep", "asleep", "asleep", "asleep", "~", "asleep", looked=True)
IDLE = State("idle", "idle", "idle", "rest", "·", "idle")
FAILED = State("failed", "failed", "failed", "failed", "×", "failed")
OPEN = State("open", "begun, not yet ended", "not ended", "title", "╱", "not yet ended")
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
