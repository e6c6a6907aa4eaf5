"""When two rows of a comparison need no more repeats, because what is said of them would hardly change.

Repeating until each interval is narrow takes ten runs and more where runs scatter by 4 %, though processes were plainly faster after
three. But who looks after every repeat, and stops when he likes what he sees, errs more often than who decided beforehand how often
to repeat (Wald, "Sequential tests of statistical hypotheses", 1945). Four things hold that down here. Nobody is looked at before
`FROM` repeats, whose range holds the true median in 94 of 100 cases. Two rows are apart only if that is what would be said of them and
the interval of their ratio stays clear of 1 by half of what the layout of memory makes. They are alike only if the 90 % interval of their
ratio lies within what it makes, which is two one-sided tests at 5 % (Schuirmann, "A comparison of the two one-sided tests procedure and
the power approach", 1987). And an open pair is repeated together, so a machine that grows warm changes both.

How often it then errs is simulated by `tests/benchmarks/early_stop.py`; its table stands in docs/figures.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from .pure.statistics import LAYOUT, interval, medians

FROM = 5
"""Repeats of each before a pair is looked at."""


def are_settled(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the two are clearly apart, or so near each other that no difference could be told from the layout of memory.

    Args:
        one, other: seconds of their repeats.
    """
    if min(len(one), len(other)) < FROM:
        return False
    shares = medians(one) / medians(other, seed=2)
    lowest, low, high, highest = np.percentile(shares, (2.5, 5, 95, 97.5))
    if low > 1 / (1 + LAYOUT) and high < 1 + LAYOUT:
        return True
    clear = lowest > 1 + LAYOUT / 2 or highest < 1 / (1 + LAYOUT / 2)
    return bool(clear) and not interval(one).overlaps(interval(other))


def unsettled(rows: Mapping[str, Sequence[float]], base: str, narrow: Collection[str] = ()) -> set[str]:
    """The rows to be repeated: both of every pair that is open. What is said compares each row with the baseline and with the fastest.

    Args:
        rows: seconds of the repeats of each, by its name; one or more.
        base: the baseline's name; where it is not among them nothing is compared with it.
        narrow: those whose intervals are narrow: two of them need no more repeats, whatever is said of them.
    """
    fastest = min(rows, key=lambda name: np.median(rows[name]))
    against = {name for name in (base, fastest) if name in rows}
    pairs = [(name, other) for name in rows for other in against if name != other and not {name, other} <= set(narrow)]
    return {name for pair in pairs if not are_settled(rows[pair[0]], rows[pair[1]]) for name in pair}
