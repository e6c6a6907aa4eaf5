"""What a sweep says: the laws of scaling, the best number of workers, and where the time of more of them goes.

A law is only fitted where the sequential run shows what its n is: numbers of cores where the work computes, of workers where it waits.
Its limit is said from the interval and never from the middle of it, and what it calls serial is said as "behaves as if": in what doesn't
shrink with the workers are also starting them and handing over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...model.states import Ledger
from ...model.study_facts import Fit, LawName
from ...model.study_rows import BASELINE, Row
from ...text.quantities import percent, ratio
from ...text.words import listed, plural
from .fits import AMDAHL, USL, fit
from .row_evidence import COMPUTES, base_of, computing, cores_limit, has_own_workers, points
from .statistics import TELLS_FROM
from .study_verdict import about_answers, tied
from .study_words import most_speedup

SPOKEN = 0.2
"""Share of the workers' time spent on one wait from which on that wait is spoken of."""
ALONE = {
    "wait_io": "waited for I/O",
    "asleep": "slept",
    "wait_child": "waited for its children",
    "wait_lock": "waited for a lock",
}
"""What one worker may do instead of computing."""
TOGETHER = {"wait_gil": "the GIL", "wait_lock": "a lock", "wait_loop": "the event loop"}
"""What only several workers wait for: each other."""


def fitted(rows: Sequence[Row], usable_cores: float) -> dict[LawName, Fit]:
    """Both laws, or why they can't be fitted."""
    if why := _unfit(rows):
        return {"amdahl": Fit(AMDAHL.title, False, why), "usl": Fit(USL.title, False, why)}
    found, base = points(rows), base_of(rows)
    base_s = base.wall_s.median if base and base.wall_s else None
    counts, times = [row.workers for row in found], [row.repeats for row in found]
    cores = usable_cores if cores_limit(rows) else None
    return {
        "amdahl": fit(AMDAHL, counts, times, cores=cores, base_s=base_s),
        "usl": fit(USL, counts, times, cores=cores, base_s=base_s),
    }


def _unfit(rows: Sequence[Row]) -> str:
    """Why no law of scaling has anything to say of these rows, whatever their times; '' where one may."""
    found, base = points(rows), base_of(rows)
    disturbed = sum(bool(row.disturbed) for row in found)
    if 2 * disturbed > len(found):
        of = f"{disturbed} of {len(found)} worker counts"
        return f"other things used cores at {of}, so these points don't show how it scales"
    if base is None or computing(base) is None:
        return "without a sequential run it is not known whether cores limit it"
    if has_own_workers(base):
        return "the work starts threads or processes of its own, so a number of workers is no number of cores"
    return ""


def best_workers(rows: Sequence[Row]) -> int | None:
    """The smallest number of workers that is not clearly slower than the fastest.

    None where fewer than two counts were measured, or where sequential is as fast as the fastest.
    """
    found = points(rows)
    if len(found) < 2:
        return None
    best = min(found, key=lambda row: row.median_s)
    if len(best.repeats) < TELLS_FROM:
        return None if best.speedup and best.speedup.median < 1 else best.workers
    if best.difference in ("slower", "no clear difference"):
        return None
    same = [row for row in found if row is best or tied(row, best)]
    return min(row.workers for row in same)


def verdict(rows: Sequence[Row], fits: Mapping[LawName, Fit], usable_cores: float) -> str:
    """The best number of workers, what limits them, and what the laws say or why they are not drawn, in plain sentences."""
    found = points(rows)
    if not found:
        return "Nothing was measured that could be compared, so there is no curve."
    most = max(row.workers for row in found)
    sentences = [
        *_best(rows),
        *_alone(rows),
        *_together(found),
        *_laws(fits, usable_cores if cores_limit(rows) else None, most),
    ]
    sentences += about_answers(rows, _name)
    failed = [_name(row) for row in rows if row.error]
    if failed:
        sentences.append(f"Failed: {listed(failed)}; the others stand.")
    if noisy := [row.rest_cores or 0.0 for row in rows if row.disturbed]:
        sentences.append(f"Up to {max(noisy):.2f} cores were busy with other things, so take the figures with care.")
    return " ".join(sentences)


def _name(row: Row) -> str:
    return row.name if row.name == BASELINE else plural(row.workers, "worker")


def _alone(rows: Sequence[Row]) -> list[str]:
    """Of work that does not compute all the time: what one worker does with its time, and that cores are no ceiling."""
    base = base_of(rows)
    share = None if base is None else computing(base)
    if base is None or base.ledger is None or share is None or share >= COMPUTES:
        return []
    text = f"Cores are no ceiling here: {BASELINE} computed for {percent(share)} of its time"
    name = max(ALONE, key=base.ledger.share)
    if base.ledger.share(name) >= SPOKEN:
        text += f" and {ALONE[name]} {percent(base.ledger.share(name))} of it{_guess(base.ledger, name)}"
    return [f"{text}."]


