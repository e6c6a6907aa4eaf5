"""Axes: round steps, and a row of labels under a chart."""

from __future__ import annotations

import math

from .cells import Row, fit, merge


def finite(value: float) -> float:
    """The value, or 0.0 where there is none (NaN, infinite)."""
    return value if math.isfinite(value) else 0.0


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2 or 5 times a power of ten that cuts `span` into at most `most` steps."""
    span = max(finite(span), 1e-9)
    least = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


def ticks(span: float, most: int) -> list[float]:
    """0 and the round values up to `span`."""
    step = nice_step(span, most)
    return [step * index for index in range(int(span / step + 1e-9) + 1)]


def cell_of(value: float, span: float, width: int) -> int:
    """The cell of a value on an axis from 0 to `span` over `width` cells, inside them."""
    share = finite(value) / span if span > 0 else 0.0
    return round(min(1.0, max(0.0, share)) * (width - 1)) if width > 0 else 0


def time_axis(span_s: float, width: int) -> Row:
    """`0      0.5      1.0      1.5 s` in exactly `width` cells; the last label has the unit."""
    if width < 4:
        return fit([], width)
    factor, unit = (1000.0, "ms") if span_s < 0.5 else (1.0, "s")
    most = max(3, width // 10)
    values = ticks(span_s, most)
    digits = max(0, -math.floor(math.log10(nice_step(span_s * factor, most)) + 1e-9))
    chars = [" "] * width
    free = 0
    for place, value in enumerate(values):
        text = f"{value * factor:.{digits}f}" if value else "0"
        text += f" {unit}" if place == len(values) - 1 else ""
        at = cell_of(value, span_s, width) - (len(text.split()[0]) // 2 if place else 0)
        at = min(at, width - len(text))
        if at >= free:
            chars[at : at + len(text)] = text
            free = at + len(text) + 1
    return merge(chars, ["dim"] * width)
