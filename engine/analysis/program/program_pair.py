"""Before and after: two recordings of watched programs beside each other, each with its time, its cores and what its threads waited for.

The two lie in two sessions, mostly of two days. So one of them is made a picture first, of figures alone, that needs no session any more.
Each was watched once: what is said of a difference is what was measured, and never that the change is the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from ...model.errors import UserError
from ...model.program_facts import ProgramTime
from ...model.run_facts import ATTACHED
from ...model.states import THREAD_STATES, Ledger, ThreadState
from ...text.quantities import duration, percent
from ...text.words import capital, listed, noun, plural
from ..before_after import SLICES, BeforeAfter, RunPicture
from ..cores import steps
from ..rules.any_program import WORDS
from ..run_title import RunTitle
from ..snapshot import Floats, Ints
from .program_limits import Limit, limit_of, wanted_s
from .program_so_far import program_so_far

if TYPE_CHECKING:
    from ...session.events import RunStarted
    from ...session.memory.log import Session

OTHERS = 0.8
"""Who is short of cores and uses less than this part of them lost them to other programs, or to a limit."""
LIMITED: dict[Limit, str] = {
    "GIL": "limited by the GIL",
    "cores": "short of cores",
    "nothing": "computing unhindered",
    "little": "computing little",
}
CHANGED_S, CHANGED_SHARE, MOST_CHANGES = 0.1, 0.02, 3
"""Seconds of its threads by which a state must have changed to be told, the part of all their time, and how many are."""
ALIKE = 0.1
"""One time that differs by less from another is said to be about the same."""


@dataclass(frozen=True, slots=True)
class ProgramPicture:
    """One program over all of its time, apart from its session."""

    run: int
    """Its number there."""
    program: str
    wall_s: float
    """That it was watched."""
    whole: bool
    """Whether that is all of its life: it was started to be watched, and has ended."""
    state: str
    """`done`, `running`, `stopped`: it was left."""
    time: ProgramTime
    cores: float
    """That it could have used."""
    machine: str
    share: Floats
    """(cores, slices) of each core it had, over `wall_s`."""
    created: str = ""
    """When its session was begun."""

    @property
    def limit(self) -> Limit:
        """What kept its threads from going on."""
        return limit_of(self.time)

    @property
    def ledger(self) -> Ledger:
        """Shares of the time of all its threads; what nobody looked at is `idle` there."""
        whole = self.time.thread_s
        if not whole:
            return Ledger()
        shares = {state: self.time.total(state) / whole for state in THREAD_STATES}
        return msgspec.structs.replace(Ledger(idle=shares.pop("unseen")), **shares)


class NoProgramError(UserError):
    """No program was watched in that recording."""


def picture_of(session: Session, name: str) -> ProgramPicture:
    """The program that was watched in a recording, over all of its time.

    Raises:
        NoProgramError: there is none; `name` is the recording's.
    """
    run = last_program(session)
    if run is None:
        raise NoProgramError(
            f"no program was watched in {name}: Before and after of programs takes two recordings of `watch`"
        )
    return program_picture(session, run)


def last_program(session: Session, t_us: int | None = None) -> RunStarted | None:
    """The program that was watched in this session; None in a session of the Lab, or of a cluster."""
    source = session.source()
    return next((run for run in reversed(session.runs(t_us)) if not source.lanes and not source.tasks), None)


def program_picture(session: Session, run: RunStarted, t_us: int | None = None) -> ProgramPicture:
    """The program of that run until `t_us`, or until its end."""
    end = session.run_end(run.run, t_us)
    until = end.t_us if end is not None else min(session.length_us, session.length_us if t_us is None else t_us)
    machine = session.machine
    edges = np.linspace(run.t_us, max(until, run.t_us + 1), SLICES + 1).astype(np.int64)
    _, share = steps(session.cores(run.t_us, until + 1_000_000), edges, machine.cores)
    return ProgramPicture(
        run=run.run,
        program=run.plan.task_title,
        wall_s=max(until - run.t_us, 0) / 1e6,
        whole=end is not None and end.status == "done" and run.plan.model != ATTACHED,
        state=end.status if end is not None else "running",
        time=program_so_far(session, run.run, run.t_us, until),
        cores=machine.usable_cores,
        machine=machine.cpu,
        share=np.nan_to_num(share),
        created=session.created,
    )


def program_pair(before: ProgramPicture, after: ProgramPicture) -> BeforeAfter:
    """The two on one axis of time, as a run of the Lab is shown beside another."""
    span_s = max(before.wall_s, after.wall_s, 1e-6)
    same = before.program == after.program
    sides = [
        _side(one, place if same else one.program, span_s) for one, place in ((before, "before"), (after, "after"))
    ]
    return BeforeAfter(
        sides[0], sides[1], span_s, " → ".join(_told(one, first=one is before) for one in (before, after)),
        caution(before, after), after.program, tuple(differences(before, after)),
    )  # fmt: skip


def _side(one: ProgramPicture, called: str, span_s: float) -> RunPicture:
    share, lane = _on_axis(one, span_s)
    workers = f"{plural(one.time.processes, 'process')}, {plural(len(one.time.threads), 'thread')}"
    title = RunTitle(one.program, f"{called}: {workers}", "", one.state)
    return RunPicture(one.run, title, one.wall_s, one.time.cores_used, one.ledger, one.state != "running", share, lane)


def _on_axis(one: ProgramPicture, span_s: float) -> tuple[Floats, Ints]:
    """Its cores over the common axis: each slice of it takes what was there at its middle; and nobody's colour."""
    middle = (np.arange(SLICES) + 0.5) * span_s / SLICES
    place = (middle / max(one.wall_s, 1e-9) * SLICES).astype(np.int64)
    share = np.where(place < SLICES, one.share[:, np.minimum(place, SLICES - 1)], 0.0)
    return share, np.zeros(share.shape, dtype=np.int64)


