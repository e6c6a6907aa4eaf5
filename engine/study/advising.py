"""Advice about a function of the user's: looked at, measured under the models that fit, and concluded from what was seen.

What is concluded stands in `pure/advise/`; here it is carried out. The function is called a few times to find out what kind it is, then
the comparison's machinery runs it: the same rows, repeats, intervals and steps of the session, so that it can be watched and replayed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from .. import catalogue
from ..analysis.run.figures import run_figures
from ..catalogue.function_script import Called, Way, file_name, function_script
from ..lab.own.home import ENDING, split
from ..model.own.advice_facts import Advice, BreakEven, Evidence, ItemParts, Recommendation
from ..model.own.function_facts import FunctionFacts
from ..model.plan import Plan, PlanError
from ..model.study_facts import Compared, Next, Settings
from ..model.study_rows import BASELINE, Row
from ..pythons import environments, installed
from .bench import Bench
from .calls import Calls
from .compare import contender
from .io_looks import IoLooks
from .pure.advise.break_even import break_even
from .pure.advise.contenders import Wanted, sample, wanted_rows
from .pure.advise.item_parts import item_parts
from .pure.advise.limits_of_models import models
from .pure.advise.recommendation import recommendation
from .pure.advise.warnings_of import warnings_of
from .study import Contender, Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..session.memory.log import Session
    from ..sources.instrument import Instrument

LOOKS = 5
"""Calls to find out what kind of function it is."""
MOST_TIMES = 1_000
"""Of single items, that are kept."""
SETTINGS = Settings(narrow=0.0, again=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is advised about."""

    task: catalogue.TaskInfo
    plan: Plan
    facts: FunctionFacts
    rows: list[Wanted]
    items: int
    """Of those, that are measured."""
    free_threaded: str


def looks_told(task: catalogue.TaskInfo) -> str:
    """What is said before it is called for the first time."""
    return f"{task.title} is called up to {LOOKS} times first, to see what kind of function it is."


def function_of(plan: Plan) -> catalogue.TaskInfo:
    """The function that the plan names.

    Raises:
        PlanError: it is a task, or there is none.
    """
    task = catalogue.task(plan.task, plan.python)
    if not task.function:
        raise PlanError(
            f"advice is about a function of yours: concviz advise FILE.py:WHAT --inputs …; for {plan.task}, which is a task, there is "
            f"concviz compare {plan.task}"
        )
    return task


def advising(
    instrument: Instrument,
    plan: Plan,
    settings: Settings | None = None,
    *,
    tell: Callable[[Next], None] = lambda facts: None,
) -> Advising:
    """What is going to be measured, found out by a few calls.

    Raises:
        PlanError: it is no function, it can't be called, or a call raised.
    """
    task = function_of(plan)
    plan = plan.replace(model=BASELINE, workers=1, chunk=1)
    cores = instrument.session.machine.usable_cores
    first = plan if plan.items or task.counts_inputs(plan.options) else plan.replace(items=LOOKS)
    facts = instrument.inspect(first, calls=LOOKS, pool=max(2, math.floor(cores)))
    if first is not plan:  # it needs no input, so there are as many as are wanted
        facts = msgspec.structs.replace(facts, items=10_000)
    subject = _subject(instrument, task, plan, facts, cores)
    return Advising(instrument, subject, settings or SETTINGS, tell)


def _subject(
    instrument: Instrument, task: catalogue.TaskInfo, plan: Plan, facts: FunctionFacts, cores: float
) -> Subject:
    own = installed.own() if plan.python == installed.own().path else installed.find(plan.python)
    free = "" if own.free_threaded else _free_threaded(plan)
    rows = wanted_rows(
        facts,
        cores,
        free_threaded=free,
        interpreters=catalogue.model("interpreters").runs_on(own.version),
        gil=not own.free_threaded,
    )
    items = sample(facts, rows, plan.items)
    return Subject(task, plan, facts, rows, items, free)


def _free_threaded(plan: Plan) -> str:
    """The label of the newest Python without a GIL on this machine; of a function that is handed over, none can run it."""
    if plan.task.endswith(ENDING):
        return ""
    return next((each.label for each in installed.pythons() if each.free_threaded), "")


class Advising:
    """A study that ends in advice; `run` blocks, `stop` may be called from anywhere."""

    def __init__(
        self, instrument: Instrument, subject: Subject, settings: Settings, tell: Callable[[Next], None]
    ) -> None:
        self._instrument, self._subject = instrument, subject
        self._io, self._tell = IoLooks(instrument), tell
        self._study = Study(
            instrument.session,
            Bench(instrument),
            [self._contender(each) for each in subject.rows],
            settings,
            kind="compare",
            base=BASELINE,
            of=subject.task,
            tried=subject.facts.calls,
            finish=self._finished,
            tell=self._told,
        )
        self._calls = self._study.calls
        self.advice: Advice | None = None
        """What it came to, once it has."""

    @property
    def calls(self) -> Calls:
        """What it is going to call."""
        return self._calls

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._study.stopped

    def stop(self) -> None:
        """Ends it after what is done so far."""
        self._study.stop()

    def run(self) -> Advice:
        """The advice."""
        result = self._study.run()
        assert isinstance(result, Compared)
        session = self._instrument.session
        made = {each.run for each in session.studies()[-1].runs}
        runs = [each.plan.items or 0 for each in session.runs() if each.run in made]
        found = msgspec.structs.replace(evidence_of(session, self._subject, result.rows), io_on=self._io.seen())
        self.advice = advice_of(self._subject, found, result, runs)
        return self.advice

    def _told(self, facts: Next) -> None:
        if facts.row == BASELINE and facts.use != "warm-up":
            self._io.look()
        self._tell(facts)

    def _contender(self, wanted: Wanted) -> Contender:
        subject = self._subject
        plan = subject.plan.replace(workers=wanted.workers, items=subject.items, chunk=wanted.chunk)
        row = contender(wanted.name, plan)
        try:
            self._instrument.check(row.plan)
            if (
                "@" in wanted.name and not row.problem
            ):  # another Python may lack what it imports: known before it is run
                self._instrument.inspect(row.plan, calls=0, pool=0)
        except PlanError as problem:
            return Contender(row.about, row.plan, str(problem).partition(";")[0])
        return row

    def _finished(self, result: Compared) -> Compared:
        told = recommendation(evidence_of(self._instrument.session, self._subject, result.rows), None, 0)
        return msgspec.structs.replace(result, verdict=told.sentences[0])


