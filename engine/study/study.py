"""One study from its beginning to its end: runs what `Rounds` asks for, and writes every step into the session.

What is written is what `--json` prints, step by step (see `session.events.Study`), so a study can be watched, replayed and
exported from the session alone, and one that is stopped keeps what it has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import msgspec

from ..lab.own.home import ENDING
from ..model.plan import Plan
from ..model.study_facts import Begun, Compared, Facts, Made, Next, Result, Settings
from ..model.study_rows import Row
from ..session.events import Study as Step
from .calls import Calls, calls, warm_up_items
from .measured import Measurement
from .pure.rounds import Job, Rounds
from .pure.rows import About, baseline, row_of

if TYPE_CHECKING:
    from ..catalogue import TaskInfo
    from ..session.memory.log import Session


def short_task(plan: Plan) -> str:
    """What a study calls its task: `pi`, `images.py:resize`; never a path."""
    return plan.task.rpartition("/")[2].removesuffix(ENDING)


class Maker(Protocol):
    """What makes the runs; `bench.Bench` on a real machine."""

    def measure(self, plan: Plan, tick: Callable[[], None]) -> Measurement:
        """One run to its end."""
        ...

    def stop(self) -> None:
        """Ends the run under way."""
        ...


@dataclass(frozen=True, slots=True)
class Contender:
    """One row to be measured."""

    about: About
    plan: Plan
    """With its number of items."""
    problem: str = ""
    """Why it can't be run; one sentence."""


class Study:
    """Several runs of the same items, one row a contender; `run` blocks, `stop` may be called from anywhere.

    Args:
        kind: `compare` or `sweep`.
        contenders: the rows, in the order in which they are shown.
        base: the name of the row that the others are compared with.
        of: what is called, `tried` so many times already to find out how long it takes.
        finish: adds what the kind has of its own to the result (verdict, fits).
        tell: called some 20 times a second with the facts of the step `next`.
    """

    def __init__(
        self,
        session: Session,
        maker: Maker,
        contenders: list[Contender],
        settings: Settings,
        *,
        kind: str,
        base: str,
        of: TaskInfo,
        tried: int = 0,
        finish: Callable[[Compared], Result],
        now: Callable[[], float] = time.monotonic,
        tell: Callable[[Next], None] = lambda facts: None,
    ) -> None:
        self._session = session
        self._maker = maker
        self._contenders = {each.about.name: each for each in contenders}
        self._kind = kind
        self._base = base
        self._finish = finish
        self._tell = tell
        self._stopped = threading.Event()
        self._number = len(session.studies()) + 1
        self._done = 0
        self._plan = contenders[0].plan
        self._task = short_task(self._plan)
        self._settings = settings
        self._of, self._tried = of, tried
        settings = msgspec.structs.replace(settings, early=settings.early and kind == "compare")
        self._rounds = Rounds(list(self._contenders), settings, now, self._plan.size_s, base)
        for name, each in self._contenders.items():
            self._rounds.rows[name].error = each.problem

    @property
    def calls(self) -> Calls:
        """What it is going to call."""
        able = [each for each in self._contenders.values() if not each.problem]
        rows = [(each.plan.items or 0, each.plan.workers) for each in able]
        has_base = bool(able) and able[0].about.name == self._base
        return calls(self._of, rows, self._settings, base=has_base, tried=self._tried)

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ends it after what is done so far."""
        self._stopped.set()
        self._maker.stop()

    def run(self) -> Result:
        """The whole result: what `--json` prints."""
        begun = Begun(
            task=self._task,
            items=self._plan.items,
            rows=list(self._contenders),
            settings=self._settings,
            seed=self._plan.seed,
        )
        self._write("begun", begun)
        for name in self._contenders:
            self._write("row", self._row(name))
        while not self.stopped and (job := self._rounds.next()) is not None:
            self._make(job)
        result = self.result("stopped" if self.stopped else "done")
        self._write("ended", result)
        return result

    def _make(self, job: Job) -> None:
        plan = self._contenders[job.row].plan
        if job.use == "warm-up" and plan.items:
            plan = plan.replace(items=warm_up_items(plan.items, plan.workers))
        facts = Next(
            row=job.row,
            use=job.use,
            done=self._done,
            left_s=round(self._rounds.left_s, 1),
            most_left_s=round(self._rounds.most_left_s, 1),
        )
        self._write("next", facts)
        self._tell(facts)
        began = time.monotonic()
        left = self._rounds.left_s + (0.0 if job.use == "warm-up" else self._rounds.rows[job.row].expected_s)

        def tick() -> None:
            if self.stopped:  # again: it may have been asked for just before the run began
                self._maker.stop()
            self._tell(msgspec.structs.replace(facts, left_s=max(0.0, left - time.monotonic() + began)))

        found = self._maker.measure(plan, tick)
        if found.status == "stopped":
            self._stopped.set()
            return
        self._done += 1
        fate = self._rounds.took(job, found)
        why = found.spoiled or found.error
        self._write("run", Made(run=found.run, row=job.row, use=job.use, fate=fate, why=why))
        self._write("row", self._row(job.row))

    def _row(self, name: str) -> Row:
        rows = self._rounds.rows
        base = baseline(rows.get(self._base))
        cores = self._session.machine.usable_cores
        return row_of(self._contenders[name].about, rows[name], base, cores, list(rows.values()))

    def result(self, status: str) -> Result:
        """What is known by now."""
        return self._finish(
            Compared(
                task=self._task,
                items=self._plan.items,
                inputs_digest=next((each.inputs_digest for row in self._rounds.rows.values() for each in row.kept), ""),
                machine=self._session.machine.facts(),
                rows=[self._row(name) for name in self._contenders],
                verdict="",
                status=status,
                noisy=self._rounds.noisy,
                out_of_time=self._rounds.out_of_time,
                early=self._rounds.early,
                took_s=round(self._rounds.elapsed_s, 1),
            )
        )

    def _write(self, step: str, facts: Facts) -> None:
        self._session.append(Step(self._session.now_us(), self._number, self._kind, step, facts))
