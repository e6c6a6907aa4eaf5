"""The user's own function: run for real, and every mistake in one clear sentence."""

import json

import pytest
from helpers import concviz, run_json

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

def lambdas(n):
    return lambda: n

def starts_threads(n):
    thread = threading.Thread(target=heavy, args=(n,))
    thread.start()
    thread.join()
    return n

def forks(n):
    return subprocess.run([sys.executable, "-c", "print(7)"], capture_output=True).stdout.decode()

class Strange:
    pass

def strange(n):
    return Strange()
"""


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(MODULE)
    return str(path)


@pytest.mark.parametrize("model", ["sequential", "threads", "processes", "asyncio"])
def test_a_function_over_its_inputs(model, mine, state):
    result = run_json(f"{mine}:heavy", "--inputs", "range(30)", "--model", model, "--workers", "2", state=state)
    assert result["items"] == 30
    assert result["task"] == "heavy"
    assert result["answer"].startswith("30 results, the last is ")


def test_inputs_from_a_file_of_json_lines(mine, state, tmp_path):
    lines = tmp_path / "inputs.jsonl"
    lines.write_text("\n".join(json.dumps([n, n + 1]) for n in range(5)) + "\n")
    result = run_json(f"{mine}:two", "--inputs", str(lines), "--model", "threads", "--workers", "2", state=state)
    assert result["answer"].endswith("the last is 20")


def test_inputs_may_use_the_names_of_the_module(mine, state):
    assert run_json(f"{mine}:heavy", "--inputs", "FACTORS * 4", "--workers", "2", state=state)["items"] == 12


@pytest.mark.parametrize("model", ["threads", "asyncio", "processes"])
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
        ("heavy", "range(", 1, "can't be used: SyntaxError"),
        ("heavy", "nothing_like_it", 1, "NameError"),
        ("heavy", "[]", 1, "gives no input at all"),
        ("heavy", "5", 1, "TypeError"),
        ("two", "range(3)", 1, "can't be called with the input 0"),
        ("heavy", "['text'] * 3", 1, "TypeError"),
        ("leaves", "range(3)", 1, "SystemExit"),
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
