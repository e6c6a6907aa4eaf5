"""How much faster or slower, in words."""

from __future__ import annotations

from ..text.quantities import ratio


def as_fast(value: float) -> str:
    """`0.72 times as fast`, `as fast`, `7.90 times as fast`."""
    return "as fast" if 0.995 <= value < 1.005 else f"{ratio(value)} times as fast"


def as_long(value: float, than: str) -> str:
    """`36.0 times as long as a thread`; what is shorter is turned around: `11.2 times as fast as a thread`."""
    if value < 0.995:
        return f"{as_fast(1 / value)} as {than}"
    return f"as long as {than}" if value < 1.005 else f"{ratio(value)} times as long as {than}"
