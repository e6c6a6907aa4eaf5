"""Tasks give the same results under every Python, with any hash seed, and keep the contract that the lab relies on."""

import importlib
import inspect
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine.lab import tasks

from tests.support.pythons import WANTED, python_of

FOLDER = Path(tasks.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
WORLD = {"http": "http://127.0.0.1:9", "printer": "127.0.0.1:9 127.0.0.1:10", "proxy": ""}
ALONE = [name for name in NAMES if name not in ("download", "upload", "printing", "matmul")]
"""Those that need neither the world nor anything installed."""

SCRIPT = """
import hashlib, importlib, inspect, json, sys
sys.path.insert(0, sys.argv[1])
digests = {}
for name in sys.argv[3:]:
    task = importlib.import_module(name)
    options = dict(task.OPTIONS)
    if "scratch" in inspect.signature(task.items).parameters:
        options["scratch"] = sys.argv[2]
    if "allow_tmpfs" in options:
        options["allow_tmpfs"] = True
    results = [task.work(item) for item in task.items(6, 1, **options)]
    digests[name] = [hashlib.sha256(repr(results).encode()).hexdigest(), task.combine(results)]
print(json.dumps(digests))
"""


def digests(python: str, scratch: Path, hash_seed: str) -> dict[str, list[str]]:
    scratch.mkdir()
    command = [python, "-S", "-B", "-c", SCRIPT, str(FOLDER), str(scratch), *ALONE]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"}
    return json.loads(subprocess.check_output(command, env=environment, text=True, timeout=180))


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, list[str]]:
    return digests(sys.executable, tmp_path_factory.mktemp("expected") / "s", "0")


@pytest.mark.parametrize("version", WANTED)
def test_results_are_equal_under_every_python(version, expected, tmp_path):
    assert digests(python_of(version).path, tmp_path / "s", "12345") == expected


def load(name: str):
    return importlib.import_module(f"concviz.engine.lab.tasks.{name}")


def make(name: str, count: int, seed: int, scratch: Path) -> list:
    task = load(name)
    options = {**task.OPTIONS}
    if task.WORLD:
        options["world"] = {service: WORLD[service] for service in task.WORLD}
    if "scratch" in inspect.signature(task.items).parameters:
        options["scratch"] = str(scratch)
    if "allow_tmpfs" in options:
        options["allow_tmpfs"] = True
    return task.items(count, seed, **options)


@pytest.mark.parametrize("name", NAMES)
def test_a_task_says_what_it_is(name):
    task = load(name)
    assert task.TITLE
    assert task.KIND in ("cpu", "io", "released")
    assert len(task.ABOUT) == 3
    assert all(line.endswith(".") and len(line) <= 90 for line in task.ABOUT)
    assert all(isinstance(value, str | int | float | bool) for value in task.OPTIONS.values())
    assert hasattr(task, "awork") == (name in ("download", "upload", "streams", "printing", "database"))


@pytest.mark.parametrize("name", NAMES)
def test_items_are_as_many_as_asked_for_and_can_be_sent(name, tmp_path):
    for number, count in enumerate((1, 2, 17)):
        folder = tmp_path / str(number)
        folder.mkdir()
        items = make(name, count, 3, folder)
        assert len(items) == count
        assert pickle.loads(pickle.dumps(items)) == items


@pytest.mark.parametrize("name", [name for name in ALONE if name not in ("files", "streams")])
def test_results_are_plain_and_answers_of_a_part_are_answers(name, tmp_path):
    task = load(name)
    results = [task.work(item) for item in make(name, 4, 1, tmp_path)]
    assert pickle.loads(pickle.dumps(results)) == results
    assert eval(repr(results), {}) == results
    answers = [task.combine(results[:part]) for part in (1, 2, 4)]
    assert all(answer and "\n" not in answer and len(answer) <= 110 for answer in answers)


@pytest.mark.parametrize("name", NAMES)
def test_no_task_sleeps_in_its_worker(name):
    source = (FOLDER / f"{name}.py").read_text()
    device = getattr(load(name), "DEVICE", "")  # the program of a child process, which is the other end
    assert device in source
    assert "sleep" not in source.replace(device, "")
