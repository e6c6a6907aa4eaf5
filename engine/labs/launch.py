"""How a lab is started: what it is told, in one line, and the environment that it finds."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from ..catalogue.lookup import ModelInfo, TaskInfo
from ..lab.life.request import Request
from ..model.plan import Plan
from . import blas
from .cleanup.folders import RunFolder
from .cleanup.process_group import ProcessGroup

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
        options={**order.task.options, **plan.options},
        world=order.world,
        folder=str(folder.lanes),
        scratch=str(folder.scratch()) if order.task.kind_of(plan.options) == "io" else str(folder.path),
        capacity=max(64, min(8192, RING_BYTES // (96 * plan.workers))),
    )


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
