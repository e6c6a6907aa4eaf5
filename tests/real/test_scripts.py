"""The script of every sensible pair gives the same answer as the run."""

import os
import shlex
import subprocess
import sys

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.script import script
from concviz.engine.model.plan import Plan

from tests.support.real_processes import CONCVIZ, concviz, run_json

ITEMS = {"io": "6"}
MODELS = [name for name, model in catalogue.models().items() if model.runs_on(sys.version.split()[0])]


@pytest.mark.parametrize("task", catalogue.tasks())
def test_scripts_answer_as_runs_do(task, state, tmp_path):
    info = catalogue.task(task)
    items = ITEMS.get(info.kind, "8")
    # The temporary folder of a test machine may be in memory, which this task refuses unless told.
    options = {"allow_tmpfs": True} if "allow_tmpfs" in info.options else {}
    answer = run_json(
        task, "--items", items, *(f"-o{name}={value}" for name, value in options.items()), "--workers", "2", state=state
    )["answer"]
    world = None
    arguments: list[str] = []
    if info.world:
        world = subprocess.Popen(
            [*CONCVIZ, "world", task],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "CONCVIZ_STATE": str(state)},
        )
        arguments = shlex.split(world.stdout.readline())
    try:
        for model in MODELS:
            path = tmp_path / f"script_{model}.py"
            path.write_text(
                script(info, catalogue.model(model), Plan(task, model, workers=2, items=int(items), options=options))
            )
            done = subprocess.run([sys.executable, path, *arguments], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{model}: {done.stderr}"
            assert done.stdout.strip() == answer.strip(), model
    finally:
        if world:
            world.terminate()
            world.wait()
            world.stdout.close()


def test_the_command_prints_it(state):
    done = concviz("script", "pi", "--model", "processes", "--size", "0.1", state=state)
    assert done.returncode == 0, done.stderr
    assert "def main():" in done.stdout
