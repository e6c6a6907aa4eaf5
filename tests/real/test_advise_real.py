"""Advice about real functions: looked at, measured, and told in every form. What a figure comes to is no concern of these tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from concviz.engine.model.errors import UserError
from concviz.engine.model.own.advice_facts import Advice
from concviz.engine.model.own.function_facts import FunctionFacts, StateWritten
from concviz.engine.model.plan import Plan
from concviz.engine.sources.instrument import Instrument

from tests.support.commands import call
from tests.support.nightly import chosen

pytestmark = pytest.mark.real

MODULE = """
import functools, multiprocessing, threading, time

seen = []
count = 0
table = {}

def plain(n):
    return sum(i * i for i in range(3000 + n))

def sleeps(n):
    time.sleep(0.03)
    return n

def collects(n):
    seen.append(n)
    return n

def counts(n):
    global count
    count += 1
    return count

def fills(n):
    table[n] = n

@functools.lru_cache
def cached(n):
    return n

def outer():
    def inner(n):
        return n
    return inner

closure = outer()
square = lambda n: n * n

def unpicklable(n):
    return lambda: n

def keyed(*, a):
    return a

def paired(a, b):
    return a + b

def nothing():
    return 1

def fails(n):
    raise ValueError(f"no {n}")

def leaves_a_thread(n):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()

async def awaited(n):
    return n