def _together(found: Sequence[Row]) -> list[str]:
    """What the most workers that were measured waited for, of what they only wait for because there are others."""
    row = max(found, key=lambda row: row.workers)
    if row.ledger is None or row.workers < 2:
        return []
    name = max(TOGETHER, key=row.ledger.share)
    if row.ledger.share(name) < SPOKEN:
        return []
    waits = f"waited for {TOGETHER[name]} {percent(row.ledger.share(name))} of their time"
    return [f"{plural(row.workers, 'worker')} {waits}{_guess(row.ledger, name)}."]


def _guess(ledger: Ledger, name: str) -> str:
    return " (inferred)" if name in ledger.inferred else ""


def _best(rows: Sequence[Row]) -> list[str]:
    """Which number of workers to take, if any, and of how many counts that is known."""
    found, best = points(rows), best_workers(rows)
    fastest = min(found, key=lambda row: row.median_s)
    asked = sum(row.name != BASELINE for row in rows)
    of = f"{len(found)} of {asked} worker counts" if asked > 1 else "one worker count"
    if len(found) == 1:
        return [f"Only {of} was measured: {plural(fastest.workers, 'worker')}{_against(fastest)}."]
    few = [f"Only {of} were measured."] if len(found) < asked else []
    if best is None:
        clearly = "clearly " * (fastest.difference == "no clear difference")
        told = f"{plural(fastest.workers, 'worker')}, the fastest{_against(fastest)}"
        return [f"No number of workers is {clearly}faster than {BASELINE}: {told}.", *few]
    row = next(row for row in found if row.workers == best)
    sentences = [f"Best: {plural(best, 'worker')}{_against(row)}."]
    if fastest is not row:  # it has more workers, so there are several
        sentences.append(f"{fastest.workers:,} workers had a shorter median, but are not clearly faster.")
    if len(row.repeats) < TELLS_FROM:
        sentences.append(f"It takes {TELLS_FROM} repeats of each to be sure of it.")
    return [*sentences, *few]


def _against(row: Row) -> str:
    if not row.speedup:
        return ""
    if row.difference == "no clear difference" and len(row.repeats) >= TELLS_FROM:
        return f", with no clear difference from {BASELINE}"
    return f", {ratio(row.speedup.median)} times as fast as {BASELINE}"


def _laws(fits: Mapping[LawName, Fit], cores: float | None, most: int) -> list[str]:
    """One sentence each, but one for both where they are refused for the same reason."""
    return list(dict.fromkeys(_law(law, each, cores, most) for law, each in fits.items()))


def _law(law: LawName, found: Fit, cores: float | None, most: int) -> str:
    if not found.drawn:
        return f"Not fitted: {found.why}."
    return _amdahl(found, cores) if law == "amdahl" else _usl(found, most)


def _amdahl(found: Fit, cores: float | None) -> str:
    p = found.parameters["p"]
    serial = f"{percent(1 - p.value, 1)} of the work were serial ({percent(1 - p.high, 1)} to {percent(1 - p.low, 1)})"
    limit = most_speedup(p.high)
    many = "workers" if cores is None else "cores"
    says = (
        f"so at most {limit} times as fast as 1 worker, however many {many} there are"
        if limit
        else "which sets no limit"
    )
    here = f"; here it can use {cores:g}" if cores is not None else ""
    return f"Amdahl's law: it behaves as if {serial}, {says}{here}."


def _usl(found: Fit, most: int) -> str:
    alpha, beta = found.parameters["alpha"], found.parameters["beta"]
    contention = f"{percent(alpha.value, 1)} ({percent(alpha.low, 1)} to {percent(alpha.high, 1)})"
    coherency = f"{percent(beta.value, 2)} ({percent(beta.low, 2)} to {percent(beta.high, 2)})"
    text = f"Scalability law: it behaves as with a contention of {contention} and a coherency of {coherency}"
    if beta.low <= 0 or alpha.low >= 1:
        return f"{text}; whether it gets slower with more workers can't be told from these points."
    first, last = (
        max(1, round(math.sqrt(max(1 - a, 0.0) / b))) for a, b in ((alpha.high, beta.high), (alpha.low, beta.low))
    )
    peak = plural(last, "worker") if first == last else f"{first:,} to {plural(last, 'worker')}"
    return f"{text}; beyond {peak} it {'gets' if last < most else 'would get'} slower."
