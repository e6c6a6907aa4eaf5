"""Whole runs of real work: equal answers, true counts, figures that a second witness confirms."""

import json
import os
import subprocess
import sys

import psutil
import pytest
from concviz.engine import run

from tests.support.pythons import OWN, pythons
from tests.support.real_processes import CONCVIZ, concviz, labs_of, run_json, until

SMALL = ("--items", "40", "--workers", "2")


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_every_start_method_works(method, state):
    items = ("--items", "300", "--workers", "2")
    result = run_json("pi", "--model", "processes", "--start-method", method, *items, state=state)
    assert result["processes_by_role"]["worker"] == 2
    assert result["answer"].startswith("π ≈ 3.1")


def others():
    """Pythons of this machine other than our own, one of each version."""
    seen = {OWN.short}
    for python in pythons():
        if python.short not in seen:
            seen.add(python.short)
            yield python


@pytest.fixture(scope="module")
def own_digest(tmp_path_factory):
    """Of the results under our own Python."""
    return run_json("pi", *SMALL, state=tmp_path_factory.mktemp("own") / "state")["digest"]


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.13t", "3.14", "3.15"])
def test_a_foreign_python_with_nothing_installed(version, own_digest, state):
    found = [python for python in others() if python.short == version]
    if not found:
        pytest.skip(f"this machine has no Python {version} beside our own")
    result = run_json("pi", "--python", version, *SMALL, state=state)
    assert result["digest"] == own_digest
    assert result["gil"] is (not found[0].free_threaded)
    assert result["python"] == found[0].label


def test_the_lab_needs_nothing_but_the_standard_library(state, tmp_path):
    """Under a Python of which site-packages are hidden: a fresh virtual environment has nothing in it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = tmp_path / "bare" / "bin" / "python"
    result = run_json("fractal", "--python", str(python), *SMALL, state=state)
    assert result["items"] == 40


def test_from_python(state, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    result = run("pi", model="threads", workers=2, items=40)
    assert result.threads_by_role["worker"] == 2
    assert result.cpu_s > 0
    assert sum(result.ledger.shares.values()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("model", ["threads", "processes"])
def test_cpu_time_agrees_with_getrusage(model, state):
    """The kernel's own account of the whole lab, from asking for the workers to their end."""
    method = ("--start-method", "fork") if model == "processes" else ()
    result = run_json("pi", "--model", model, "--items", "800", "--workers", "2", *method, state=state)
    witness = result["rusage_s"]
    assert result["cpu_s"] == pytest.approx(witness, rel=0.03)


HELD = """
import os, pathlib, time

def item(place):
    (pathlib.Path(place) / f"begun-{os.getpid()}-{time.perf_counter_ns()}").touch()
    while not (pathlib.Path(place) / "over").exists():
        time.sleep(0.01)
"""


@pytest.mark.parametrize("model", ["threads", "processes"])
def test_counts_agree_with_ps(model, state, tmp_path):
    """What `ps -L` lists for the lab's group while all workers have an item, which they keep until it has been counted."""
    (tmp_path / "held.py").write_text(HELD)
    inputs = ("--inputs", repr([str(tmp_path)] * 3), "--workers", "3")
    command = [*CONCVIZ, "run", f"{tmp_path}/held.py:item", *inputs, "--model", model, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "CONCVIZ_STATE": str(state)}) as process:
        try:
            until(lambda: len(list(tmp_path.glob("begun-*"))) == 3, "three workers at work")
            (lab,) = (each for each in labs_of(process.pid) if each.pid == os.getpgid(each.pid))
            listing = ["ps", "-L", "-o", "tid=", "-g", str(lab.pid)]
            counted = len(subprocess.check_output(listing, text=True).split())
        finally:
            (tmp_path / "over").touch()
        result = json.loads(process.communicate()[0])
    assert sum(result["threads_by_role"].values()) == counted == result["peak_threads"] == 4
    assert result["peak_processes"] == (1 if model == "threads" else 4)


def test_a_busy_neighbour_is_not_our_parallelism(state):
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as neighbour:
        try:
            result = run_json("pi", "--model", "threads", "--items", "600", "--workers", "2", state=state)
        finally:
            neighbour.kill()
    assert result["cores_used"] < 1.2
    assert not psutil.pid_exists(neighbour.pid) or psutil.Process(neighbour.pid).status() == psutil.STATUS_ZOMBIE


def test_a_table_for_people(state):
    done = concviz("run", "pi", *SMALL, "--plain", state=state)
    assert done.returncode == 0
    assert "cores used" in done.stdout
    assert "\x1b" not in done.stdout
