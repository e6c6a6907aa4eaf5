"""How much of a flood is kept: pure rules, so that the recorder, the session and the tests agree.

Spans: above `SPANS_PER_S` in one lane the rest is counted (`LaneTotals.thinned`), not kept.

Totals of lanes come eight times a second and lane, which is more than a history needs: the session always knows the
newest, and keeps one every `YOUNG_EVERY_US` in a lane's first `YOUNG_US`, one every `OLD_EVERY_US` later, and always the
first, the one that says that the lane ended, and the last one before the run's end. The file holds what was kept.
"""

from __future__ import annotations

from ..events import LaneTotals, Spans

SPANS_PER_S = 2_000
YOUNG_US = 10_000_000
YOUNG_EVERY_US = 100_000
OLD_EVERY_US = 800_000
JITTER_US = 20_000
"""A tick that comes a little early still counts as due."""


def keeps_totals(kept: LaneTotals | None, new: LaneTotals) -> bool:
    """Whether `new` goes into the history, after `kept` (the last one that did; None: there is none)."""
    if kept is None or (new.ended and not kept.ended):
        return True
    young = new.t_us - new.first_us < YOUNG_US
    return new.t_us - kept.t_us >= (YOUNG_EVERY_US if young else OLD_EVERY_US) - JITTER_US


def thin(spans: Spans, budget_per_s: float = SPANS_PER_S, elapsed_us: int = 50_000) -> tuple[Spans, int]:
    """At most `budget_per_s` of one drain's spans, and how many whole items were left out.

    `elapsed_us` is the time since the lane's last drain. What is kept is spread evenly, so every stretch of time is
    thinned alike. An item goes or stays together with its parts, since without them a coroutine's item would look as
    if it had only waited; parts whose item has not finished yet stay.
    """
    budget = max(1, int(budget_per_s * elapsed_us / 1_000_000))
    if len(spans.flag) <= budget:
        return spans, 0
    ends = [place + 1 for place, flag in enumerate(spans.flag) if flag <= 1]
    groups = list(zip([0, *ends], ends, strict=False))
    tail = range(ends[-1] if ends else 0, len(spans.flag))
    share = budget / len(spans.flag)
    chosen = [group for place, group in enumerate(groups) if int((place + 1) * share) > int(place * share)]
    rows = [row for first, last in chosen for row in range(first, last)]
    rows.extend(tail)
    columns = (spans.item, spans.start_us, spans.wall_us, spans.cpu_us, spans.core, spans.flag)
    kept = ([column[row] for row in rows] for column in columns)
    return Spans(spans.t_us, spans.run, spans.lane, *kept), len(groups) - len(chosen)
