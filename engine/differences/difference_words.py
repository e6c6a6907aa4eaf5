"""Numbers as people read them."""

from __future__ import annotations

from statistics import median

__all__ = ["as_fast", "as_long", "count", "duration", "median", "names", "plural", "ratio", "size"]


def duration(ns: float) -> str:
    """`85 µs`, `1.2 ms`, `140 ms`, `1.23 s`: two or three digits."""
    for unit, factor in (("µs", 1e3), ("ms", 1e6)):
        value = ns / factor
        if value < 9.95:
            return f"{value:.1f} {unit}"
        if value < 999.5:
            return f"{value:.0f} {unit}"
    return f"{ns / 1e9:.2f} s"


def size(value: float) -> str:
    """`1.6 KiB`, `85 KiB`, `12 MiB`."""
    kib = value / 1024
    if abs(kib) < 999.5:
        return f"{kib:.1f} KiB" if abs(kib) < 9.95 else f"{kib:.0f} KiB"
    mib = kib / 1024
    return f"{mib:.1f} MiB" if mib < 9.95 else f"{mib:,.0f} MiB"


def ratio(value: float) -> str:
    """`×0.98`, `×7.6`, `×130`."""
    return f"×{value:.2f}" if value < 1.995 else f"×{value:.1f}" if value < 99.5 else f"×{value:,.0f}"


def as_fast(value: float) -> str:
    """`0.72 times as fast`, `as fast`, `7.9 times as fast`."""
    return "as fast" if 0.995 <= value < 1.005 else f"{ratio(value)[1:]} times as fast"


def as_long(value: float, than: str) -> str:
    """`36 times as long as a thread`; what is shorter is turned around: `11 times as fast as a thread`."""
    if value < 0.995:
        return f"{as_fast(1 / value)} as {than}"
    return f"as long as {than}" if value < 1.005 else f"{ratio(value)[1:]} times as long as {than}"


def plural(number: int, word: str, many: str = "") -> str:
    """`1 thread`, `3 threads`, `2 processes`."""
    if number == 1:
        return f"1 {word}"
    return f"{number:,} {many or word + ('es' if word.endswith('s') else 's')}"


def count(number: int) -> str:
    """`1,000`."""
    return f"{number:,}"


def names(values: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(values[:-1]), values[-1]))) if values else ""
