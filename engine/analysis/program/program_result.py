"""What is told of a watched program when watching is over: its account, the system's own, and the sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...model.program_facts import ProgramResult
from ..findings import findings
from ..gather import facts
from ..run.figures import run_figures

if TYPE_CHECKING:
    from ...session.memory.log import Session

NOT_TOLD = ("in counts",)
"""What speaks of now alone, and not of a program that has ended."""


def program_result(
    session: Session, run: int, *, exit_code: int | None = None, rusage_s: float | None = None
) -> ProgramResult:
    """The result of the program's number `run`.

    Args:
        session: in which it has ended, or was left.
        run: its number.
        exit_code: as a shell gives it, where that is known.
        rusage_s: CPU seconds by the system's own account.
    """
    started = next(each for each in session.runs() if each.run == run)
    end = session.run_end(run)
    t_us = session.length_us
    known = facts(session, run_figures(session, started, t_us), t_us)
    said = [each for each in findings(known) if each.rule not in NOT_TOLD]
    return ProgramResult(
        program=started.plan.task_title,
        status="ended" if end is not None and end.status == "done" else "left",
        exit_code=exit_code,
        rusage_s=rusage_s,
        time=known.program,
        says=[f"{each.headline} {each.text}" for each in said],
        missing=[each.why for each in session.missing()],
        machine=session.machine.facts(),
    )
