"""One look at a thread: what the witness hands out."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

State = Literal["on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "unseen", "stopped"]
"""What a thread does: the states of `model.states.ThreadState`, and one more. A look never says "unseen": that is time off the cores in
which no look found the thread. "stopped" is a thread that may not run until somebody lets it: by a signal or a debugger, or with
whoever looks at it; that is told as stops, not as a wait."""
STATES: Final[tuple[State, ...]] = get_args(State)

SEVERAL: Final = -2
"""Stands for a descriptor where a thread waits for any of several."""

Gap = Literal["", "blind", "stopped"]
"""What lies between two looks: nothing special; so much time that they say nothing of it; a stop of everything."""


class Look(NamedTuple):
    """One reading of the kernel's words about a thread.

    Attributes:
        pid: its process.
        tid: its native id.
        thread: a number of its own, which no other thread of this witness ever gets.
        at_ns: when, by the witness's clock.
        cpu_ns: time on a core since the thread began; exact to one tick of the kernel.
        wait_core_ns: time in which it could have run and had no core; of a wait that goes on nothing is in it yet.
        turns: how many times it was put on a core.
        state: what it is doing. "on_core" is said of every thread that runs or may run at once; "wait_core" only where
            it is certain: since the last look it could run and was never put on a core.
        call: the number of the system call in which it is blocked; -1 outside of any, None if it isn't blocked.
        fd: the descriptor that it waits for, if state is "wait_io"; SEVERAL, or -1 where it isn't known.
        holds_gil: whether it holds the GIL of its interpreter; None where that isn't known (before 3.13).
    """

    pid: int
    tid: int
    thread: int
    at_ns: int
    cpu_ns: int
    wait_core_ns: int
    turns: int
    state: State
    call: int | None = None
    fd: int = -1
    holds_gil: bool | None = None

    @property
    def ready(self) -> bool:
        """Whether it is on a core or waits for one."""
        return self.state in ("on_core", "wait_core")
