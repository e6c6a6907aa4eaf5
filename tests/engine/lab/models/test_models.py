"""Each model does each item exactly once, whatever the numbers of workers and items, under every Python there is."""

import ast
import json
import subprocess
from pathlib import Path

import pytest
from concviz.engine.lab import models
from concviz.engine.pythons import installed

from tests.support.pythons import WANTED, python_of

FOLDER = Path(models.__file__).parent
LAB = FOLDER.parent
MODELS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
WITH_PROCESSES = {"processes", "process_pool", "mp_pool", "processes_threads"}
NAMES = {"TITLE", "KIND", "WORKER", "USES", "ABOUT", "NEEDS", "run"}

SCRIPT = """
import asyncio, functools, gc, importlib, inspect, json, multiprocessing, operator, sys, threading
name, method = sys.argv[1:]
if method:
    multiprocessing.set_start_method(method)
model = importlib.import_module("concviz.engine.lab.models." + name)
work = functools.partial(operator.mul, 7)

def collect(items, workers, **chunk):
    if inspect.isgeneratorfunction(model.run):
        return list(model.run(work, items, workers, **chunk))
    if inspect.isasyncgenfunction(model.run):
        async def gather():
            return [result async for result in model.run(work, items, workers)]
        return asyncio.run(gather())
    results = []
    async def awork(item):
        await asyncio.sleep(0)
        results.append(work(item))
    asyncio.run(model.run(awork, items, workers))
    return results

found = {}
for count, workers in [(0, 3), (1, 1), (3, 5), (40, 3), (40, 1)]:
    found[f"{count} {workers}"] = sorted(collect(list(range(count)), workers))
if "chunk" in inspect.signature(model.run).parameters:
    found["40 3 chunk 7"] = sorted(collect(list(range(40)), 3, chunk=7))
    found["40 3 chunk 99"] = sorted(collect(list(range(40)), 3, chunk=99))
gc.collect()
left = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
for thread in left:
    thread.join(30)
names = [thread.name for thread in left if thread.is_alive()]
print(json.dumps({"found": found, "threads": names, "children": len(multiprocessing.active_children())}))
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Path:
    """A folder in which `concviz.engine.lab` is the only thing there is of concviz."""
    folder = tmp_path_factory.mktemp("stage")
    engine = folder / "concviz" / "engine"
    engine.mkdir(parents=True)
    (folder / "concviz" / "__init__.py").touch()
    (engine / "__init__.py").touch()
    (engine / "lab").symlink_to(LAB)
    return folder


def run(python: str, stage: Path, name: str, method: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [python, "-P", "-c", SCRIPT, name, method],
        env={"PYTHONPATH": str(stage), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def needs(name: str) -> tuple[int, ...]:
    module = ast.parse((FOLDER / f"{name}.py").read_text())
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in module.body if isinstance(node, ast.Assign)}
    return tuple(int(part) for part in values["NEEDS"].split(".")) if values["NEEDS"] else ()


def cases() -> list:
    """Every model with every start method under our own Python, and with the default one under the others."""
    found = []
    for place, version in enumerate(WANTED):
        for name in MODELS:
            methods = ("fork", "spawn", "forkserver") if name in WITH_PROCESSES and place == 0 else ("",)
            found += [pytest.param(version, name, method, id=f"{name}-{method}-{version}") for method in methods]
    return found


@pytest.mark.parametrize(("version", "name", "method"), cases())
def test_each_item_once_and_nothing_left(version, name, method, stage):
    python = python_of(version)
    if installed.version_tuple(python.version) < needs(name):
        pytest.skip(f"{name} needs Python {needs(name)}")
    done = run(python.path, stage, name, method)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    for case, results in report["found"].items():
        assert results == [7 * item for item in range(int(case.split()[0]))], case
    assert len(report["found"]) >= 5
    assert report["threads"] == []
    assert report["children"] == 0


@pytest.mark.parametrize("name", MODELS)
def test_fits_on_a_slide(name):
    source = (FOLDER / f"{name}.py").read_text()
    module = ast.parse(source)
    defined = {node.name for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    defined |= {node.targets[0].id for node in module.body if isinstance(node, ast.Assign)}
    assert defined >= NAMES
    bodies = [ast.unparse(node) for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert len("\n".join(bodies).splitlines()) <= 40


def test_asyncio_ends_when_an_item_raises():
    import asyncio

    from concviz.engine.lab.models import asyncio as model

    done = []

    async def work(item: int) -> None:
        await asyncio.sleep(0)
        if item == 3:
            raise ValueError("item 3")
        done.append(item)

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(model.run(work, list(range(1000)), 4))
    assert [str(error) for error in caught.value.exceptions] == ["item 3"]
    assert len(done) < 1000


def test_asyncio_has_no_more_under_way_than_workers():
    import asyncio

    from concviz.engine.lab.models import asyncio as model

    under_way, most = 0, 0

    async def work(_: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(3):
            await asyncio.sleep(0)
        under_way -= 1

    asyncio.run(model.run(work, list(range(50)), 7))
    assert most == 7
