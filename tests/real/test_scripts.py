"""The script of every sensible pair gives the same answer as the run."""

import json
import os
import shlex
import subprocess
import sys

import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue.script import script
from concviz.engine.model.plan import Plan

from tests.support.nightly import chosen
from tests.support.real_processes import CONCVIZ, concviz, run_json

ITEMS = "5"
"""More than workers, and no multiple of them: whoever deals them out wrongly is noticed."""
MODELS = [
    name for name, model in catalogue.models().items() if model.runs_on(sys.version.split()[0]) and not model.requires
]
TOGETHER = [name for name in MODELS if "process" not in name and name != "mp-pool"]
"""Scripts that start no process run one after the other in one interpreter, each as `__main__`: what an interpreter costs to start
is no part of the answer. Those that start processes have one of their own, which their children import again."""
ALONE = [name for name in MODELS if name not in TOGETHER]
TASKS = tuple(catalogue.tasks())
ONE_BY_ONE = """
import contextlib, io, json, runpy, sys
paths, arguments = json.loads(sys.argv[1])
said = []
for path in paths:
    sys.argv = [path, *arguments]
    with contextlib.redirect_stdout(io.StringIO()) as words:
        runpy.run_path(path, run_name="__main__")
    said.append(words.getvalue())
print(json.dumps(said))
"""


def told(paths, arguments):
    """What each script prints."""
    asked = json.dumps([[str(path) for path in paths], arguments])
    done = subprocess.run([sys.executable, "-c", ONE_BY_ONE, asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("task", TASKS)
def test_scripts_answer_as_runs_do(task, state, tmp_path):
    """By day two of a task's scripts with processes, each task's the next two; by night all."""
    info, place = catalogue.task(task), 2 * TASKS.index(task)
    alone = chosen([ALONE[(place + each) % len(ALONE)] for each in range(2)], ALONE)
    # The temporary folder of a test machine may be in memory, which this task refuses unless told.
    options = {"allow_tmpfs": True} if "allow_tmpfs" in info.options else {}
    answer = run_json(
        task, "--items", ITEMS, *(f"-o{name}={value}" for name, value in options.items()), "--workers", "2", state=state
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
        paths = {model: tmp_path / f"script_{model}.py" for model in (*TOGETHER, *alone)}
        for model, path in paths.items():
            plan = Plan(task, model, workers=2, items=int(ITEMS), options=options)
            path.write_text(script(info, catalogue.model(model), plan))
        said = dict(zip(TOGETHER, told([paths[model] for model in TOGETHER], arguments), strict=True))
        for model in alone:
            done = subprocess.run(
                [sys.executable, paths[model], *arguments], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{model}: {done.stderr}"
            said[model] = done.stdout
        assert {model: words.strip() for model, words in said.items()} == dict.fromkeys(paths, answer.strip())
    finally:
        if world:
            world.terminate()
            world.wait()
            world.stdout.close()


def test_the_command_prints_it(state):
    done = concviz("script", "pi", "--model", "processes", "--size", "0.1", state=state)
    assert done.returncode == 0, done.stderr
    assert "def main():" in done.stdout
