"""How a lab is started: what it is told, in one line, what is remembered of that, and the environment that it finds."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from ..catalogue.lookup import ModelInfo, TaskInfo
from ..lab.life.request import Request
from ..model.plan import Option, Plan
from ..model.run_facts import RunPlan
from . import blas
from .cleanup.folders import RunFolder
from .cleanup.process_group import ProcessGroup
from .preflight import python_of

RING_BYTES = 64 << 20
"""Memory that the rings of all lanes may take together."""


@dataclass(frozen=True, slots=True)
class LabRequest:
    """A checked plan and what it refers to."""

    run: int
    plan: Plan
    task: TaskInfo
    model: ModelInfo
    world: dict[str, str]


def request(order: LabRequest, folder: RunFolder) -> Request:
    """The line that a lab is started with."""
    plan = order.plan
    return Request(
        mode="run",
        task=order.task.reference,
        model=order.model.reference,
        worker=order.model.worker,
        handed_over=order.model.hands_over,
        workers=plan.workers,
        items=plan.items,
        inputs=order.task.counts_inputs(plan.options),
        seed=plan.seed,
        nice=plan.nice,
        chunk=plan.chunk,
        start_method=plan.start_method,
        cluster=cluster_of(order),
        options={**order.task.options, **plan.options},
        world=order.world,
        folder=str(folder.lanes),
        scratch=str(folder.scratch()) if order.task.kind_of(plan.options) == "io" else str(folder.path),
        capacity=max(64, min(8192, RING_BYTES // (96 * plan.workers))),
    )


def cluster_of(order: LabRequest) -> str:
    """The address of the cluster that does the run; where none is named, the one that Dask's own programs would use."""
    return (order.plan.cluster or os.environ.get("DASK_SCHEDULER_ADDRESS", "")) if order.model.clusters else ""


def recorded_plan(order: LabRequest, *, sized: bool) -> RunPlan:
    """The plan as it may be written into a session: without the interpreter's path, which can name a home folder."""
    plan, task, model = order.plan, order.task, order.model
    return RunPlan(
        task=task.name,
        model=model.name,
        workers=plan.workers,
        size_s=plan.size_s,
        items=plan.items,
        start_method=plan.start_method,
        chunk=plan.chunk,
        seed=plan.seed,
        nice=plan.nice,
        options={name: _impersonal(name, value, order) for name, value in plan.options.items()},
        python=python_of(plan).label,
        kind=task.kind_of(plan.options),
        title=task.title,
        awaitable=task.awaitable,
        worker=model.worker,
        model_title=model.title,
        sized=sized,
    )


def _impersonal(name: str, value: Option, order: LabRequest) -> Option:
    """An option as it may be written into a session: a text that the user typed can hold a path, a name or a password."""
    return value if not isinstance(value, str) or value == order.task.options.get(name) else "…"


def start_lab(order: LabRequest, folder: RunFolder, line: Request) -> ProcessGroup:
    """Starts the lab process under the plan's Python.

    Raises:
        OSError: that Python can't be started.
    """
    return start_python(order.plan.python, folder, line)


def start_python(python: str, folder: RunFolder, line: Request) -> ProcessGroup:
    """Starts a lab process under that Python; `line` is its request.

    Raises:
        OSError: that Python can't be started.
    """
    environment = blas.environment()
    paths = [str(folder.stage)]
    if python == sys.executable and environment.get("PYTHONPATH"):
        paths.append(environment["PYTHONPATH"])
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    environment.pop("PYTHONHOME", None)
    environment["PYTHONIOENCODING"] = "utf-8:backslashreplace"
    # Who crashes says at which line: the lab and the workers that multiprocessing starts, which get this option from it, and no
    # Python that the user's code starts, as a variable of the environment would have it.
    return ProcessGroup([python, "-P", "-X", "faulthandler", "-m", "concviz.engine.lab"], environment, line.line())
