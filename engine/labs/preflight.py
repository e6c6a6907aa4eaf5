"""Whether a plan can be run, found out before anything is started; imports nothing that is slow to import."""

from __future__ import annotations

import sys

from .. import catalogue
from ..catalogue import task_options
from ..catalogue.describe import numbers
from ..export.optional_packages import install
from ..lab.own.home import ENDING
from ..model.plan import Plan, PlanError
from ..pythons import installed


def check_plan(plan: Plan) -> tuple[catalogue.TaskInfo, catalogue.ModelInfo]:
    """What the plan refers to.

    Raises:
        PlanError: something of it can't be run; one sentence says what and what to do.
    """
    task, model = catalogue.task(plan.task, plan.python), catalogue.model(plan.model)
    task_options.check(task, plan.options)
    python = python_of(plan)
    if not model.runs_on(python.version):
        raise PlanError(f"{model.name} needs Python {model.needs} or newer, and this is {python.label} (--python)")
    if task.reference.endswith(ENDING) and numbers(python.version)[:2] != sys.version_info[:2]:
        raise PlanError(
            f"{task.title} is handed over as bytecode, which only Python {sys.version_info[0]}.{sys.version_info[1]} can run, and this is "
            f"{python.label}: put it into a file, and name it FILE.py:{task.name}"
        )
    if model.worker in task.refuses:
        raise PlanError(f"{task.name} can't run under {model.name}: {task.refuses[model.worker]}")
    for info in (task, model):
        _check_requirements(info, python)
    return task, model


def python_of(plan: Plan) -> installed.Interpreter:
    """The interpreter that the plan names.

    Raises:
        PlanError: it is none.
    """
    own = installed.own()
    return own if plan.python == own.path else installed.find(plan.python)


def _check_requirements(info: catalogue.TaskInfo | catalogue.ModelInfo, python: installed.Interpreter) -> None:
    """Refuses a run whose Python lacks what the task or the model needs, with the line that installs it."""
    missing = installed.missing_packages(python.path, info.requires) if info.requires else []
    if missing:
        command = (
            install(*missing) if python.path == sys.executable else f"{python.path} -m pip install {' '.join(missing)}"
        )
        raise PlanError(f"{info.name} needs {' '.join(missing)} under {python.label}: {command}")
