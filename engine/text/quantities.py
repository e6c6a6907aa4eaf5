"""Sizes, durations, shares, ratios and rates as a person reads them: one function and one unit for each quantity.

Memory, files and what is handed over are all told in KiB, MiB, GiB; a share always as `73%`; how much faster always as
`3.56×`. Figures have two or three digits: more would claim what a measurement on a shared machine can't keep. What is not
a number is refused, so that a chart has to say a dash where it has nothing to say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

NOTHING = "–"
"""In place of what was not measured."""


def size(size_bytes: float) -> str:
    """`512 B`, `1.6 KiB`, `85 KiB`, `24 MiB`, `1.3 GiB`.

    Raises:
        ValueError: it is not a finite number.
    """
    sign, value = _signed(size_bytes)
    if value < 999.5:
        return f"{sign}{value:.0f} B"
    for unit in ("KiB", "MiB", "GiB"):
        value /= 1024
        if value < 999.5:
            return f"{sign}{_two_digits(value)} {unit}"
    return f"{sign}{_two_digits(value / 1024)} TiB"


def duration(seconds: float, *, exact: bool = False) -> str:
    """`640 ns`, `85 µs`, `1.2 ms`, `140 ms`, `1.13 s`, `12.4 s`, `1,250 s`: always seconds, so that lengths compare.

    `exact`: a length that somebody chose and nobody measured has no zeros at its end: `2 ms`, `1 s`.

    Raises:
        ValueError: it is not a finite number.
    """
    sign, value = _signed(seconds)
    if value == 0:
        return "0 s"
    text, unit = _scaled(value)
    if exact and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{sign}{text} {unit}"


def _scaled(value: float) -> tuple[str, str]:
    for unit, factor in (("ns", 1e9), ("µs", 1e6), ("ms", 1e3)):
        if value * factor < 999.5:
            return (f"{value * factor:.0f}" if unit == "ns" else _two_digits(value * factor)), unit
    return _three_digits(value), "s"


def time_left(seconds: float) -> str:
    """`40 s left`, `12 min left`, `1 h 20 min left`: a guess, and no finer than a guess is.

    Raises:
        ValueError: it is not a finite number.
    """
    value = max(0.0, _finite(seconds))
    if value < 99.5:
        return f"{max(1, round(value))} s left"
    minutes = round(value / 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min left" if not hours else f"{hours:,} h {rest} min left" if rest else f"{hours:,} h left"


def time_left_between(least_s: float, most_s: float) -> str:
    """`12 s to 2 min left`; where both are said alike, once: `about 12 s left`."""
    least, most = time_left(least_s), time_left(max(least_s, most_s))
    return f"about {least}" if least == most else f"{least.removesuffix(' left')} to {most}"


def rate(per_s: float) -> str:
    """`0.8/s`, `312/s`, `1.2k/s`, `34k/s`: at most seven cells below 10¹², less than nothing is nothing.

    Raises:
        ValueError: it is not a finite number.
    """
    value = max(0.0, _finite(per_s))
    for unit in ("", "k", "M"):
        if value < 999.5:
            return f"{_two_digits(value) if value else 0}{unit}/s"
        value /= 1000
    return f"{_two_digits(value)}G/s"


def percent(share: float, digits: int = 0) -> str:
    """`73%`, with one digit `12.5%`; what is more than nothing and rounds to it is `<1%` or `<0.1%`.

    Raises:
        ValueError: it is not a finite number.
    """
    sign, value = _signed(share)
    step = 10.0**-digits
    if 0 < 100 * value < step / 2:
        return f"<{step:.{digits}f}%"
    return f"{sign}{100 * value:.{digits}f}%"


def percents(shares: Sequence[float]) -> list[int]:
    """Whole percents of the shares whose sum is the rounded sum of all (largest remainders get what is left over).

    What is not a number, or less than nothing, counts as nothing.
    """
    exact = [max(0.0, share) * 100 if math.isfinite(share) else 0.0 for share in shares]
    whole = [math.floor(value) for value in exact]
    left = round(sum(exact)) - sum(whole)
    by_remainder = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: max(0, left)]:
        whole[index] += 1
    return whole


def ratio(value: float) -> str:
    """`0.97`, `3.56`, `12.3`, `130`: how many times, where the word follows.

    Raises:
        ValueError: it is not a finite number.
    """
    sign, value = _signed(value)
    return sign + _three_digits(value)


def times(value: float) -> str:
    """`0.97×`, `3.56×`, `12.3×`, `130×`.

    Raises:
        ValueError: it is not a finite number.
    """
    return f"{ratio(value)}×"


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number that can be said")
    return value


def _signed(value: float) -> tuple[str, float]:
    return ("-" if _finite(value) < 0 else ""), abs(value)


def _two_digits(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def _three_digits(value: float) -> str:
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"