def _told(one: ProgramPicture, *, first: bool) -> str:
    """`app.py 4.1 s on 1.0 core, limited by the GIL`."""
    used = f"{one.time.cores_used:.1f}"
    name = f"{one.program} " if first else ""
    where = f" on {used}{' ' + noun(float(used), 'core') if first else ''}"
    limited = f", {LIMITED[one.limit]}" if one.limit else ""
    return f"{name}{duration(one.wall_s)}{where}{limited}"


def caution(before: ProgramPicture, after: ProgramPicture) -> str:
    """What makes the two hard to compare; that each was watched once does in any case."""
    if before.program != after.program:
        return f"two different programs: {before.program} → {after.program}"
    if (before.machine, before.cores) != (after.machine, after.cores):
        return "two different machines, or other cores of one"
    if not (before.whole and after.whole):
        return "not both were watched from their start to their end: shares can be compared, lengths can't"
    if any(one.limit == "cores" and one.time.cores_used < OTHERS * one.cores for one in (before, after)):
        return "not all cores could be had: the lengths tell of the machine, too"
    return "each was watched once: small differences may be chance"


def differences(before: ProgramPicture, after: ProgramPicture) -> list[str]:
    """What is another now, in sentences, the most important first."""
    said = [_length(before, after)] if before.whole and after.whole else []
    was, now = (_waited(one) for one in (before, after))
    if was or now:
        said.append(
            f"Of the time in which its threads could go on they waited {was or 'for nothing'} → {now or 'for nothing'}."
        )
    changes = _changes(before, after)
    if changes:
        said.append(f"{capital(listed(changes))} (of all its threads together).")
    return said


def _length(before: ProgramPicture, after: ProgramPicture) -> str:
    used = f"CPU time {duration(before.time.cpu_s)} → {duration(after.time.cpu_s)}"
    ratio = before.wall_s / max(after.wall_s, 1e-6)
    if 1 - ALIKE < ratio < 1 + ALIKE:
        return f"It took about the same time; {used}."
    return (
        f"It took {1 / ratio:.1f} times as long; {used}." if ratio < 1 else f"It was {ratio:.1f} times as fast; {used}."
    )


def _waited(one: ProgramPicture) -> str:
    """`71% for the GIL and 3% for a core`; '' for nothing."""
    wanted = wanted_s(one.time)
    waits = ((one.time.total("wait_gil"), "the GIL"), (one.time.total("wait_core"), "a core")) if wanted else ()
    return listed([f"{percent(s / wanted)} for {what}" for s, what in waits if s >= CHANGED_SHARE * wanted])


def _changes(before: ProgramPicture, after: ProgramPicture) -> list[str]:
    """`31 s → 0.4 s at a lock`: the states in which its threads spend another time than before, the most changed first."""
    least = max(CHANGED_S, CHANGED_SHARE * max(before.time.thread_s, after.time.thread_s))
    states: list[tuple[float, ThreadState]] = [
        (abs(before.time.total(state) - after.time.total(state)), state) for state in THREAD_STATES
    ]
    changed = sorted((each for each in states if each[0] >= least), key=lambda each: -each[0])[:MOST_CHANGES]
    return [
        f"{duration(before.time.total(state))} → {duration(after.time.total(state))} {WORDS[state]}"
        for _, state in changed
    ]
