"""A watched program's account so far, as text to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.model.program_facts import ProgramResult
from ..cli.watch.account_lines import account_lines

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot


def account_text(snapshot: Snapshot) -> str:
    """The lines that `concviz watch` ends with; '' where no program has been seen."""
    if snapshot.run is None or snapshot.program is None or not snapshot.program.so_far.threads:
        return ""
    ended = snapshot.run.ended_us is not None
    result = ProgramResult(
        program=snapshot.run.plan.task_title,
        status="ended" if ended and snapshot.run.status == "done" else "left",
        time=snapshot.program.so_far,
        says=[f"{each.headline} {each.text}" for each in snapshot.findings],
        missing=[why for _, why in snapshot.missing],
    )
    return "\n".join(account_lines(result)) + "\n"
