"""What is read rather than watched: counts, ledger and findings of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ..model.states import Ledger
from ..model.vocabulary import RunStatus
from ..session.events import Memory, ProcessTable, RunStarted
from .findings import findings
from .gather import facts
from .program.program_view import ProgramView, program_view
from .run.figures import RunFigures, RunState
from .run.usage import by_role
from .snapshot import Counts, Finding, Snapshot

if TYPE_CHECKING:
    from ..session.memory.log import Session

LEAST_S = 0.3
"""Cores used over less computing than this say nothing yet."""
WORDS_US = 600_000
"""How old the words of an earlier snapshot may be: they are read, and nobody reads faster."""


class Words(TypedDict):
    """Fields of a snapshot."""

    counts: Counts
    ledger: Ledger
    findings: tuple[Finding, ...]
    run_cores: float | None
    program: ProgramView | None


def still_true(words: Snapshot, session: Session, started: RunStarted, t_us: int) -> bool:
    """Whether the words of an earlier snapshot may stand for those of the play head: nothing began or ended since."""
    run = words.run
    same = run is not None and (run.run, run.started_us, run.status) == (started.run, started.t_us, "running")
    if run is None or not same or not 0 <= t_us - words.t_us <= WORDS_US:
        return False
    passed = session.phases(started.run, t_us)
    return session.run_end(started.run, t_us) is None and len(passed) == len(run.phases)


def status_of(session: Session, state: RunState) -> RunStatus:
    """Where the run is. What has no workers that could begin is running at once."""
    return "running" if state.status == "starting" and not session.source().lanes else state.status


def words_of(session: Session, state: RunState | None, before: Snapshot | None, t_us: int) -> Words:
    """The words of the play head, or those of `before` if there is such a snapshot (see `still_true`)."""
    if before is not None and state is not None:
        return {
            "counts": before.counts,
            "ledger": before.ledger,
            "findings": before.findings,
            "run_cores": before.run_cores,
            "program": before.program,
        }
    figures = state if isinstance(state, RunFigures) else None
    status = status_of(session, figures) if figures is not None else None
    told = findings(facts(session, figures, t_us, status))
    if figures is None:
        return {"counts": Counts(), "ledger": Ledger(), "findings": told, "run_cores": None, "program": None}
    return {
        "counts": counts(session, figures, t_us),
        "ledger": figures.ledger,
        "findings": told,
        "run_cores": _cores(figures),
        "program": _program(session, figures, t_us) if _of_a_program(session) else None,
    }


def _of_a_program(session: Session) -> bool:
    source = session.source()
    return not source.lanes and not source.tasks


def _program(session: Session, figures: RunFigures, t_us: int) -> ProgramView:
    started, end = figures.started, figures.end
    return program_view(session, started.run, started.t_us, t_us, end.t_us if end is not None else None)


def _cores(figures: RunFigures) -> float | None:
    """Cores used over computing: of a run that is over as its result says."""
    if figures.end is not None and figures.end.result.cores_used is not None:
        return figures.end.result.cores_used
    return figures.usage.cores_used if figures.usage.compute_s >= LEAST_S else None


OF_A_PROGRAM = {"lab": "program", "helper": "other"}
"""What roles are called where there is no lab."""


def counts(session: Session, figures: RunFigures, t_us: int) -> Counts:
    """Threads, processes and memory right now; nothing is left of a run that has ended."""
    rate = figures.usage.handoffs_per_s
    if figures.end is not None:
        told = figures.end.result.handoffs_per_s
        return Counts(handoffs_per_s=rate if told is None else told)
    run = figures.started.run
    who, memory = session.who(run, t_us), session.memory(run, t_us)
    memory_bytes, shared = memory_use(who, memory)
    named = {} if session.source().lanes else OF_A_PROGRAM
    return Counts(
        threads=by_role(named.get(role, role) for _, _, role, _ in who.rows) if who is not None else {},
        processes=by_role(named.get(role, role) for _, _, role in who.processes) if who is not None else {},
        coroutines=int((figures.table.coroutine & ~figures.table.ended).sum()),
        memory_bytes=memory_bytes,
        memory_shared_counted=shared,
        handoffs_per_s=rate,
    )


def memory_use(who: ProcessTable | None, memory: Memory | None) -> tuple[int | None, bool]:
    """Bytes of all processes of the run together, and whether shared pages were counted more than once."""
    if memory is None or not memory.rss_bytes:
        return None, False
    if memory.pss_bytes:
        return sum(memory.pss_bytes), False
    return sum(memory.rss_bytes), len(memory.rss_bytes) > 1
