"""What the user has picked for the next run: a plan in the making, and the ladders that `+`, `-`, ◂ and ▸ climb.

`Choice` is cheap to import (no msgspec, no numpy), because the first frame already shows it; `plan()` turns it into the
checked plan.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ...engine.catalogue.describe import TaskInfo
    from ...engine.model.plan import Option, Plan
    from .backend import Inventory

T = TypeVar("T")
N = TypeVar("N", int, float)

WORKERS = (
    *range(1, 17), 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 384, 512, 1000, 2000, 5000, 10_000,
)  # fmt: skip
SIZES_S = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)
CHUNKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
START_METHODS = (None, "fork", "spawn", "forkserver")


@dataclass(frozen=True, slots=True)
class Choice:
    """Task, model and settings; the fields mean what they mean in `engine.plan.Plan`."""

    task: str = "pi"
    """A name, or the user's own: `path.py`, `path.py:function`, `module:function`."""
    model: str = "threads"
    workers: int = 4
    size_s: float = 4.0
    items: int | None = None
    python: str = sys.executable
    start_method: str | None = None
    seed: int = 1
    nice: int = 10
    chunk: int = 1
    options: Mapping[str, Option] = field(default_factory=dict)
    """The task's own options, where they are not its defaults."""

    def changed(self, **fields: Any) -> Choice:
        """The same choice with some fields changed (unchecked: `plan()` checks); another task begins with its defaults."""
        if fields.get("task", self.task) != self.task:
            fields = {"options": {}, **fields}
        return replace(self, **fields)

    def plan(self) -> Plan:
        """The plan to run.

        Raises:
            PlanError: with one sentence for what can't be run.
        """
        from ...engine.model.plan import Plan

        return Plan(
            task=self.task,
            model=self.model,
            workers=self.workers,
            size_s=self.size_s,
            items=self.items,
            python=self.python,
            start_method=self.start_method,
            seed=self.seed,
            nice=self.nice,
            chunk=self.chunk,
            options=dict(self.options),
        )


def known(choice: Choice, inventory: Inventory) -> Choice:
    """The choice, with the usual task and model where its own are not there."""
    usual = Choice()
    task = choice.task if inventory.task(choice.task) is not None else usual.task
    model = choice.model if choice.model in inventory.models else usual.model
    return choice.changed(task=task, model=model)


def stepped(ladder: tuple[N, ...], value: N, by: int) -> N:
    """The next value up (`by` 1) or down (-1) on a ladder of numbers; a value between two rungs goes to the nearest one."""
    if by > 0:
        return next((rung for rung in ladder if rung > value), ladder[-1])
    return next((rung for rung in reversed(ladder) if rung < value), ladder[0])


def turned(values: tuple[T, ...], value: T, by: int) -> T:
    """The next of some unordered values, around the end; the first one where `value` is none of them."""
    return values[(values.index(value) + by) % len(values)] if value in values else values[0]


def size_text(choice: Choice, task: TaskInfo | None = None) -> str:
    """`4 s`, `0.25 s`; `2,000 items` where the number of items is set; `all inputs` of a function of the user's."""
    if choice.items is not None:
        return f"{choice.items:,} items"
    return "all inputs" if task is not None and task.inputs else f"{choice.size_s:g} s"
