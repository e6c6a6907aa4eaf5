"""Comparisons and sweeps of real runs: small, for their form and their faults; figures are checked on quiet machines."""

import csv
import json
import os
import shlex
import signal
import subprocess

import pytest
from concviz.engine.session.file.reader import load

from tests.support.commands import call
from tests.support.real_processes import CONCVIZ, DEADLINE_S, TASKS, concviz, labs_of, until

SMALL = ("--workers", "2", "--repeats", "2", "--narrow", "0", "--items", "80")


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """(the object that was printed, the session recorded, the lines of the CSV file) of one comparison."""
    folder = tmp_path_factory.mktemp("compare")
    record, table = folder / "kept.concviz.jsonl", folder / "rows.csv"
    models = "sequential,threads,processes,asyncio,threads@0.1"
    done = concviz(
        "compare", "pi", "--models", models, *SMALL, "--record", str(record), "--csv", str(table), "--json",
        state=folder / "state",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), load(record), list(csv.DictReader(table.open(encoding="utf-8")))


def test_every_model_does_the_same_items_to_the_same_answer(compared):
    result, session, _ = compared
    rows = result["rows"][:4]
    assert result["items"] == 80
    assert {row["digest"] for row in rows} == {rows[0]["digest"]}
    assert all(row["same"] == "equal" and len(row["repeats"]) == 2 for row in rows)
    measured = {number for row in rows for number in row["runs"]}
    assert {run.plan.items for run in session.runs() if run.run in measured} == {80}


def test_what_is_missing_says_so(compared):
    row = compared[0]["rows"][4]
    assert row["name"] == "threads@0.1"
    assert row["status"] == "failed"
    assert "Python 0.1 is too old" in row["error"]


def test_only_processes_hand_over_pickles(compared):
    out = {row["model"]: row["pickled_bytes"] for row in compared[0]["rows"][:4]}
    assert out["processes"]["out"] > 80
    assert out["processes"]["back"] > 80
    assert out["threads"] == out["asyncio"] == {"out": 0, "back": 0}


def test_the_waterfalls_add_up(compared):
    for row in compared[0]["rows"][:4]:
        fall = row["waterfall"]
        assert fall["sum_s"] == pytest.approx(fall["total_s"], rel=0.02)
        assert sum(fall["pieces"].values()) == pytest.approx(fall["sum_s"], rel=0.001)


def test_peaks_are_those_of_the_models(compared):
    rows = {row["name"]: row for row in compared[0]["rows"][:4]}
    assert rows["sequential"]["peak_threads"] == 1
    assert rows["threads"]["peak_threads"] == 3
    assert rows["processes"]["peak_processes"] >= 3
    assert all(row["memory_bytes"] is None or row["memory_bytes"] > 1_000_000 for row in rows.values())


def test_before_and_after_a_change(compared, tmp_path, capsys):
    """What the same comparison came to earlier is set beside it; how many repeats it takes to claim anything is said."""
    before = tmp_path / "before.json"
    before.write_text(json.dumps(compared[0]))
    assert call("compare", "pi", "--models", "sequential,threads", *SMALL, "--plain", "--against", before) == 0
    told = capsys.readouterr().out.splitlines()
    at = told.index("  before and after")
    assert [line.split(":")[0].strip() for line in told[at + 1 : at + 3]] == ["sequential", "threads"]
    assert "it takes 3 repeats of each to tell before from after." in told[at + 1]


@pytest.mark.parametrize(
    ("words", "change", "said"),
    [
        (("fractal",), {}, "--against is a comparison of pi, and this is one of fractal"),
        (("pi",), {"rows": 3}, "--against before.json is no comparison that was saved"),
    ],
)
def test_what_can_not_be_compared_with_is_refused_before_anything_runs(compared, tmp_path, capsys, words, change, said):
    before = tmp_path / "before.json"
    before.write_text(json.dumps(compared[0] | change))
    assert call("compare", *words, "--models", "sequential,threads", *SMALL, "--against", before) == 2
    assert said in capsys.readouterr().err


def test_the_recording_has_the_whole_comparison(compared):
    result, session, table = compared
    (study,) = session.studies()
    assert study.kind == "compare"
    assert study.result.verdict == result["verdict"]
    assert [row["name"] for row in table] == [row["name"] for row in result["rows"]]
    assert float(table[0]["wall_s_median"]) == result["rows"][0]["wall_s"]["median"]


