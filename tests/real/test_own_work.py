"""The user's own function: run for real, and every mistake in one clear sentence."""

import json
import os
import subprocess
import sys
import threading

import pytest
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.labs.calibrate import TrialStopped
from concviz.engine.labs.trouble import standstill
from concviz.engine.model.plan import Plan
from concviz.engine.pythons.installed import own
from concviz.engine.sources.instrument import Instrument

from tests.support.nightly import chosen
from tests.support.real_processes import DEADLINE_S, alive, concviz, group, labs_of, run_json, until

MODULE = """
import asyncio, math, os, subprocess, sys, threading

FACTORS = [3, 5, 7]

def heavy(n):
    return sum(math.isqrt(k) for k in range(n % 50 + 5000))

def two(a, b):
    return a * b

async def double(n):
    await asyncio.sleep(0)
    return 2 * n

def leaves(n):
    sys.exit(3)

def prints(n):
    print("item", n, "says hello")
    return n

def computes_for_long(n):
    return sum(math.isqrt(k) for k in range(400_000))

def lambdas(n):
    return lambda: n

def starts_threads(n):
    thread = threading.Thread(target=heavy, args=(n,))
    thread.start()
    thread.join()
    return n

def forks(n):
    return subprocess.run([sys.executable, "-c", "print(7)"], capture_output=True).stdout.decode()

def without():
    return 7

def yields(n):
    yield n

def unawaited(n):
    return double(n)

hidden = lambda: 3

def hangs(n):
    while True: pass

class Strange:
    pass

def strange(n):
    return Strange()
"""


MODELS = ("sequential", "threads", "processes", "asyncio")


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MODULE)
    return str(path)


@pytest.mark.parametrize("model", chosen(("sequential", "processes"), MODELS))
def test_a_function_over_its_inputs(model, mine, state):
    result = run_json(f"{mine}:heavy", "--inputs", "range(30)", "--model", model, "--workers", "2", state=state)
    assert result["items"] == 30
    assert result["task"] == "heavy"
    assert result["answer"].startswith("30 results, the last is ")


@pytest.mark.parametrize("model", chosen(("threads",), MODELS))
def test_a_function_without_arguments_is_called_once_an_item(model, mine, state):
    result = run_json(f"{mine}:without", "--items", "9", "--model", model, "-w", "2", state=state)
    assert result["answer"] == "9 results, the last is 7"


def test_how_often_it_is_called_follows_from_the_size(mine, state):
    result = run_json(f"{mine}:without", "--size", "0.02", "--model", "sequential", state=state)
    assert result["items"] > 100


def test_inputs_from_a_file_of_json_lines(mine, state, tmp_path):
    lines = tmp_path / "inputs.jsonl"
    lines.write_text("\n".join(json.dumps([n, n + 1]) for n in range(5)) + "\n")
    result = run_json(f"{mine}:two", "--inputs", str(lines), "--model", "threads", "--workers", "2", state=state)
    assert result["answer"].endswith("the last is 20")


def test_inputs_may_use_the_names_of_the_module(mine, state):
    assert run_json(f"{mine}:heavy", "--inputs", "FACTORS * 4", "--workers", "2", state=state)["items"] == 12


@pytest.mark.parametrize("model", chosen(("asyncio", "processes"), MODELS))
def test_an_async_function(model, mine, state):
    result = run_json(f"{mine}:double", "--inputs", "range(20)", "--model", model, "--workers", "2", state=state)
    assert result["answer"].endswith("the last is 38")


def test_a_function_of_an_installed_module(state):
    result = run_json("textwrap:dedent", "--inputs", "['  a', ' b'] * 10", "--workers", "2", state=state)
    assert result["answer"].endswith("'b'")


def test_what_it_prints_is_kept_and_does_no_harm(mine, state):
    done = concviz("run", f"{mine}:prints", "--inputs", "range(3000)", "--workers", "2", "--json", state=state)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["items"] == 3000


def test_its_own_threads_and_processes_are_shown_truthfully(mine, state):
    result = run_json(
        f"{mine}:starts_threads", "--inputs", "range(400)", "--model", "threads", "--workers", "2", state=state
    )
    assert result["peak_threads"] >= 3
    result = run_json(f"{mine}:forks", "--inputs", "range(12)", "--model", "threads", "--workers", "2", state=state)
    assert result["answer"].endswith("'7\\n'")


