"""What is chosen for the next run, held against the run that is shown: nothing of the next may look like a figure of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..app.backend import Inventory, python_label
from ..app.choice import Choice

UNTOLD = "…"
"""What stands in a recording in place of what a person typed."""

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import RunView


def differing(run: RunView | None, shelf: Inventory, choice: Choice) -> frozenset[str]:
    """Names of what differs: `task`, `model`, `workers`, `size`, `python`, `start`, `chunk`, `options`; none without a run."""
    if run is None:
        return frozenset()
    plan, model = run.plan, shelf.models.get(choice.model)
    own = choice.task not in shelf.tasks and plan.task not in shelf.tasks
    checks = {
        "task": plan.task != choice.task and not own,
        "model": plan.model != choice.model,
        "workers": plan.workers != choice.workers and (model is None or model.worker != "main"),
        "size": not own and _size_differs(run, choice),
        "python": _python_differs(run, shelf, choice),
        "start": plan.start_method != choice.start_method and model is not None and model.takes_start_method,
        "chunk": plan.chunk != choice.chunk and model is not None and model.chunks,
        "options": plan.task == choice.task and _options_differ(run, choice),
    }
    return frozenset(name for name, differs in checks.items() if differs)


def _options_differ(run: RunView, choice: Choice) -> bool:
    """What a person typed stands in no recording, so of that nothing is said."""
    ran = {name: value for name, value in run.plan.options.items() if value != UNTOLD}
    return ran != {name: value for name, value in choice.options.items() if run.plan.options.get(name) != UNTOLD}


def _size_differs(run: RunView, choice: Choice) -> bool:
    plan = run.plan
    if choice.items is not None:
        return plan.items != choice.items
    return plan.size_s is not None and (not plan.sized or plan.size_s != choice.size_s)


def _python_differs(run: RunView, shelf: Inventory, choice: Choice) -> bool:
    """Only where both are known."""
    chosen, ran = shelf.python(choice.python), run.plan.python or run.python
    if chosen is None or not ran:
        return False
    label = python_label(chosen)
    return label != ran if run.plan.python else label.rstrip("t") != ran.rstrip("t")
