"""Where in the session the screens look: at its end (`Live`), or at one instant (`Paused`).

Pause, rewind and replay are the same thing: a screen shows `snapshot(session, t)`, and only `t` differs. The run knows
nothing of it and goes on. Times are microseconds of session time; `length_us` is how long the session is by now.
"""

from __future__ import annotations

from dataclasses import dataclass

STEP_US = 1_000_000
"""What one press of an arrow key moves."""
LEAP_US = 10_000_000
"""What one press with shift moves."""


@dataclass(frozen=True, slots=True)
class Live:
    """At the end of the session, and going on with it."""


@dataclass(frozen=True, slots=True)
class Paused:
    """At one instant, while the session may go on growing."""

    t_us: int


PlayHead = Live | Paused


def position(head: PlayHead, length_us: int) -> int:
    """The session time that the head stands at, never outside the session."""
    return length_us if isinstance(head, Live) else min(head.t_us, length_us)


def toggled(head: PlayHead, length_us: int) -> PlayHead:
    """Pause where we are, or go back to the end."""
    return Paused(length_us) if isinstance(head, Live) else Live()


def moved(head: PlayHead, by_us: int, length_us: int) -> PlayHead:
    """The head moved by `by_us`; from live it pauses, and whoever moves up to the end is live again."""
    if isinstance(head, Live) and by_us >= 0:
        return head
    t_us = position(head, length_us) + by_us
    return Live() if t_us >= length_us else Paused(max(0, t_us))


def clock(t_us: int) -> str:
    """Session time for a person: `00:42`, `1:02:03`."""
    seconds = max(0, t_us) // 1_000_000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
