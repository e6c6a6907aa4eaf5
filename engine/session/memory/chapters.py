"""Where in a session something happens: stretches in which runs go on, those between them, and the places to go to."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ...model.run_facts import RunPlan
from ..events import RunStarted
from .log import Session
from .study_steps import StudyView

Mark = tuple[int, str, str]
"""Time in µs, title, kind."""
STUDIES = {"compare": "comparison"}
"""What a kind of study is called, where that is another word."""
BEFORE_US, AFTER_US = 1_000_000, 2_000_000
"""Kept of an idle stretch before a run begins, and after one has ended: that much is needed to see it come and go."""


def busy(session: Session, before_us: int = 0, after_us: int = 0) -> list[tuple[int, int]]:
    """(from, until) of every run in µs, oldest first; one whose end isn't there goes on to the session's end."""
    found = []
    for started in session.runs():
        end = session.run_ending(started.run)
        until = end.t_us if end is not None else session.length_us
        found.append((max(0, started.t_us - before_us), min(session.length_us, until + after_us)))
    return found


def idle(session: Session) -> list[tuple[int, int]]:
    """The stretches in which nothing runs, without what is kept around runs; none where nothing ever runs."""
    stretches: list[tuple[int, int]] = []
    at = 0
    for first, last in busy(session, BEFORE_US, AFTER_US):
        if first > at:
            stretches.append((at, first))
        at = max(at, last)
    if stretches or at:
        stretches.append((at, session.length_us))
    return [(first, last) for first, last in stretches if last > first]


def run_title(plan: RunPlan) -> str:
    """`π by Monte Carlo · threads`."""
    return f"{plan.task_title} · {plan.title_of_model}"


_KNOWN: WeakKeyDictionary[Session, tuple[int, tuple[Mark, ...]]] = WeakKeyDictionary()
"""The marks of a whole session, and its changes when they were made: a screen asks four times a second, of thousands of runs."""


def marks(session: Session, until_us: int | None = None) -> tuple[Mark, ...]:
    """What happens in a session, for its time bar: runs, studies, and what somebody has marked; in order.

    Kinds: `run` (something begins: a run, or a study with all its runs), `end` (a run has ended), `row` (the first repeat of a model
    or worker count in a study), `result` (a study has ended), `chapter` (set by somebody). A study makes dozens of runs, so of those
    only the rows' first repeats are marks.
    """
    if until_us is not None and until_us < session.length_us:
        return _marks(session, until_us)
    changes, known = session.changes, _KNOWN.get(session)
    if known is None or known[0] != changes:
        known = _KNOWN[session] = changes, _marks(session, None)
    return known[1]


def _marks(session: Session, until_us: int | None) -> tuple[Mark, ...]:
    runs = {started.run: started for started in session.runs(until_us)}
    found = [(chapter.t_us, chapter.title, "chapter") for chapter in session.chapters(until_us)]
    for study in session.studies(until_us):
        mine = _runs_of(study, runs)
        found += _study_marks(study, mine)
        runs = {number: run for number, run in runs.items() if number not in mine}
    for started in runs.values():
        found.append((started.t_us, run_title(started.plan), "run"))
        end = session.run_ending(started.run, until_us)
        if end is not None:
            found.append((end.t_us, f"{run_title(started.plan)} · {end.status}", "end"))
    return tuple(sorted(found))


def _runs_of(study: StudyView, runs: dict[int, RunStarted]) -> dict[int, RunStarted]:
    """Those within it; of one that has no end (yet), those it has heard of and the one under way."""
    if study.ended_us is not None:
        return {number: run for number, run in runs.items() if study.begun_us <= run.t_us <= study.ended_us}
    heard = {made.run for made in study.runs}
    last = max(runs, default=0) if study.now else 0
    return {
        number: run
        for number, run in runs.items()
        if run.t_us >= study.begun_us and (number in heard or number == last)
    }


def _study_marks(study: StudyView, runs: dict[int, RunStarted]) -> Iterator[Mark]:
    """The beginning of a study, the first repeat of each of its rows, and its end."""
    task = next((run.plan.title for run in runs.values()), "") or study.asked.task
    yield study.begun_us, f"{task} · {STUDIES.get(study.kind, study.kind)}", "run"
    seen = set()
    for made in study.runs:
        row, run = made.row, runs.get(made.run)
        if run is None or row in seen or made.use == "warm-up":
            continue
        seen.add(row)
        counted = f"{run_title(run.plan)}, {row} worker{'s' * (row != '1')}"
        yield run.t_us, counted if row.isdecimal() else f"{task} · {row}", "row"
    if study.ended_us is not None:
        yield study.ended_us, f"{task} · result of the {STUDIES.get(study.kind, study.kind)}", "result"


def chapters(session: Session, until_us: int | None = None) -> list[tuple[int, str]]:
    """(time in µs, title) of what one can go to."""
    return [(t_us, title) for t_us, title, _ in marks(session, until_us)]


def first_chapter_us(session: Session) -> int:
    """Where the first chapter begins; 0 where there is none."""
    return min((t_us for t_us, _ in chapters(session)), default=0)