@pytest.mark.parametrize(
    ("task", "inputs", "code", "words"),
    [
        ("heavi", "range(3)", 2, "did you mean heavy"),
        ("heavy", None, 1, "say what to call it with"),
        ("heavy", "range(", 2, "is no Python expression"),
        ("heavy", "nothing_like_it", 1, "NameError"),
        ("heavy", "[]", 1, "gives no input at all"),
        ("heavy", "5", 1, "TypeError"),
        ("two", "range(3)", 1, "can't be called with the input 0"),
        ("heavy", "['text'] * 3", 1, "TypeError"),
        ("leaves", "range(3)", 1, "SystemExit"),
        ("without", "range(3)", 2, "without() takes no argument, so --inputs has no use; --items N"),
        ("hidden", "range(3)", 1, "it takes no argument, so it has no inputs"),
        ("yields", "range(3)", 2, "yields() is a generator function: calling it runs nothing of it"),
        ("unawaited", "range(3)", 1, "a coroutine that nobody awaits"),
    ],
)
def test_a_mistake_is_one_clear_sentence(task, inputs, code, words, mine, state):
    arguments = ["run", f"{mine}:{task}", "--workers", "2", *(["--inputs", inputs] if inputs is not None else [])]
    done = concviz(*arguments, state=state)
    assert done.returncode == code, done.stderr
    assert words in done.stderr.splitlines()[0]


@pytest.mark.parametrize("task", ["lambdas", "strange"])
def test_a_result_that_can_not_be_sent(task, mine, state):
    done = concviz(
        "run", f"{mine}:{task}", "--inputs", "range(6)", "--model", "processes", "--workers", "2", state=state
    )
    if task == "lambdas":
        assert done.returncode == 1
        assert "pickle" in done.stderr.splitlines()[0]
    else:
        assert done.returncode == 0, done.stderr


def test_a_file_that_can_not_be_imported(tmp_path, state):
    path = tmp_path / "broken.py"
    path.write_text("import no_such_module_anywhere\n\ndef f(n):\n    return n\n")
    done = concviz("run", f"{path}:f", "--inputs", "range(3)", state=state)
    assert done.returncode == 1
    assert "no_such_module_anywhere" in done.stderr.splitlines()[0]


def test_nothing_personal_is_recorded(mine, state, tmp_path):
    kept = tmp_path / "kept.concviz.jsonl"
    arguments = ("run", f"{mine}:heavy", "--inputs", "range(20)", "--workers", "2", "--record", str(kept))
    assert concviz(*arguments, state=state).returncode == 0
    text = kept.read_text(errors="replace")
    assert str(tmp_path) not in text
    assert "range(20)" not in text


def test_an_input_that_raises_is_told_with_the_users_own_traceback(mine, state):
    done = concviz("run", f"{mine}:heavy", "--inputs", "[1, 2, 'three', 4]", state=state)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[0].startswith("concviz: TypeError: ")
    assert sum(line.lstrip().startswith("File ") for line in lines) == 1
    assert 'mine.py", line' in done.stderr


