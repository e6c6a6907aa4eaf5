"""What was chosen for a run that was recorded, perhaps on another machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .choice import Choice

OPTION = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class RecordedPython:
    """The interpreter of a run that was recorded elsewhere; only its name is known."""

    path: str
    version: str
    free_threaded: bool


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
