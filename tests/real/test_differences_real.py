"""The experiments for real: what they measure agrees with what is looked at by other means, and limits are told, not suffered."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import pytest
from concviz.engine.differences import experiment
from concviz.engine.differences.properties import COLUMNS, interpreters_python
from concviz.engine.labs.cleanup.folders import memory_folder

from tests.support.nightly import chosen
from tests.support.pythons import OWN, WANTED, free_threaded, python_of, pythons
from tests.support.real_processes import CONCVIZ, DEADLINE_S, alive, concviz_process, labs_of, until

TWO_CORES = len(os.sched_getaffinity(0)) >= 2 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) >= 2
KINDS = ("thread", "process", "coroutine", "interpreter")


@pytest.fixture(autouse=True)
def state_of_its_own(state, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))


def conduct(name, kind, path=None, stopping=None, **options):
    if kind == "interpreter" and path is None:
        newer = interpreters_python(OWN, list(pythons()))
        if newer is None:
            pytest.skip("no Python 3.14 or newer here")
        path = newer.path
    given = {"kind": kind, **options} if kind else options
    return experiment.run(name, path or OWN.path, given, stopping or threading.Event(), lambda facts: None)


@pytest.mark.parametrize("kind", KINDS)
def test_ids_by_the_workers_own_word_are_the_ones_seen_from_outside(kind):
    outcome = conduct("tree", kind)
    assert outcome.error == ""
    shown = {(each.pid, tid) for each in outcome.looks["alive"].processes for tid in each.threads}
    workers = [tuple(worker) for worker in outcome.numbers.workers]
    assert len(workers) == 3
    assert set(workers) <= shown
    assert len(set(workers)) == (1 if kind == "coroutine" else 3)
    assert len({pid for pid, _ in workers}) == (3 if kind == "process" else 1)
    assert not any(psutil.pid_exists(each.pid) for each in outcome.looks["alive"].processes)


@pytest.mark.parametrize("kind", KINDS)
def test_only_threads_and_coroutines_share(kind):
    outcome = conduct("sharing", kind)
    assert outcome.error == ""
    seen = (3, 3 if kind in ("thread", "coroutine") else 0)
    assert outcome.numbers.changes == {"argument": seen, "global": seen, "function": seen}
    for sizes in outcome.numbers.ways.values():
        assert list(sizes) == ["1", "10", "100"]
        assert all(cell.ns and min(cell.ns) > 0 for cell in sizes.values())
    if kind == "process":
        times = {way: min(sizes["100"].ns) for way, sizes in outcome.numbers.ways.items()}
        assert times["shared_memory"] < times["pickled"]


def test_a_process_weighs_more_than_a_thread_and_a_thread_more_than_a_coroutine():
    quickest, each = {}, {}
    for kind in ("thread", "process", "coroutine"):
        outcome = conduct("weight", kind)
        assert outcome.error == ""
        assert len(outcome.numbers.start_ns) >= 3
        quickest[kind] = min(outcome.numbers.start_ns)
        grown = outcome.looks["alive"].memory_bytes - outcome.looks["before"].memory_bytes
        each[kind] = grown / outcome.numbers.alive
    assert quickest["coroutine"] < quickest["thread"] < quickest["process"]
    assert each["coroutine"] < each["thread"] < each["process"]


@pytest.mark.skipif(OWN.free_threaded, reason="no GIL here")
def test_under_a_gil_two_threads_use_one_core_and_do_not_even_wish_for_two():
    outcome = conduct("parallelism", "thread")
    spans = outcome.numbers.spans
    wall = max(span.ended for span in spans) - min(span.began for span in spans)
    assert outcome.numbers.gil is True
    assert sum(span.cpu for span in spans) < 1.1 * wall


@pytest.mark.skipif(not TWO_CORES, reason="one usable core")
@pytest.mark.parametrize("kind", ["process", "free-threaded"])
def test_two_that_run_in_parallel_wish_for_two_cores(kind):
    """Whether they get them depends on what else runs here, and so does when each begins: a worker that runs or is ready to run for as
    long as it is there never waits for the other."""
    free = free_threaded()
    if kind == "free-threaded" and free is None:
        pytest.skip("no free-threaded Python here")

    def both():
        given = ("process",) if kind == "process" else ("thread", free.path)
        spans = conduct("parallelism", *given).numbers.spans
        return spans if len(spans) == 2 else None

    for span in until(both, "both have told what they did"):
        assert span.cpu + span.waited > 0.8 * (span.ended - span.began)


def test_number_is_what_is_seen_from_outside():
    outcome = conduct("number", "thread")
    # Less the main thread. At the first look, the one that was tried out may still be on its way out of the kernel.
    alive, stopped = outcome.numbers.alive, outcome.numbers.stopped
    assert alive == outcome.looks["alive"].threads - 1 or "never began" in stopped
    assert alive == 1_000 or stopped


@pytest.mark.parametrize("version", WANTED)
def test_no_update_is_lost_under_a_lock_and_a_bare_one_only_without_a_gil(version):
    python = python_of(version)
    numbers = conduct("race", "", python.path).numbers
    assert numbers.lock.lost == 0
    assert numbers.call.lost > 0
    assert numbers.gil is not python.free_threaded
    # They must run at the same moment for it, which a busy machine may not let them in one try.
    if python.free_threaded and TWO_CORES:
        until(lambda: conduct("race", "", python.path).numbers.bare.lost, "an update lost without a GIL")
    else:
        assert numbers.bare.lost == 0


def test_what_can_not_be_pickled_is_told_with_its_error():
    objects = dict(conduct("pickling", "").numbers.objects)
    assert [what for what, error in objects.items() if not error] == [
        "a list of numbers",
        "a function of a module",
        "an object of a module's class",
    ]
    assert "_thread.lock" in objects["a threading.Lock"]


def test_an_experiment_that_is_killed_says_by_what():
    def kill():
        until(lambda: labs_of(os.getpid()), "the lab")[0].kill()

    threading.Thread(target=kill, daemon=True).start()
    outcome = conduct("number", "process")
    assert outcome.error == "its process was ended by signal 9 (SIGKILL)"


def test_stopping_ends_at_once_and_leaves_nothing(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    stopping = threading.Event()
    before = set(psutil.Process().children(recursive=True))

    def children():
        return set(psutil.Process().children(recursive=True)) - before

    def stop():
        until(lambda: len(children()) > 5, "some processes")
        stopping.set()

    threading.Thread(target=stop, daemon=True).start()
    outcome = conduct("number", "process", stopping=stopping)
    assert outcome.stopped or outcome.numbers.stopped == ""
    assert not children()
    assert list(temporary.iterdir()) == []
    assert not list(memory_folder().glob(f"*{experiment.BLOCK}"))


def differences_json(*arguments, state, **options):
    done = concviz_process("differences", "--json", *arguments, state=state, **options)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return {(cell["property"], cell["column"], cell["python"]): cell for cell in json.loads(done.stdout)["cells"]}


def limited(number: int, soft: int):
    import resource

    return lambda: resource.setrlimit(number, (soft, soft))


def test_with_512_mb_of_addresses_every_experiment_ends_with_a_line(state):
    import resource

    limit = limited(resource.RLIMIT_AS, 512 << 20)
    cells = differences_json(
        "--only",
        chosen("number,pickling", "sharing,weight,number,pickling"),
        "--python",
        OWN.path,
        state=state,
        preexec_fn=limit,
    )
    assert {cell["state"] for cell in cells.values()} <= {"done", "failed"}
    assert all(cell["value"] and cell["why"] for cell in cells.values())
    threads = next(cell for (name, column, _), cell in cells.items() if (name, column) == ("number", "threading"))
    assert "RLIMIT_AS" in threads["why"] or "refused" in threads["why"]


@pytest.mark.skipif(not shutil.which("taskset"), reason="no taskset")
def test_on_one_core_nobody_claims_to_know(state):
    done = subprocess.run(
        [
            "taskset",
            "-c",
            str(min(os.sched_getaffinity(0))),
            *CONCVIZ,
            "differences",
            "--only",
            "parallelism",
            "--python",
            OWN.path,
            "--json",
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "CONCVIZ_STATE": str(state)},
        timeout=DEADLINE_S,
        check=True,
    )
    cells = json.loads(done.stdout)["cells"]
    assert all(cell["facts"]["cores_used"] < 1.1 for cell in cells)
    assert [cell["agrees"] for cell in cells if cell["column"] == "multiprocessing"] == [None]


def test_with_a_limit_of_20_processes_every_experiment_ends_with_a_line(state, tmp_path):
    """Root is not held to that limit, so as another user where we are root, with a Python that he can read."""
    if os.getuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv, to have a user with nothing else running")
    user, home = "54321", Path(tempfile.mkdtemp(prefix="nproc-"))
    here = Path(__file__).parents[2]
    (home / "concviz").mkdir()
    for part in ("engine", "tui"):
        (home / "concviz" / part).symlink_to(here / part)
    home.chmod(0o777)
    packages = [path for path in sys.path if path.endswith("site-packages")]
    environment = {
        **os.environ,
        "HOME": str(home),
        "CONCVIZ_STATE": str(home / "state"),
        "PYTHONPATH": os.pathsep.join([str(home), *packages]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    command = ["prlimit", "--nproc=20:20", "setpriv", "--reuid", user, "--regid", user, "--clear-groups"]
    python = next(
        (path for path in (sys.executable, f"/usr/bin/{version}") if _readable(command, path, environment)), ""
    )
    try:
        if not python:
            pytest.skip("no Python with our packages that another user can start")
        done = subprocess.run(
            [
                *command,
                python,
                "-m",
                "concviz.tui",
                "differences",
                "--only",
                chosen("type,number", "type,weight,number,race"),
                "--json",
                "--python",
                python,
            ],
            capture_output=True,
            text=True,
            env=environment,
            timeout=DEADLINE_S,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        cells = json.loads(done.stdout)["cells"]
        assert {cell["state"] for cell in cells} <= {"done", "failed"}
        many = [cell for cell in cells if cell["property"] == "number" and cell["column"] != "asyncio"]
        assert all("RLIMIT_NPROC" in cell["why"] and cell["facts"]["alive"] < 20 for cell in many)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _readable(command, python, environment) -> bool:
    code = "import subprocess, sys, concviz.tui.cli.main, numpy, msgspec; subprocess.run([sys.executable, '-c', ''], check=True)"
    done = subprocess.run([*command, python, "-c", code], env=environment, capture_output=True, check=False)
    return done.returncode == 0


def test_ctrl_c_keeps_what_is_done_and_ends_with_130(state):
    process = subprocess.Popen(
        [*CONCVIZ, "differences", "--only", "type,number", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "CONCVIZ_STATE": str(state)},
    )
    family: list[psutil.Process] = []

    def at_work():
        try:
            family[:] = psutil.Process(process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return True
        return len(family) > 20

    until(at_work, "many processes at once")
    process.send_signal(signal.SIGINT)
    output, problem = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 130, problem
    told = json.loads(output)
    assert told["stopped"] is True
    done = [cell["property"] for cell in told["cells"] if cell["state"] == "done"]
    assert done.count("type") == len({cell["column"] for cell in told["cells"] if cell["property"] == "type"})
    assert {cell["column"] for cell in told["cells"]} <= set(COLUMNS)
    assert alive(family) == []
