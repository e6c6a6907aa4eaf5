"""A function's own script: what it says, and that it runs as it stands."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine.catalogue.function_script import Called, Way, file_name, function_script
from concviz.engine.lab.own.home import CALL
from concviz.engine.model.plan import PlanError

MODULE = """
import asyncio

LIMIT = 3

class Scraper:
    def __init__(self, factor): self.factor = factor
    def fetch(self, n): return n * self.factor

def square(n): return n * n
def named(*, a, b=2): return a * b
def pair(a, b): return a + b
def seven(): return 7
def broken(n): raise ValueError(f"no {n}")
async def fetch(n):
    await asyncio.sleep(0)
    return n
"""
SQUARE = '''\
"""square() over its inputs, by 2 threads.

Save it as square_threads.py in the folder shop/, from where its module can be imported.
"""

from concurrent.futures import ThreadPoolExecutor

from stock.prices import square


WORKERS = 2


def square_all(inputs):
    """The results in the order of the inputs; what square() raises is raised here."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(square, inputs))


if __name__ == "__main__":
    inputs = range(20)
    results = square_all(inputs)
    print(f"{len(results):,} results")
'''


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    package = tmp_path / "shop" / "stock"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "prices.py").write_text(MODULE)
    (tmp_path / "shop" / "odd-name.py").write_text("def job(n): return n + 1\n")
    return tmp_path / "shop"


def called(shop: Path, what: str, inputs: str = "range(20)", calls="one", asynchronous=False) -> Called:
    return Called(f"{shop / 'stock' / 'prices.py'}:{what}", inputs, calls, asynchronous, 5)


def run(shop: Path, text: str, then: str = "") -> str:
    (shop / "it.py").write_text(text.replace('print(f"{len(results):,} results")', then or "print(results)"))
    done = subprocess.run([sys.executable, "it.py"], cwd=shop, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout or done.stderr.splitlines()[-1]


def test_the_whole_of_it(shop):
    assert function_script(called(shop, "square"), Way("threads", 2)) == SQUARE


@pytest.mark.real
@pytest.mark.parametrize("model", ["sequential", "threads", "thread-pool", "processes", "process-pool"])
def test_it_comes_to_the_results_in_their_order(shop, model):
    text = function_script(called(shop, "square", "range(5)"), Way(model, 2, chunk=2))
    assert run(shop, text) == "[0, 1, 4, 9, 16]\n"


@pytest.mark.real
@pytest.mark.parametrize(
    ("what", "inputs", "calls", "results"),
    [
        ("named", "[{'a': 2}, {'a': 3, 'b': 4}]", "keywords", [4, 12]),
        ("pair", "[(1, 2), (3, 4)]", "positions", [3, 7]),
        ("seven", "", "none", [7] * 5),
        ("Scraper(3).fetch", "range(LIMIT)", "one", [0, 3, 6]),
        ("partial(pair, 10)", "range(2)", "one", [10, 11]),
        (f"{CALL}pair(x, b=LIMIT)", "range(2)", "one", [3, 4]),
    ],
)
def test_every_way_to_call(shop, what, inputs, calls, results):
    for model in ("threads", "process-pool"):
        assert run(shop, function_script(called(shop, what, inputs, calls), Way(model, 2))) == f"{results}\n"


@pytest.mark.real
@pytest.mark.parametrize("model", ["loop", "asyncio", "threads", "process-pool"])
def test_what_is_awaited(shop, model):
    text = function_script(called(shop, "fetch", "range(4)", asynchronous=True), Way(model, 2))
    assert run(shop, text) == "[0, 1, 2, 3]\n"


@pytest.mark.real
@pytest.mark.parametrize("model", ["threads", "process-pool"])
def test_errors_reach_the_caller(shop, model):
    assert run(shop, function_script(called(shop, "broken", "range(3)"), Way(model, 2))) == "ValueError: no 0"


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "text", "results"),
    [
        ("rows.csv", "a,b\n1,2\n", "[{'a': '1', 'b': '2'}]"),
        ("rows.tsv", "a\tb\n1\t2\n", "[{'a': '1', 'b': '2'}]"),
        ("rows.jsonl", '{"a": 1}\n\n[2]\n', "[{'a': 1}, [2]]"),
        ("rows.json", "[1, 2]", "[1, 2]"),
        ("rows.txt", "one\n\ntwo\n", "['one', 'two']"),
    ],
)
def test_inputs_from_a_file(shop, name, text, results):
    (shop / name).write_text(text)
    function = Called(f"{shop / 'stock' / 'prices.py'}:square", str(shop / name), "one", False, 0)
    script = function_script(function, Way("threads", 2)).replace("results = square_all(inputs)", "results = inputs")
    assert run(shop, script) == f"{results}\n"


@pytest.mark.real
def test_a_file_whose_name_is_no_name_of_a_module(shop):
    function = Called(f"{shop / 'odd-name.py'}:job", "range(2)", "one", False, 0)
    assert run(shop, function_script(function, Way("process-pool", 2))) == "[1, 2]\n"


def test_a_start_method_is_kept(shop):
    text = function_script(called(shop, "square"), Way("process-pool", 2, 4, "spawn"))
    assert 'with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:' in text
    assert "chunksize=CHUNK" in text
    ast.parse(text)


def test_what_stands_in_no_file_goes_below_its_definition():
    text = function_script(Called("/x/resize.handed", "", "one", False, 5), Way("threads", 4))
    assert text.startswith('"""resize() over its inputs, by 4 threads: goes below the definition of resize()."""\n')
    assert "import resize" not in text
    ast.parse(text)


def test_what_there_is_no_script_for(shop):
    with pytest.raises(PlanError, match=r"^there is no script of a function for processes-threads: there is one for"):
        function_script(called(shop, "square"), Way("processes-threads", 2))
    with pytest.raises(PlanError, match=r"^there is no script of a function for asyncio"):
        function_script(called(shop, "square"), Way("asyncio", 2))


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("a.py:resize", "resize"),
        ("a.py:S(1).fetch", "fetch"),
        ("m.n:partial(f, 1)", "call"),
        (f"a.py:{CALL}f(x)[0]", "call"),
    ],
)
def test_the_name_of_the_file(reference, name):
    assert file_name(reference, "process-pool") == f"{name}_process_pool.py"
