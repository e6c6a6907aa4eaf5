"""The figures of one run that a study compares, from the session alone: live and replayed they are the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..analysis.cores import hidden_cores
from ..analysis.run.figures import run_figures
from ..model.run_facts import Peak, PhaseFacts
from ..model.states import Ledger
from ..model.study_rows import Pickled, Waterfall
from ..model.vocabulary import EndStatus
from ..session.events import Progress
from ..text.words import plural
from .disturbance import Trail, disturbed, rest_cores
from .waterfall import waterfall

if TYPE_CHECKING:
    from ..session.events import Memory, ProcessTable
    from ..session.memory.log import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One run; seconds, bytes, counts. None stands for what was not measured."""

    run: int
    """Its number in the session, 0 for one that never began."""
    status: EndStatus = "done"
    error: str = ""
    took_s: float = 0.0
    """From asking for it until nothing of it was left."""
    python: str = ""
    gil: bool | None = None
    items: int = 0
    wall_s: float = 0.0
    startup_s: float = 0.0
    cpu_s: float = 0.0
    cores_used: float = 0.0
    peak: Peak = field(default_factory=Peak)
    memory_bytes: int | None = None
    """The most that was seen, over all processes."""
    memory_kind: str = ""
    """`pss`, or `rss` (shared pages then count in every process)."""
    pickled: Pickled | None = None
    """None where items or results could not be pickled."""
    context_switches: int | None = None
    digest: str = ""
    inputs_digest: str = ""
    answer: str = ""
    rest_cores: float | None = None
    """Cores that other programs used meanwhile."""
    spoiled: str = ""
    """Why the measurement is void."""
    waterfall: Waterfall | None = None
    ledger: Ledger | None = None
    overlap: float | None = None
    own_helpers_cores: float | None = None
    loop_lag_s: float | None = None

    @property
    def sound(self) -> bool:
        """Done, and not void."""
        return self.status == "done" and not self.spoiled

    @property
    def disturbed(self) -> bool:
        """Other programs used more than 10 % of a core."""
        return disturbed(self.rest_cores)


def measurement(session: Session, run: int, trail: Trail, spoiled: str = "") -> Measurement:
    """What a run that has ended came to."""
    started = next(each for each in session.runs() if each.run == run)
    end = session.run_end(run)
    figures = run_figures(session, started, session.length_us, whole=True)
    took_s = ((end.t_us if end else session.length_us) - started.t_us) / 1e6
    if end is None or end.status != "done":
        status, message = (end.status, end.error.message) if end else ("stopped", "")
        message = how_far(message, *figures.items(session.latest(Progress, run))) if status == "failed" else message
        return Measurement(run=run, status=status, error=message, took_s=took_s, spoiled=spoiled)
    result, phases = end.result, figures.phases
    memory, kind = peak_memory(session.memory_history(run))
    asked_us, in_us = phases["workers_asked"], phases["results_in"]
    return Measurement(
        run=run,
        took_s=took_s,
        python=result.python,
        gil=result.gil,
        items=result.items,
        wall_s=result.wall_s or 0.0,
        startup_s=result.startup_s or 0.0,
        cpu_s=result.cpu_s or 0.0,
        cores_used=result.cores_used or 0.0,
        peak=result.peak,
        memory_bytes=memory,
        memory_kind=kind,
        pickled=pickled(figures.said("items_ready"), figures.said("combined")),
        context_switches=switches(session.memory_history(run), session.who_history(run), asked_us),
        digest=result.digest,
        inputs_digest=figures.said("items_ready").inputs,
        answer=result.answer,
        rest_cores=rest_cores(session.cores(), trail, asked_us, in_us, hidden_cores(session, run, asked_us, in_us)),
        spoiled=spoiled,
        waterfall=waterfall(figures),
        ledger=result.ledger,
        overlap=result.overlap,
        own_helpers_cores=result.own_helpers_cores,
        loop_lag_s=result.loop_lag_s,
    )


def how_far(message: str, done: int, total: int) -> str:
    """Why a run failed, and how far it came: `worker 2 was killed by signal 9 (38 of 100 items done)`."""
    return f"{message or 'the run failed'} ({done:,} of {plural(total, 'item')} done)" if total else message


def peak_memory(history: list[Memory]) -> tuple[int | None, str]:
    """The largest sum over the processes, and whether it is PSS or RSS."""
    if not history:
        return None, ""
    if all(sample.pss_bytes for sample in history):
        return max(sum(sample.pss_bytes) for sample in history), "pss"
    return max(sum(sample.rss_bytes) for sample in history), "rss"


def pickled(items: PhaseFacts, results: PhaseFacts) -> Pickled | None:
    """Bytes of items and of results as they are pickled; zero for models that hand over nothing."""
    if items.unpicklable or results.unpicklable:
        return None
    return Pickled(items.pickled_bytes or 0, results.pickled_bytes or 0)


def switches(history: list[Memory], who: list[ProcessTable], since_us: int) -> int | None:
    """Context switches of all processes from asking for the workers on, both kinds together.

    Totals are read once a second and at the beginning and the end. A process that ends between two readings is counted
    up to the first of them.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for sample in history:
        then = next((each for each in reversed(who) if each.t_us <= sample.t_us), None)
        if then is None or len(then.processes) != len(sample.voluntary):
            continue
        for (pid, _, _), waited, taken in zip(then.processes, sample.voluntary, sample.involuntary, strict=True):
            last[pid] = waited + taken
            if sample.t_us <= since_us or pid not in first:
                first[pid] = waited + taken if _was_there(who, pid, since_us) else 0
    return sum(last[pid] - first[pid] for pid in last) if last else None


def _was_there(who: list[ProcessTable], pid: int, t_us: int) -> bool:
    """Whether the process was known before then: what it did earlier is no part of the run's wall time."""
    return any(each.t_us <= t_us and any(row[0] == pid for row in each.processes) for each in who)
