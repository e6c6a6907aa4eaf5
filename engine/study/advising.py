"""Advice about a function of the user's: looked at, measured under the models that fit, and concluded from what was seen.

What is concluded stands in `pure/advise/`; here it is carried out. The function is called a few times to find out what kind it is, then
the comparison's machinery runs it: the same rows, repeats, intervals and steps of the session, so that it can be watched and replayed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from .. import catalogue
from ..model.own.advice_facts import Advice
from ..model.plan import Plan, PlanError
from ..model.study_facts import Compared, Next, Settings
from ..model.study_rows import BASELINE
from .advised.advice_page import advice_of
from .advised.advice_subject import Subject, function_of, subject_of
from .advised.io_looks import IoLooks
from .advised.loop_evidence import evidence_of
from .bench import Bench
from .calls import Calls
from .compare import contender
from .pure.advise.contenders import Wanted
from .pure.advise.recommendation import recommendation
from .study import Contender, Study

if TYPE_CHECKING:
    from ..sources.instrument import Instrument

LOOKS = 5
"""Calls to find out what kind of function it is."""
SETTINGS = Settings(narrow=0.0, again=False)


def looks_told(task: catalogue.TaskInfo) -> str:
    """What is said before it is called for the first time."""
    return f"{task.title} is called up to {LOOKS} times first, to see what kind of function it is."


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
    subject = subject_of(task, plan, facts, cores)
    return Advising(instrument, subject, settings or SETTINGS, tell)


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
