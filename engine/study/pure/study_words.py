"""Words that sentences about studies share."""

from __future__ import annotations

from collections.abc import Sequence

ALL_PARALLEL = 0.999
"""With a larger parallel part than this there is no limit to speak of."""


def capital(text: str) -> str:
    """With a capital at the beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def is_plural(name: str) -> bool:
    """Whether sentences about this row are in the plural: `threads`, `processes@3.13t`."""
    model = name.partition("@")[0]
    return model.endswith("s") and not model.endswith("ss")


def are(names: Sequence[str]) -> str:
    """`is` or `are`, as it follows these names."""
    return "are" if len(names) > 1 or is_plural(names[0]) else "is"


def figure(value: float) -> str:
    """A ratio, everywhere with the same digits: `0.97`, `3.56`, `12.3`, `130`."""
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"


def most_speedup(p: float) -> str:
    """What Amdahl's law leaves however many cores there are, where the share `p` is parallel; '' for no limit in sight."""
    return figure(1 / (1 - p)) if p < ALL_PARALLEL else ""