def test_one_model_that_dies_leaves_the_others(state):
    task = str(TASKS / "dies_in_children.py")
    done = concviz("compare", task, "--models", "threads,processes", *SMALL, "--json", state=state)
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(done.stdout)["rows"]}
    assert "signal 9" in rows["processes"]["error"] or "SIGKILL" in rows["processes"]["error"]
    assert rows["processes"]["wall_s"] is None
    assert len(rows["threads"]["repeats"]) == len(rows["sequential"]["repeats"]) == 2


def test_a_sweep_that_is_interrupted_keeps_its_points(state):
    command = [*CONCVIZ, "sweep", "pi", "--model", "threads", "--counts", "1,2", "--items", "60"]
    command = [*command, "--repeats", "100", "--narrow", "0", "--json"]
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        seen = set()

        def runs() -> bool:
            seen.update(lab.pid for lab in labs_of(process.pid))
            return len(seen) > 8

        until(runs, "more than eight runs")
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=DEADLINE_S)[0]
    assert process.returncode == 130
    result = json.loads(output)
    assert result["status"] == "stopped"
    assert any(row["repeats"] for row in result["rows"])


def test_a_mistake_is_one_line(state, monkeypatch, capfd):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    assert call("compare", "pi", "--models", "thraeds") == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "did you mean threads" in said


POST = """
import os, time

def post(n):
    time.sleep(0.02)
    with open(os.environ["CALLS"], "a") as file:
        file.write(f"{n}\\n")
    return n
"""


@pytest.fixture
def post(tmp_path, monkeypatch):
    """(the function, the file in which it counts its calls)."""
    monkeypatch.setenv("CALLS", str(tmp_path / "calls.txt"))
    (tmp_path / "once.py").write_text(POST)
    return f"{tmp_path / 'once.py'}:post", tmp_path / "calls.txt"


def test_a_function_is_called_as_often_as_was_said_and_asked_for_above_a_hundred(post, state):
    task, calls = post
    asked = ("compare", task, "--models", "sequential,threads", "--inputs", "range(16)", "--json")
    refused = concviz(*asked, state=state)
    assert refused.returncode == 2
    assert refused.stderr == (
        "concviz: post() will be called 101 times, in 8 runs: say --yes if it may, or fewer --inputs, --items or --repeats\n"
    )
    assert not calls.exists()
    done = concviz(*asked, "--yes", state=state)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "post() will be called 101 times, in 8 runs.\n"
    assert len(calls.read_text().splitlines()) == 101


def test_the_command_to_go_on_with_runs_as_it_is_printed(post, state):
    task, calls = post
    done = concviz("compare", task, "-m", "threads", "--inputs", "range(8)", "--repeats", "3", "--json", state=state)
    assert done.returncode == 0, done.stderr
    command = shlex.split(json.loads(done.stdout)["go_on"])
    assert command == ["concviz", "sweep", task, "--model", "threads", "--inputs", "range(8)", "--repeats", "3"]
    calls.unlink()
    gone_on = concviz(*command[1:], "--counts", "1,2", "--json", state=state)
    assert gone_on.returncode == 0, gone_on.stderr
    swept = json.loads(gone_on.stdout)
    assert gone_on.stderr == f"post() will be called {len(calls.read_text().splitlines())} times, in 12 runs.\n"
    assert swept["ceilings"] == {}
    assert "Cores are no ceiling here: sequential computed for" in swept["verdict"]


RESULTS = """
import time

total = 0
weights = {f"word {place}": 1 / (place + 3) for place in range(2000)}

def ordered(n):
    return {word: {word, "alpha", "beta"} for word in {"x", "y", "z", str(n)}}

def stamped(n):
    return {"id": n, "at": time.time_ns()}

def summed(n):
    total = 0.1 * n  # sum() would make up for the order from 3.12 on
    for word in set(weights):
        total += weights[word]
    return total

def race(n):
    global total
    seen = total
    time.sleep(0.05)
    total = seen + 1
    return total
"""


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("ordered", {"sequential": "equal", "threads": "equal"}),
        ("stamped", {"sequential": "varies", "threads": "varies"}),
        ("summed", {"sequential": "varies", "threads": "varies"}),
        ("race", {"sequential": "equal", "threads": "wrong"}),
    ],
)
def test_results_are_equal_vary_by_themselves_or_are_wrong(function, words, tmp_path, state):
    (tmp_path / "results.py").write_text(RESULTS)
    asked = ("-m", "threads", "--inputs", "range(8)", "--repeats", "1", "--json")
    done = concviz("compare", f"{tmp_path / 'results.py'}:{function}", *asked, state=state)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert {row["name"]: row["same"] for row in rows} == words
    assert [len(row["repeats"]) for row in rows] == [2, 1]
