"""What is chosen for the next run; in a recording, what was chosen for the run on the screen, perhaps on another machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..choice import Choice
from ..host import Host
from .state import State

if TYPE_CHECKING:
    from ....engine.model.run_facts import RunPlan


@dataclass(frozen=True, slots=True)
class RecordedPython:
    """The interpreter of a run that was recorded elsewhere; only its name is known."""

    path: str
    version: str
    free_threaded: bool


class Settings:
    """Changes what is chosen."""

    def __init__(self, state: State, host: Host) -> None:
        self._state, self._host = state, host

    def choose(self, **fields: Any) -> None:
        """Change what is chosen (fields of `Choice`); in a recording that is what was."""
        state = self._state
        if state.replaying:
            text = "This is a recording: what was chosen for its runs can't be changed."
            self._host.notify(text, severity="warning")
        else:
            state.choice = state.choice.changed(**fields)
        self._host.show_choice()

    def follow_recording(self) -> None:
        """Choose what was chosen for the run on the screen, or for the first one where that is still to come."""
        from ....engine.model.run_facts import RunPlan

        state = self._state
        if state.backend is None or not state.replaying:
            return
        session, run = state.backend.session, state.snapshot.run if state.snapshot is not None else None
        first = session.runs()[:1]
        plan = run.plan if run is not None else first[0].plan if first else RunPlan()
        label = (run.python if run is not None else "") or session.machine.python
        choice = choice_of(plan, label, state.choice)
        if choice != state.choice:
            label = choice.python
            known = RecordedPython(label, label.rstrip("t"), label.endswith("t"))
            state.inventory, state.choice = replace(state.inventory, pythons=(known,)), choice
            self._host.show_choice()


def choice_of(plan: RunPlan, python: str, before: Choice) -> Choice:
    """What was chosen for the run, as far as its plan tells; `python` names its interpreter where the plan doesn't."""
    return replace(
        before,
        task=plan.task or before.task,
        model=plan.model or before.model,
        workers=plan.workers or before.workers,
        size_s=plan.size_s or before.size_s,
        items=None if plan.sized else plan.items,
        python=plan.python or python,
        start_method=plan.start_method,
        seed=plan.seed,
        nice=before.nice if plan.nice is None else plan.nice,
        chunk=plan.chunk,
        options=plan.options,
    )
