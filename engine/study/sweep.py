"""Sweep: one model over worker counts, with two laws of scaling fitted to what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from .. import catalogue
from ..model.plan import Plan, PlanError
from ..model.study_facts import Compared, Next, Settings, Swept
from ..model.study_rows import BASELINE
from ..session.events import Machine
from .bench import Bench
from .calls import usual
from .compare import contender, sized
from .pure.row_evidence import cores_limit
from .pure.rows import About
from .pure.sweep_verdict import best_workers, fitted, verdict
from .study import Contender, Study

if TYPE_CHECKING:
    from ..sources.instrument import Instrument


def worker_counts(usable_cores: float, top: int | None = None) -> tuple[int, ...]:
    """1, 2, 4 … and the usable cores up to `top`: twice as many as those, and at least 4, as a curve needs points."""
    cores = max(1, math.floor(usable_cores))
    top = max(2 * cores, 4) if top is None else top
    powers = {1 << power for power in range(top.bit_length())}
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
    machine, model = instrument.session.machine, catalogue.model(plan.model)
    if model.worker == "main":
        raise PlanError(f"{model.name} has one worker, so there is nothing to sweep; choose another --model")
    task, _ = instrument.check(plan)
    found, tried = sized(instrument, plan)
    points = sorted(set(counts)) or worker_counts(machine.usable_cores, most)
    return Study(
        instrument.session,
        Bench(instrument),
        [contender(BASELINE, found), *(_point(model.name, found.replace(workers=count)) for count in points)],
        usual(task, settings),
        kind="sweep",
        base=BASELINE,
        of=task,
        tried=tried,
        finish=partial(_swept, machine, model.name),
        tell=tell,
    )


def _point(model: str, plan: Plan) -> Contender:
    """The row of one number of workers, which is its name."""
    row = contender(plan.model, plan)
    return Contender(About(str(plan.workers), model, row.about.python, plan.workers), row.plan, row.problem)


def _swept(machine: Machine, model: str, result: Compared) -> Swept:
    """The comparison of all the numbers of workers, with what a sweep says of it."""
    fits = fitted(result.rows, machine.usable_cores)
    own = {
        "model": model,
        "fits": fits,
        "ceilings": ceilings(machine) if cores_limit(result.rows) else {},
        "best_workers": best_workers(result.rows),
        "verdict": verdict(result.rows, fits, machine.usable_cores),
    }
    return Swept(**{**msgspec.structs.asdict(result), **own})
