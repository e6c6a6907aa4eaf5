"""What is chosen for the next run; in a recording, what was chosen for the run on the screen, perhaps on another machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..choice import Choice
from ..host import Host
from .state import State

OPTION = (str, int, float, bool)


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
        self._host.choice_changed()

    def follow_recording(self) -> None:
        """Choose what was chosen for the run on the screen, or for the first one where that is still to come."""
        state = self._state
        if state.backend is None or not state.replaying:
            return
        session, run = state.backend.session, state.snapshot.run if state.snapshot is not None else None
        first = session.runs()[:1]
        plan = run.plan if run is not None else first[0].plan if first else {}
        label = (run.python if run is not None else "") or session.machine.python
        choice = choice_of({"python": label, **plan}, state.choice)
        if choice != state.choice:
            label = choice.python
            known = RecordedPython(label, label.rstrip("t"), label.endswith("t"))
            state.inventory, state.choice = replace(state.inventory, pythons=(known,)), choice
            self._host.choice_changed()


def choice_of(plan: dict[str, Any], before: Choice) -> Choice:
    """What was chosen for the run, as far as its plan tells; a file can hold anything, so what is no such value is left."""
    options = plan.get("options")
    return replace(
        before,
        task=_like(str, plan.get("task"), before.task),
        model=_like(str, plan.get("model"), before.model),
        workers=_like(int, plan.get("workers"), before.workers),
        size_s=float(_like((int, float), plan.get("size_s"), before.size_s)),
        items=None if plan.get("sized", True) else _like(int, plan.get("items"), None),
        python=_like(str, plan.get("python"), before.python),
        start_method=_like(str, plan.get("start_method"), None),
        seed=_like(int, plan.get("seed"), before.seed),
        nice=_like(int, plan.get("nice"), before.nice),
        chunk=_like(int, plan.get("chunk"), 1),
        options=options
        if isinstance(options, dict) and all(isinstance(each, OPTION) for each in options.values())
        else {},
    )


def _like(kind: Any, value: Any, otherwise: Any) -> Any:
    return value if isinstance(value, kind) and not isinstance(value, bool) else otherwise
