"""Moments of a session as a clock shows them, and clocks read back."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)")


def clock(t_us: float) -> str:
    """`00:42`, `1:02:03`; before the beginning is the beginning.

    Raises:
        ValueError: it is not a number.
    """
    minutes, seconds = divmod(max(0, int(t_us)) // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def clock_seconds(text: str) -> float | None:
    """Seconds of `1:23`, `1:02:03` or `0:07.5`; None for what is no clock."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
