"""Where in the session the screens look: at its end (`Live`), at one instant (`Paused`), or moving (`Playing`).

Pause, rewind and replay are the same thing: a screen shows `snapshot(session, t)`, and only `t` differs. The run knows
nothing of it and goes on. Times are microseconds of session time; `length_us` is how long the session is by now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Playing:
    """On the way from the past to the end, `speed` times as fast as it happened."""

    t_us: int
    speed: float = 1.0


PlayHead = Live | Paused | Playing

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
NEAR_US = 1_500_000
"""While playing, the chapter that began less than this ago is passed over by "back", or one could never get further back."""


def position(head: PlayHead, length_us: int) -> int:
    """The session time that the head stands at, never outside the session."""
    return length_us if isinstance(head, Live) else min(head.t_us, length_us)


def toggled(head: PlayHead, length_us: int, *, replay: bool = False, speed: float = 1.0) -> PlayHead:
    """Pause where we are; from there back to the end, or in a replay on with playing (at the end: from the beginning)."""
    if isinstance(head, Playing):
        return Paused(position(head, length_us))
    if replay:
        return Playing(head.t_us if isinstance(head, Paused) and head.t_us < length_us else 0, speed)
    return Paused(length_us) if isinstance(head, Live) else Live()


def moved(head: PlayHead, by_us: int, length_us: int) -> PlayHead:
    """The head moved by `by_us`; from live it pauses, and whoever moves up to the end is live again."""
    if isinstance(head, Live) and by_us >= 0:
        return head
    return placed(head, position(head, length_us) + by_us, length_us)


def placed(head: PlayHead, t_us: int, length_us: int) -> PlayHead:
    """The head at `t_us`: it plays on from there if it was playing; at the very end it is live."""
    if t_us >= length_us:
        return Live()
    t_us = max(0, t_us)
    return replace(head, t_us=t_us) if isinstance(head, Playing) else Paused(t_us)


def played(head: Playing, elapsed_us: int, length_us: int, idle: Sequence[tuple[int, int]] = ()) -> PlayHead:
    """The head after `elapsed_us` of real time; it leaps over the stretches of `idle` (from, until)."""
    t_us = head.t_us + round(elapsed_us * head.speed)
    for first, last in idle:
        if first < t_us < last:
            t_us = last
    return placed(head, t_us, length_us)


def faster(speed: float, by: int) -> float:
    """The next speed up (1) or down (-1)."""
    if by > 0:
        return next((each for each in SPEEDS if each > speed), SPEEDS[-1])
    return next((each for each in reversed(SPEEDS) if each < speed), SPEEDS[0])


def chapter_before(head: PlayHead, chapters: Sequence[int], length_us: int) -> int:
    """Where the chapter before the head begins; 0 where there is none."""
    near = NEAR_US if isinstance(head, Playing) else 0
    return max((t_us for t_us in chapters if t_us < position(head, length_us) - near), default=0)


def chapter_after(head: PlayHead, chapters: Sequence[int], length_us: int) -> int:
    """Where the next chapter begins; the end where there is none."""
    return min((t_us for t_us in chapters if t_us > position(head, length_us)), default=length_us)
