"""Sweep: one model over worker counts, with two laws of scaling fitted to what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from .. import catalogue
from ..model.plan import Plan, PlanError
from ..model.study_facts import Compared, Fit, LawName, Next, Settings, Swept
from ..model.study_rows import BASELINE, Row, points
from ..session.events import Machine
from ..text.quantities import percent, ratio
from ..text.words import listed, plural
from .bench import Bench
from .compare import contender
from .pure.fits import AMDAHL, USL, fit
from .pure.rows import About
from .pure.statistics import TELLS_FROM
from .pure.study_verdict import tied
from .pure.study_words import most_speedup
from .study import Contender, Study

if TYPE_CHECKING:
    from ..sources.lab_source import Instrument


def worker_counts(usable_cores: float, top: int | None = None) -> tuple[int, ...]:
    """1, 2, 4 … and the usable cores up to `top`: twice as many as those, and at least 4, as a curve needs points."""
    cores = max(1, math.floor(usable_cores))
    top = max(2 * cores, 4) if top is None else top
    powers = {1 << power for power in range(top.bit_length()) if 1 << power <= top}
    return tuple(sorted(powers | {min(cores, top), top}))


def ceilings(machine: Machine) -> dict[str, float]:
    """What no number of workers gets beyond, for work that computes: cores by affinity, quota, and physical ones."""
    found: dict[str, float] = {"affinity": float(len(machine.affinity))}
    if machine.quota_cores is not None:
        found["quota"] = machine.quota_cores
    if machine.physical_cores is not None:
        found["physical cores"] = float(machine.physical_cores)
    return found


def sweep(
    instrument: Instrument,
    plan: Plan,
    counts: Sequence[int] = (),
    settings: Settings | None = None,
    *,
    most: int | None = None,
    tell: Callable[[Next], None] = lambda facts: None,
) -> Study:
    """A sweep that is ready to run: `plan.model` with each number of workers, and the sequential baseline.

    Without `counts` it takes 1, 2, 4 … up to `most` workers, or to twice the usable cores.

    Raises:
        PlanError: it can't be run, or the model has only one worker.
    """
    machine, model, task = (
        instrument.session.machine,
        catalogue.model(plan.model),
        catalogue.task(plan.task, plan.python),
    )
    if model.worker == "main":
        raise PlanError(f"{model.name} has one worker, so there is nothing to sweep; choose another --model")
    instrument.check(plan)
    sized = instrument.sized(plan)
    rows = [contender(BASELINE, sized)]
    for count in sorted(set(counts)) or worker_counts(machine.usable_cores, most):
        each = contender(plan.model, sized.replace(workers=count))
        rows.append(Contender(About(str(count), model.name, each.about.python, count), each.plan, each.problem))
    ceiling = None if task.kind == "io" else machine.usable_cores

    def finish(result: Compared) -> Swept:
        fits = fitted(result.rows, ceiling)
        own = {
            "model": model.name,
            "fits": fits,
            "ceilings": ceilings(machine),
            "best_workers": best_workers(result.rows),
            "verdict": verdict(result.rows, fits, ceiling),
        }
        return Swept(**{**msgspec.structs.asdict(result), **own})

    bench = Bench(instrument)
    return Study(
        instrument.session, bench, rows, settings or Settings(), kind="sweep", base=BASELINE, finish=finish, tell=tell
    )


def fitted(rows: Sequence[Row], ceiling: float | None) -> dict[LawName, Fit]:
    """Both laws; refused where most points show what other programs left, which follows no law of scaling."""
    found = points(rows)
    disturbed = sum(bool(row.disturbed) for row in found)
    if 2 * disturbed > len(found):
        why = f"other programs disturbed {disturbed} of {len(found)} worker counts, so these points don't show how it scales"
        return {"amdahl": Fit(AMDAHL.title, False, why), "usl": Fit(USL.title, False, why)}
    base_s = next((row.wall_s.median for row in rows if row.name == BASELINE and row.wall_s), None)
    counts, times = [row.workers for row in found], [row.repeats for row in found]
    return {
        "amdahl": fit(AMDAHL, counts, times, ceiling=ceiling, base_s=base_s),
        "usl": fit(USL, counts, times, base_s=base_s),
    }


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


def verdict(rows: Sequence[Row], fits: Mapping[LawName, Fit], ceiling: float | None) -> str:
    """The best number of workers, the serial fraction, and why a law is not drawn, in plain sentences."""
    if not points(rows):
        return "Nothing was measured, so there is no curve."
    sentences = [*_best(rows), *_laws(fits, ceiling, max(row.workers for row in points(rows)))]
    failed = [row.name for row in rows if row.error]
    if failed:
        sentences.append(f"Failed: {listed(failed)}; the others stand.")
    if any(row.disturbed for row in rows):
        sentences.append("Other programs were busy meanwhile, so take the figures with care.")
    return " ".join(sentences)


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
    if fastest is not row:
        is_ = "is" if fastest.workers == 1 else "are"
        sentences.append(f"{plural(fastest.workers, 'worker')} had a shorter median, but {is_} not clearly faster.")
    if len(row.repeats) < TELLS_FROM:
        sentences.append(f"It takes {TELLS_FROM} repeats of each to be sure of it.")
    return [*sentences, *few]


def _against(row: Row) -> str:
    if not row.speedup:
        return ""
    if row.difference == "no clear difference" and len(row.repeats) >= TELLS_FROM:
        return f", with no clear difference from {BASELINE}"
    return f", {ratio(row.speedup.median)} times as fast as {BASELINE}"


def _laws(fits: Mapping[LawName, Fit], ceiling: float | None, most: int) -> list[str]:
    """One sentence each, but one for both where they are refused for the same reason."""
    return list(dict.fromkeys(_law(law, each, ceiling, most) for law, each in fits.items()))


def _law(law: LawName, found: Fit, ceiling: float | None, most: int) -> str:
    if not found.drawn:
        return f"Not fitted: {found.why}."
    if law == "amdahl":
        p = found.parameters["p"]
        text = f"Amdahl's law: {percent(1 - p.value, 1)} of the work is serial ({percent(1 - p.high, 1)} to {percent(1 - p.low, 1)}), so "
        limit = most_speedup(p.value)
        text += (
            f"at most {limit} times as fast as 1 worker, however many cores there are"
            if limit
            else "there is no limit in sight"
        )
        return f"{text}; here it can use {ceiling:g}." if ceiling is not None else f"{text}."
    alpha, beta = found.parameters["alpha"], found.parameters["beta"]
    text = (
        f"Scalability law: contention {percent(alpha.value, 1)} ({percent(alpha.low, 1)} to {percent(alpha.high, 1)})"
    )
    text += f", coherency {percent(beta.value, 2)} ({percent(beta.low, 2)} to {percent(beta.high, 2)})"
    if beta.low > 0 and alpha.value < 1:
        peak = max(1, round(math.sqrt((1 - alpha.value) / beta.value)))
        gets = "gets" if peak < most else "would get"
        return f"{text}; beyond {plural(peak, 'worker')} it {gets} slower."
    return f"{text}; whether it gets slower with more workers can't be told from these points."