@pytest.fixture
def instrument(state, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    instrument = Instrument.open(recording=False)
    yield instrument
    instrument.close()


def hanging(mine, inputs="range(4)", **fields):
    return Plan(f"{mine}:hangs", workers=2, options={"inputs": inputs}, python=own().path, **fields)


def test_inputs_that_hang_while_they_are_counted_are_stopped(mine, instrument):
    instrument.start(hanging(mine, "[hangs(1)]"))
    until(lambda: instrument.trying, "the trial")
    lab = until(lambda: labs_of(os.getpid()), "its lab")[0]
    members = group(lab.pid)
    instrument.stop()
    assert instrument.wait(DEADLINE_S)
    assert not alive(members)
    end = instrument.session.run_end(instrument.session.run_at().run)
    assert (end.status, end.error.message) == ("stopped", "")


def test_the_number_of_items_of_a_comparison_can_be_given_up(mine, instrument):
    said = []

    def size():
        with pytest.raises(TrialStopped):
            instrument.sized(hanging(mine, "[hangs(1)]"))
        said.append("stopped")

    thread = threading.Thread(target=size)
    thread.start()
    until(lambda: labs_of(os.getpid()), "a lab")
    instrument.stop()
    thread.join(DEADLINE_S)
    assert said == ["stopped"]
    assert not labs_of(os.getpid())


def test_an_item_that_goes_on_is_run_and_not_tried_out(mine, instrument):
    instrument.start(hanging(mine, items=3))
    session = instrument.session
    until(lambda: session.run_at() and session.lanes(session.run_at().run), "workers")
    assert session.run_at().plan.items == 3
    instrument.stop()
    assert instrument.wait(DEADLINE_S)


@pytest.mark.parametrize(
    ("command", "runs"), [(("run", "--model", "processes"), 1), (("run", "--model", "asyncio"), 1)]
)
def test_it_is_called_once_for_each_input_of_a_run(command, runs, state, tmp_path):
    path, calls = tmp_path / "counting.py", tmp_path / "calls"
    path.write_text(f"def post(n):\n    with open({str(calls)!r}, 'a') as file:\n        file.write(f'{{n}}\\n')\n")
    verb, *options = command
    done = concviz(verb, f"{path}:post", "--inputs", "range(50)", *options, "--workers", "2", "--json", state=state)
    assert done.returncode == 0, done.stderr
    assert sorted(map(int, calls.read_text().split())) == sorted([*range(50)] * runs)


@pytest.mark.parametrize(("task", "inputs", "words"), [
    ("heavy", "[1, 2, 'three', 4]", "at item 3 of 4, the input 'three'"),
    ("leaves", "range(5, 6)", "SystemExit: 3, at item 1 of 1, the input 5"),
])  # fmt: skip
def test_what_fails_is_named_with_its_input(task, inputs, words, mine, state):
    done = concviz("run", f"{mine}:{task}", "--inputs", inputs, state=state)
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[0]


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="the system doesn't tell who waits for a core")
def test_a_function_that_computes_is_cpu_bound_on_a_busy_machine_too(mine, instrument):
    spinning = "import os\nos.nice(10)\nwhile True: pass"
    busy = [subprocess.Popen([sys.executable, "-c", spinning]) for _ in range(2 * os.cpu_count())]
    try:
        # At least 1.5 s on an idle machine: who is over at once was looked at by nobody.
        inputs = {"inputs": "range(40)"}
        instrument.start(Plan(f"{mine}:computes_for_long", workers=2, options=inputs, python=own().path))
        assert instrument.wait(DEADLINE_S)
    finally:
        for each in busy:
            each.kill()
            each.wait()
    session = instrument.session
    assert run_figures(session, session.run_at(), session.length_us).kind == "cpu"


def test_where_items_hang_is_told_with_the_users_lines(mine, instrument, monkeypatch):
    monkeypatch.setattr(standstill, "AFTER_S", 0.3)
    instrument.start(hanging(mine))
    session = instrument.session
    line = MODULE[: MODULE.index("while True")].count("\n") + 1
    said = until(lambda: session.run_at() and session.standstill(session.run_at().run), "a word about it")
    assert f"2 workers at mine.py line {line}" in said
    instrument.stop()
    assert instrument.wait(DEADLINE_S)


@pytest.mark.parametrize("model", ["threads", "processes"])
def test_a_crash_is_told_with_its_item_its_input_and_the_users_line(model, tmp_path, state):
    path = tmp_path / "crashing.py"
    path.write_text("import ctypes\ndef f(n):\n    return ctypes.string_at(0) if n == 'bad' else n\n")
    done = concviz("run", f"{path}:f", "--inputs", "['a', 'b', 'bad']", "-m", model, "-w", "1", state=state)
    assert done.returncode == 1
    first, *more = done.stderr.splitlines()
    assert "SIGSEGV" in first
    assert first.endswith("worked on item 3, the input 'bad'")
    assert "Fatal Python error: Segmentation fault" in more
    assert any('crashing.py", line 3, in f' in line for line in more)
    assert not any("concviz/engine" in line for line in more)


NOTEBOOK = """
import asyncio, concviz
def helper(n): return n * FACTOR
FACTOR = 3
async def cell():
    return concviz.run(lambda n: helper(n), inputs=range(8), model="processes", workers=2, start_method="spawn")
if __name__ == "__main__":
    print(asyncio.run(cell()).answer)
"""


def test_a_lambda_of_a_notebook_runs_in_processes_while_a_loop_is_running(tmp_path, state):
    path = tmp_path / "cell.py"
    path.write_text(NOTEBOOK)
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "CONCVIZ_STATE": str(state)},
    )  # fmt: skip
    assert done.stdout.strip() == "8 results, the last is 21", done.stderr


def test_the_environment_beside_a_file_is_taken_and_named_in_the_first_line(tmp_path, state):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "prices.py").write_text("import sys\n\n\ndef where(n):\n    return sys.prefix\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    nothing_active = {"VIRTUAL_ENV": "", "CONDA_PREFIX": ""}
    done = concviz(
        "run",
        str(folder / "prices.py:where"),
        "--inputs",
        "range(4)",
        "-w",
        "2",
        "--plain",
        state=state,
        env=nothing_active,
    )
    assert done.returncode == 0, done.stderr
    assert " in shop/.venv" in done.stdout.splitlines()[0]
    assert "shop/.venv" in next(line for line in done.stdout.splitlines() if "4 results" in line)
