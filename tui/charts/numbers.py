"""Numbers as a person reads them: whole percents that add up, rates, times, sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence


def finite(value: float) -> float:
    """The value, or 0.0 where there is none (NaN, infinite)."""
    return value if math.isfinite(value) else 0.0


def percents(shares: Sequence[float]) -> list[int]:
    """Whole percents of the shares whose sum is the rounded sum of all (largest remainders get what is left over)."""
    exact = [max(0.0, finite(share)) * 100 for share in shares]
    whole = [math.floor(value) for value in exact]
    left = round(sum(exact)) - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: max(0, left)]:
        whole[index] += 1
    return whole


def rate(per_s: float) -> str:
    """`0.8/s`, `312/s`, `1.2k/s`, `34k/s`."""
    per_s = max(0.0, finite(per_s))
    if per_s < 9.95:
        return f"{per_s:.1f}/s" if per_s else "0/s"
    if per_s < 999.5:
        return f"{per_s:.0f}/s"
    for unit in ("k", "M", "G"):
        per_s /= 1000
        if per_s < 9.95:
            return f"{per_s:.1f}{unit}/s"
        if per_s < 999.5 or unit == "G":
            return f"{per_s:.0f}{unit}/s"
    raise AssertionError("unreachable")


def duration(microseconds: float) -> str:
    """`0.5 ms`, `160 ms`, `1.6 s`, `80 s`."""
    milliseconds = finite(microseconds) / 1000
    if abs(milliseconds) < 1000:
        return f"{milliseconds:.3g} ms"
    return f"{milliseconds / 1000:.3g} s" if abs(milliseconds) < 100_000 else f"{milliseconds / 1000:.0f} s"


def seconds(value: float) -> str:
    """`85 µs`, `1.2 ms`, `112 ms`, `1.13 s`, `12.4 s`: two or three digits, and the same number of them below each other."""
    value = max(0.0, finite(value))
    if value < 0.9995e-3:
        return f"{value * 1e6:.0f} µs"
    if value < 0.9995:
        return f"{value * 1e3:.1f} ms" if value < 9.95e-3 else f"{value * 1e3:.0f} ms"
    return f"{value:.2f} s" if value < 9.995 else f"{value:.1f} s" if value < 99.95 else f"{value:,.0f} s"


def clock(t_us: int) -> str:
    """`00:42`, `61:07`: minutes and seconds of the session."""
    minutes, seconds = divmod(max(0, t_us) // 1_000_000, 60)
    return f"{minutes:02d}:{seconds:02d}"


def memory(size_bytes: int) -> str:
    """`24 MiB`, `1.3 GiB`."""
    mebibytes = size_bytes / (1024 * 1024)
    return f"{mebibytes:.0f} MiB" if mebibytes < 1000 else f"{mebibytes / 1024:.1f} GiB"


def plural(count: int, word: str) -> str:
    """`1 worker`, `4 workers`, `2 children`; `main` and `lab` stay as they are."""
    if word in ("at most", "now"):
        return f"{word} {count:,}"
    if count == 1 or word in ("main", "lab"):
        return f"{count:,} {word}"
    return f"{count:,} {'children' if word == 'child' else word + 's'}"
