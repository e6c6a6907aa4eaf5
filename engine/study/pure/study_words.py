"""Words that sentences about studies share."""

from __future__ import annotations

from collections.abc import Sequence

from ...text.quantities import ratio

ALL_PARALLEL = 0.999
"""With a larger parallel part than this there is no limit to speak of."""


def is_plural(name: str) -> bool:
    """Whether sentences about this row are in the plural: `threads`, `processes@3.13t`."""
    model = name.partition("@")[0]
    return model.endswith("s") and not model.endswith("ss")


def are(names: Sequence[str]) -> str:
    """`is` or `are`, as it follows these names."""
    return "are" if len(names) > 1 or is_plural(names[0]) else "is"


def most_speedup(p: float) -> str:
    """What Amdahl's law leaves however many there are, where at most the share `p` is parallel; '' for no limit to speak of."""
    return ratio(1 / (1 - p)) if p < ALL_PARALLEL else ""
