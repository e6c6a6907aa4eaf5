"""What a developer can take from a comparison: which model to use, or to leave things as they are.

Said only where the intervals say so: whoever is clearly faster than sequential is worth using; sequential is enough where the
intervals of all others leave room for no more than a tenth, on a machine that nothing else kept busy meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...model.study_rows import BASELINE, Row
from ...text.words import listed
from .statistics import TELLS_FROM
from .study_verdict import tied

WORTH = 1.1
"""A speed-up below this is not worth workers."""


def advice(rows: Sequence[Row]) -> str:
    """One sentence; '' where the figures advise nothing."""
    if ahead := _ahead(rows):
        with_ = f" with {ahead[0].workers:,} workers" if ahead[0].workers > 1 else ""
        return f"Use {listed([row.name for row in ahead], 'or')}{with_}."
    sound, others = _compared(rows)
    if not others:
        return ""
    if any(row.disturbed for row in sound) or any(row.speedup and row.speedup.high > WORTH for row in others):
        return ""
    by = "" if all(row.difference == "slower" for row in others) else " by a tenth"
    return f"Nothing beats {BASELINE}{by}: keep it simple."


def to_sweep(rows: Sequence[Row]) -> Row | None:
    """The row whose number of workers is worth finding out; None where nothing was won by several."""
    ahead = _ahead(rows)
    return ahead[0] if ahead and ahead[0].workers > 1 else None


def _compared(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Those with a speed-up, and those of them that aren't the baseline; nothing where one had too few repeats."""
    sound = [row for row in rows if row.sound and row.speedup]
    others = [row for row in sound if row.difference != "baseline"]
    enough = bool(others) and min(len(row.repeats) for row in sound) >= TELLS_FROM
    return (sound, others) if enough else ([], [])


def _ahead(rows: Sequence[Row]) -> list[Row]:
    """Those that are clearly faster than the baseline and not clearly slower than the fastest, which is the first."""
    sound, _ = _compared(rows)
    if not sound:
        return []
    best = min(sound, key=lambda row: row.median_s)
    ahead = [best, *(row for row in sound if row is not best and tied(row, best))]
    return ahead if all(row.difference == "faster" for row in ahead) else []
