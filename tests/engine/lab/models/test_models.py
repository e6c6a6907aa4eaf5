"""Models are short, and end where an item fails; tests/real/test_models_real.py runs them all under every Python."""

import ast
import asyncio
import importlib
import threading
from pathlib import Path

import pytest
from concviz.engine.lab import models

FOLDER = Path(models.__file__).parent
MODELS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
IN_THREADS = ("sequential", "threads", "thread_pool", "asyncio_threads")
NAMES = {"TITLE", "KIND", "WORKER", "USES", "ABOUT", "NEEDS", "PLACE", "run"}


@pytest.mark.parametrize("name", MODELS)
def test_fits_on_a_slide(name):
    source = (FOLDER / f"{name}.py").read_text()
    module = ast.parse(source)
    defined = {node.name for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    defined |= {node.targets[0].id for node in module.body if isinstance(node, ast.Assign)}
    assert defined >= NAMES
    bodies = [ast.unparse(node) for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert len("\n".join(bodies).splitlines()) <= 48


def test_asyncio_ends_when_an_item_raises():
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


def all_of(run, work, items, workers):
    """The results of a model, whether it is a generator or an asynchronous one."""
    results = run(work, items, workers)
    if not hasattr(results, "__aiter__"):
        return list(results)

    async def gather():
        return [each async for each in results]

    return asyncio.run(gather())


@pytest.mark.parametrize("name", IN_THREADS)
def test_the_error_itself_reaches_the_caller_with_its_traceback(name):
    model = importlib.import_module(f"concviz.engine.lab.models.{name}")
    error = ValueError("item 3")

    def work(item):
        if item == 3:
            raise error

    before = threading.active_count()
    with pytest.raises(ValueError, match="item 3") as caught:
        all_of(model.run, work, list(range(100)), 2)
    assert caught.value is error
    assert caught.traceback[-1].name == "work"
    assert threading.active_count() == before


@pytest.mark.parametrize("name", ["sequential", "threads", "thread_pool"])
def test_a_model_that_is_left_early_ends_its_threads(name):
    model = importlib.import_module(f"concviz.engine.lab.models.{name}")
    before = threading.active_count()
    results = model.run(lambda item: item, list(range(1000)), 3)
    next(results)
    results.close()
    assert threading.active_count() == before


def test_a_thread_that_can_not_be_started_is_said_and_the_others_end(monkeypatch):
    from concviz.engine.lab.models import threads as model

    start, started = threading.Thread.start, []

    def limited(thread):
        if len(started) == 2:
            raise RuntimeError("can't start new thread")
        start(thread)
        started.append(thread)

    monkeypatch.setattr(threading.Thread, "start", limited)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        list(model.run(lambda item: item, list(range(10)), 3))
    assert len(started) == 2
    assert not any(thread.is_alive() for thread in started)
