"""From a size in seconds to a number of items: measured once per task and machine, and remembered.

One item is timed in a lab process, on its own, under the Python that runs concviz (under the plan's where the task needs
packages that only that one has). The number is the same for every model and every Python, because it only depends on what is
remembered: so the runs of a comparison get the same items. A machine is told by its processor's name and its number of cores.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable

from ..session.events import Machine
from ..session.library.paths import private_folder, state_folder
from .calibrate import Trial, items_in, measure
from .launch import LabRequest


def items_for(order: LabRequest, machine: Machine, measure: Callable[[LabRequest], Trial] = measure) -> int:
    """How many items take `plan.size_s` seconds of sequential work, to two digits.

    For CPU-bound work CPU time counts, which a busy machine stretches less than wall time; where the waiting is the point, wall
    time. `measure` tries the task out where that has not been done before.

    Raises:
        PlanError: the task could not be timed; the text says why.
    """
    memory = _remembered()
    key = _key(order, machine)
    item_s = memory.get(key)
    if not isinstance(item_s, float) or not item_s > 0:
        trial = measure(order)
        item_s = trial.item_wall_s if order.task.kind_of(order.plan.options) == "io" else trial.item_cpu_s
        memory[key] = item_s
        _remember(memory)
    return items_in(order.plan.size_s, item_s)


def _key(order: LabRequest, machine: Machine) -> str:
    options = {**order.task.options, **order.plan.options}
    text = json.dumps([order.task.reference, options, machine.cpu, machine.cores, _source_stamp(order)], sort_keys=True)
    return f"{order.task.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _source_stamp(order: LabRequest) -> str:
    """A task that was edited is another task."""
    try:
        return hashlib.sha256(order.task.path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _remembered() -> dict[str, object]:
    try:
        memory = json.loads((state_folder() / "calibration.json").read_text())
    except (OSError, ValueError):
        return {}
    return memory if isinstance(memory, dict) else {}


def _remember(memory: dict[str, object]) -> None:
    """Kept for the next time; where that can't be, the next time measures again."""
    path = state_folder() / "calibration.json"
    try:
        private_folder(path.parent)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(memory, indent=1))
        beside.replace(path)
    except OSError:
        return