def evidence_of(session: Session, subject: Subject, rows: list[Row]) -> Evidence:
    """What was found out: the rows, and what the session knows of the loop's typical run."""
    base = next((row for row in rows if row.name == BASELINE), None)
    run = base.typical_run if base else None
    times, held, threads, children = _of_run(session, run) if run is not None else ([], None, 0, 0)
    return Evidence(
        function=subject.facts,
        rows=rows,
        chunks={each.name: each.chunk for each in subject.rows if each.chunk > 1},
        measured_items=subject.items,
        item_times_s=times,
        least_times_s=_least_times(session, base.runs if base else []),
        held=held,
        helper_threads=threads,
        child_processes=children,
        usable_cores=session.machine.usable_cores,
        free_threaded=subject.free_threaded,
    )


def _of_run(session: Session, run: int) -> tuple[list[float], float | None, int, int]:
    """(seconds of single items, share in which the GIL was held, its own threads, its own children)."""
    spans = session.spans(run, whole_only=True)
    times = (spans.end_us - spans.start_us) / 1e6
    started, end = next((each for each in session.runs() if each.run == run), None), session.run_end(run)
    figures = run_figures(session, started, session.length_us, whole=True) if started else None
    threads = end.result.threads_by_role if end else {}
    processes = end.result.processes_by_role if end else {}
    return (
        _selected(times),
        figures.held("held_us") if figures else None,
        sum(threads.get(role, 0) for role in ("helper", "executor", "feeder")),
        processes.get("child", 0),
    )


def _least_times(session: Session, runs: Sequence[int]) -> list[float]:
    """Seconds of single items, each in the run in which it took least; empty where there is nothing to choose from."""
    least: dict[int, float] = {}
    for run in runs if len(runs) > 1 else ():
        spans = session.spans(run, whole_only=True)
        for item, time_us in zip(spans.item.tolist(), (spans.end_us - spans.start_us).tolist(), strict=True):
            least[item] = min(time_us / 1e6, least.get(item, math.inf))
    return _selected(np.asarray(list(least.values())))


def _selected(times_s: NDArray[np.float64]) -> list[float]:
    step = max(1, math.ceil(len(times_s) / MOST_TIMES))
    return [round(float(each), 6) for each in np.sort(times_s)[::step]]


def advice_of(subject: Subject, found: Evidence, result: Compared, runs: list[int]) -> Advice:
    """The page; `runs` are the items of each run that was made."""
    facts, plan = subject.facts, subject.plan
    even = _even(found)
    told = recommendation(found, even, facts.items if facts.items > subject.items and plan.options.get("inputs") else 0)
    code, file = _code(subject, told)
    parts: ItemParts | None = item_parts(found)
    place = "a function handed over" if plan.task.endswith(ENDING) else split(plan.task)[0].rpartition("/")[2]
    rows = [row for row in found.rows if row.wall_s]
    return Advice(
        function=subject.task.title,
        place=place,
        python=rows[0].python if rows else "",
        environment=environments.name_of(plan.python) if plan.python != installed.own().path else "",
        machine=result.machine,
        inputs=facts.items if plan.options.get("inputs") or plan.task.endswith(ENDING) else subject.items,
        measured_items=subject.items,
        runs=len(runs),
        calls=facts.calls + sum(runs),
        item=parts,
        models=models(found),
        recommendation=told,
        break_even=even,
        warnings=warnings_of(found),
        code=code,
        code_file=file,
        evidence=found,
    )


def _even(found: Evidence) -> BreakEven | None:
    pool = next((row for row in found.rows if row.name == "process-pool" and row.wall_s), None)
    if pool is None:
        return None
    chunk = found.chunks.get(pool.name, 1)
    return break_even(found.function, pool.workers, found.usable_cores, pool.startup_s, chunk)


def _code(subject: Subject, told: Recommendation) -> tuple[str, str]:
    """(the script, what to save it as); nothing where nothing is recommended."""
    if not told.use:
        return "", ""
    plan = subject.plan
    function = Called(
        plan.task, str(plan.options.get("inputs", "")), subject.facts.called, subject.facts.asynchronous, subject.items
    )
    way = Way(told.use, told.workers, told.chunk, plan.start_method or "")
    return function_script(function, way), file_name(plan.task, told.use)
