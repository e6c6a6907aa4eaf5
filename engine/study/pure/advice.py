"""What a developer can take from a comparison: which model to use, or to leave things as they are.

Said only where the intervals say so: whoever is clearly faster than sequential is worth using; sequential is enough where the
intervals of all others leave room for no more than a tenth, on a machine that nothing else kept busy meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...model.study_rows import BASELINE, Row
from .statistics import TELLS_FROM
from .study_verdict import tied

WORTH = 1.1
"""A speed-up below this is not worth workers."""


def advice(rows: Sequence[Row], task: str) -> str:
    """One or two sentences, the second with the command to go on with; '' where the figures advise nothing."""
    sound = [row for row in rows if row.sound and row.speedup]
    others = [row for row in sound if row.difference != "baseline"]
    if not others or min(len(row.repeats) for row in sound) < TELLS_FROM:
        return ""
    best = min(sound, key=lambda row: row.median_s)
    ahead = [row for row in sound if row is best or tied(row, best)]
    if all(row.difference == "faster" for row in ahead):
        return _use([best, *(row for row in ahead if row is not best)], task)
    if any(row.disturbed for row in sound) or any(row.speedup and row.speedup.high > WORTH for row in others):
        return ""
    by = "" if all(row.difference == "slower" for row in others) else " by a tenth"
    return f"Nothing beats {BASELINE}{by}: keep it simple."


def _use(ahead: Sequence[Row], task: str) -> str:
    best = ahead[0]
    text = f"Use {' or '.join(row.name for row in ahead)}"
    if best.workers == 1:
        return f"{text}."
    model, _, python = best.name.partition("@")
    more = f" --python {python}" * bool(python)
    found = f"`concviz sweep {task} --model {model}{more}` finds how many workers"
    return f"{text} with {best.workers:,} workers; {found}."