"""


@pytest.fixture(scope="module")
def instrument():
    made = Instrument.open(recording=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def mine(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("mine") / "mine.py"
    path.write_text(MODULE)
    return path


def looked_at(
    instrument: Instrument, mine: Path, what: str, inputs: str = "range(9)", *, pool: int = 0
) -> FunctionFacts:
    options = {"inputs": inputs} if inputs else {}
    plan = Plan(task=f"{mine}:{what}", model="sequential", workers=1, items=None if inputs else 4, options=options)
    return instrument.inspect(plan, calls=3, pool=pool)


def test_a_plain_function_shows_nothing(instrument, mine):
    found = looked_at(instrument, mine, "plain", pool=2)
    assert (found.items, found.calls, found.called) == (9, 3, "one")
    assert len(found.wall_s) == len(found.cpu_s) == 3
    assert found.pickled is not None
    assert found.pickled.total > 0
    assert found.handover_s is not None
    assert found.handover_s > 0
    assert (found.written, found.refused, found.unpicklable, found.cached, found.asynchronous) == (
        [],
        "",
        "",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("what", "written"),
    [
        ("collects", [StateWritten("seen", "mine.py, line 16")]),
        ("counts", [StateWritten("count", "mine.py, line 21")]),
        ("fills", [StateWritten("table", "mine.py, line 25")]),
    ],
)
def test_what_it_writes_into_its_module(instrument, mine, what, written):
    assert looked_at(instrument, mine, what).written == written


@pytest.mark.parametrize("what", ["square", "closure"])
def test_what_pool_map_would_refuse(instrument, mine, what):
    kind = {"square": "it is a lambda", "closure": "it is defined inside another function"}[what]
    assert looked_at(instrument, mine, what).refused == f"{kind}, and other processes find functions by their names"


def test_what_cannot_be_handed_back(instrument, mine):
    found = looked_at(instrument, mine, "unpicklable")
    assert found.unpicklable.startswith("a result, a function, can't be pickled (")
    assert found.handover_s is None


@pytest.mark.parametrize(
    ("what", "inputs", "called"),
    [
        ("keyed", "[{'a': 1}]", "keywords"),
        ("paired", "[(1, 2)]", "positions"),
        ("nothing", "", "none"),
        ("lambda x, /: paired(x, 1)", "range(3)", "one"),
    ],
)
def test_how_it_is_called(instrument, mine, what, inputs, called):
    assert looked_at(instrument, mine, what, inputs).called == called


def test_the_rest_of_what_it_is(instrument, mine):
    assert looked_at(instrument, mine, "cached").cached
    assert looked_at(instrument, mine, "awaited").asynchronous
    assert looked_at(instrument, mine, "leaves_a_thread").threads_left == 3


def test_a_call_that_raises_is_told_with_its_input(instrument, mine):
    with pytest.raises(UserError, match=r"^ValueError: no 0, at item 1 of 9, the input 0$"):
        looked_at(instrument, mine, "fails")


def test_a_start_method_that_the_module_sets(instrument, tmp_path):
    path = tmp_path / "sets.py"
    path.write_text("import multiprocessing\nmultiprocessing.set_start_method('spawn')\ndef f(n): return n\n")
    assert looked_at(instrument, path, "f").start_method == "spawn"


def test_sleeping_is_done_by_threads_and_every_form_says_so(mine, tmp_path, capsys):
    """Sleeps take no core, so however busy the machine is, 32 threads are clearly faster than a loop."""
    where = f"{mine}:sleeps"
    assert call("advise", where, "--inputs", "range(2000)", "--yes", "--json") == 0
    told, said = capsys.readouterr()
    advice = msgspec.convert(json.loads(told), Advice)
    assert advice.recommendation.use == "threads"
    assert advice.recommendation.sentences[0].startswith("Use threads, with ")
    assert (advice.inputs, advice.function) == (2000, "sleeps()")
    assert 64 <= advice.measured_items <= 67, "as many as sleep for two seconds, two for each worker at least"
    assert said.startswith("sleeps() is called up to 5 times first, to see what kind of function it is.\n")
    assert advice.item is not None
    assert {part.name for part in advice.item.parts} >= {"asleep"}
    assert [row.name for row in advice.evidence.rows] == ["sequential", "threads"]
    script = tmp_path / advice.code_file
    assert advice.code_file == "sleeps_threads.py"
    script.write_text(advice.code)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False,
        env={"PYTHONPATH": str(mine.parent)},
    )  # fmt: skip
    assert done.stdout == "2,000 results\n", done.stderr


def test_a_number_of_calls_that_nobody_agreed_to_is_refused(mine, capsys):
    assert call("advise", f"{mine}:sleeps", "--inputs", "range(40)") == 2
    assert "say --yes if it may" in capsys.readouterr().err


def test_a_task_has_a_comparison_instead(capsys):
    assert call("advise", "pi") == 2
    assert capsys.readouterr().err == (
        "concviz: advice is about a function of yours: concviz advise FILE.py:WHAT --inputs …; for pi, which is a task, there is "
        "concviz compare pi\n"
    )


@pytest.mark.parametrize("form", chosen(["html"], ["md", "html"]))
def test_it_is_written_into_a_file(mine, tmp_path, capsys, form):
    out = tmp_path / f"advice.{form}"
    assert call("advise", f"{mine}:sleeps", "--inputs", "range(8)", "--yes", "--to", form, "--output", out) in (0, 1)
    text = out.read_text(encoding="utf-8")
    assert "sleeps() of mine.py · 8 inputs" in text
    capsys.readouterr()
    assert call("advise", f"{mine}:sleeps", "--inputs", "range(8)", "--yes", "--to", form, "--output", out) != 0
    assert "is called" not in capsys.readouterr().err, "it is refused before the function is called"


def test_a_function_of_a_notebook(tmp_path):
    import concviz

    factor = 3
    found = concviz.advise(lambda n: sum(i * factor for i in range(2000 + n)), inputs=range(12))
    assert found.evidence.function.refused.startswith("it is a lambda")
    assert "refused" in {warning.kind for warning in found.warnings}
    assert found._repr_html_().startswith("<div><h2>lambda() of a function handed over · 12 inputs")
    assert "What each makes of it" in str(found)
    assert json.loads(found.save(tmp_path / "advice.json").read_text())["function"] == "lambda()"
    assert found.to_dataframe()["name"][0] == "sequential"
