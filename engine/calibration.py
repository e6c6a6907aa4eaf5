"""From a size in seconds to a number of items: measured once per task and machine, and remembered.

One item is timed in a lab process, on its own, under the Python that runs concviz (under the plan's where the task needs
packages that only that one has). The number is the same for every model and every Python, because it only depends on what is
remembered: so the runs of a comparison get the same items. A machine is told by its processor's name and its number of cores.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import time
from dataclasses import dataclass
from typing import Any

from .folders import RunFolder
from .plan import MAX_ITEMS, PlanError
from .runner import Order, request, start_lab
from .session.events import Machine
from .session.store import state_folder

BUDGET_S = 0.4
PATIENCE_S = 60.0
TRIAL_ITEMS = 200
MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Trial:
    """What one item took on its own, in the mean, and how many items the task made for the trial."""

    item_wall_s: float
    item_cpu_s: float
    items: int

    @property
    def kind(self) -> str:
        """`cpu` if an item computes for most of its time, else `io`."""
        return "cpu" if self.item_cpu_s > MOSTLY * self.item_wall_s else "io"


class TrialFailed(PlanError):
    """The task could not be timed."""

    def __init__(self, text: str, error: dict[str, Any]) -> None:
        super().__init__(text)
        self.error = error
        """Where it was an item that raised: which one, and its traceback."""


def items_for(order: Order, machine: Machine) -> int:
    """How many items take `plan.size_s` seconds of sequential work, to two digits.

    For CPU-bound work CPU time counts, which a busy machine stretches less than wall time; where the waiting is the point, wall
    time.

    Raises:
        PlanError: the task could not be timed; the text says why.
    """
    memory = _remembered()
    key = _key(order, machine)
    item_s = memory.get(key)
    if not isinstance(item_s, float) or not item_s > 0:
        trial = measure(order)
        item_s = trial.item_wall_s if order.task.kind == "io" else trial.item_cpu_s
        memory[key] = item_s
        _remember(memory)
    return rounded(order.plan.size_s / item_s)


def rounded(count: float) -> int:
    """To two significant digits, at least 1: 1,234.5 items claim a precision that a calibration hasn't got."""
    if count < 1:
        return 1
    step = 10 ** max(0, len(str(int(count))) - 2)
    return min(MAX_ITEMS, round(count / step) * step)


def measure(order: Order) -> Trial:
    """Tries the task out in a lab of its own, now.

    Raises:
        PlanError: the task could not be timed; the text says why.
    """
    folder = RunFolder()
    try:
        line = request(order, folder, mode="calibrate", items=_trial_items(order), budget_s=BUDGET_S)
        try:
            child = start_lab(order, folder, line)
        except OSError as error:
            raise PlanError(f"{order.plan.python} could not be started: {error}") from None
        try:
            answer = _last_line(child.stdout.fileno())
        finally:
            child.end()
    finally:
        folder.remove()
    if "result" in answer:
        return Trial(**answer["result"])
    error = answer.get("error", {})
    why = error.get("message", "it ended without an answer")
    if "item" in error:
        raise TrialFailed(why, error)
    raise TrialFailed(f"{order.task.name} could not be tried out: {why}", {})


def _trial_items(order: Order) -> int | None:
    """A function's inputs are all made: how many there are has to be known before the run."""
    return order.plan.items if order.task.inputs else TRIAL_ITEMS


def _last_line(descriptor: int) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_S
    said = b""
    while time.monotonic() < deadline:
        ready, _, _ = select.select([descriptor], [], [], deadline - time.monotonic())
        block = os.read(descriptor, 65536) if ready else b""
        if not block:
            break
        said += block
    lines = [json.loads(line) for line in said.splitlines()]
    return next((line for line in reversed(lines) if "result" in line or "error" in line), {})


def _key(order: Order, machine: Machine) -> str:
    options = {**order.task.options, **order.plan.options}
    text = json.dumps([order.task.reference, options, machine.cpu, machine.cores, _source_stamp(order)], sort_keys=True)
    return f"{order.task.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _source_stamp(order: Order) -> str:
    """A task that was edited is another task."""
    try:
        return hashlib.sha256(order.task.path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _remembered() -> dict[str, Any]:
    try:
        memory = json.loads((state_folder() / "calibration.json").read_text())
    except (OSError, ValueError):
        return {}
    return memory if isinstance(memory, dict) else {}


def _remember(memory: dict[str, Any]) -> None:
    """Kept for the next time; where that can't be, the next time measures again."""
    path = state_folder() / "calibration.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(memory, indent=1))
        beside.replace(path)
    except OSError:
        return
