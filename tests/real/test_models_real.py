"""Each model's script does each item exactly once, and an error ends it: under every Python, however processes are started."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.script import file_name, script
from concviz.engine.model.plan import Plan

from tests.support.nightly import chosen
from tests.support.pythons import OWN, WANTED, python_of
from tests.support.real_processes import DEADLINE_S, TASKS

pytestmark = pytest.mark.real

SCRIPT = Path(__file__).with_name("models_script.py")
SIZES = [0, 2, 30]
IN_THREADS = ("raises", "exits", "interrupted")
IN_PROCESSES = ("raises", "killed")
IN_FORKED = (*IN_PROCESSES, "exits", "interrupted", "raises-unpicklable", "hands-back-unpicklable")
"""What goes wrong the same way however a process was started is tried where starting one is cheapest."""
FAULTS = {"": IN_THREADS, "fork": IN_FORKED, "spawn": IN_PROCESSES, "forkserver": IN_PROCESSES}


METHODS = ("fork", "forkserver", "spawn")
EVERY = [(version, method) for version in WANTED for method in FAULTS]
BY_DAY = [
    (version, method)
    for place, version in enumerate(WANTED)
    for method in (tuple(FAULTS) if version == OWN.short else ("", METHODS[place % len(METHODS)]))
]
"""Our own Python starts processes in every way, each other one in one of them."""


@pytest.mark.parametrize(
    ("version", "method"),
    [pytest.param(version, method, id=f"{version}-{method or 'threads'}") for version, method in chosen(BY_DAY, EVERY)],
)
def test_every_model_does_each_item_once_and_ends_where_one_fails(version, method, state, tmp_path):
    python = python_of(version)
    models = [each for each in catalogue.models().values() if each.runs_on(python.version) and not each.requires]
    names = write([each for each in models if has_processes(each) == bool(method)], tmp_path)
    found = outcomes(python.path, method, tmp_path, names, state)
    assert [each["name"] for each in found] == names
    for each in found:
        name = each["name"]
        assert each["sizes"] == [[7 * item for item in range(size)] for size in SIZES], name
        assert each["left"] == {"threads": [], "children": 0}, name
        assert tuple(each["faults"]) == FAULTS[method], name
        for fault, outcome in each["faults"].items():
            check(f"{name} {fault}", fault, outcome)


def check(what: str, fault: str, outcome: dict) -> None:
    """It ended, said why, and left nothing behind."""
    raised = outcome["raised"]
    assert outcome["printed"] == "", what
    assert outcome["threads"] == [], what
    assert outcome["children"] == 0, what
    if fault == "raises":
        assert "ValueError: item 30 is not for me" in raised, what
        assert "in work" in raised, f"{what}: no traceback of the item's own lines\n{raised}"
    elif fault == "interrupted":
        assert "KeyboardInterrupt" in raised, f"{what}: {raised}"
    elif fault == "killed":
        assert "exit code -9" in raised or "BrokenProcessPool" in raised, f"{what}: {raised}"
    else:
        assert raised, what


def has_processes(model) -> bool:
    return model.hands_over and model.worker != "interpreter"


def write(models: list, folder: Path) -> list[str]:
    """Their scripts for the task with faults; the names they are imported by."""
    task = catalogue.task(str(TASKS / "faults.py"))
    for model in models:
        text = script(task, model, Plan(task.name, model.name, workers=2, items=60))
        (folder / file_name(task, model)).write_text(text)
    return [file_name(task, model).removesuffix(".py") for model in models]


def outcomes(python: str, method: str, folder: Path, names: list[str], state: Path) -> list[dict]:
    """What models_script.py found out; its group ends with it."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "CONCVIZ_STATE": str(state)}
    command = [python, "-s", SCRIPT, method, " ".join(names), " ".join(FAULTS[method])]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            said, complained = process.communicate(timeout=DEADLINE_S)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, complained
    return [json.loads(line) for line in said.splitlines()]
