"""Dask: the same answer as without it, workers that are killed, and nothing left behind. Each test has a cluster of its own."""

import json
import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest
from concviz.engine.lab.cluster import relay
from concviz.engine.lab.cluster.nodes import ClusterUnfit
from concviz.engine.lab.lanes.lane_file import FAILED
from concviz.engine.model.plan import Plan
from concviz.engine.sources.instrument import Instrument

from tests.support.real_processes import CONCVIZ, DEADLINE_S, command_of, concviz, run_json, until

Client = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'concviz[cluster]'").Client
pytestmark = pytest.mark.real


def test_a_cluster_of_its_own_gives_the_same_answer_and_leaves_nothing(state, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    items = ("pi", "--items", "60")
    found = run_json(*items, "--model", "dask", "--workers", "1", "--chunk", "10", state=state)
    assert found["digest"] == run_json(*items, "--model", "sequential", state=state)["digest"]
    assert (found["processes_by_role"]["lab"], found["processes_by_role"]["worker"]) == (1, 1)
    assert not list((tmp_path / "temporary").rglob("*dask*"))


HELD = """import os, time

GATE = os.path.join(os.path.dirname(__file__), "gate")


def held(x):
    while not os.path.exists(GATE):
        time.sleep(0.01)
    return 3 * x
"""
"""No item of it ends before the test opens the gate."""


def test_the_item_of_a_worker_that_is_killed_is_done_by_another(state, tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    (tmp_path / "held.py").write_text(HELD)
    options = {"inputs": "range(8)"}
    instrument = Instrument.open(recording=False)
    try:
        instrument.start(Plan(f"{tmp_path}/held.py:held", model="dask", workers=2, options=options))
        session = instrument.session
        until(lambda: session.lanes(1) or not instrument.running, "a worker has begun")
        killed = session.lanes(1)[0]
        os.kill(killed.pid, signal.SIGKILL)
        until(lambda: (each := session.totals(1).get(killed.lane)) and each.ended, "its lane has ended")
        (tmp_path / "gate").touch()
        assert instrument.wait(DEADLINE_S)
        end = session.run_end(1)
        assert (end.status, end.result.items) == ("done", 8), end.error
        spans = session.spans(1)
        of_killed = spans.lane == killed.lane
        assert spans.flag[of_killed].tolist() == [FAILED]
        assert sorted(spans.item[~of_killed].tolist()) == list(range(8))
        instrument.start(Plan(f"{tmp_path}/held.py:held", model="sequential", options=options))
        assert instrument.wait(DEADLINE_S)
        assert session.run_end(2).result.digest == end.result.digest
    finally:
        instrument.close()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a cluster that has nothing to do with concviz: two workers, who know nothing of it."""
    folder = tmp_path_factory.mktemp("cluster")
    told, cluster = folder / "scheduler.json", []
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CONCVIZ_STATE")}
    for module, *more in (("scheduler", "--port", "0", "--no-show"), ("worker", "--nworkers", "2", "--nthreads", "1")):
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{module}",
            *more,
            "--host",
            "127.0.0.1",
            "--no-dashboard",
        ]
        with open(folder / module, "w") as output:
            cluster.append(
                subprocess.Popen(
                    [*command, "--scheduler-file", str(told)], cwd=folder, env=environment, stdout=output, stderr=output
                )
            )
    try:
        until(told.exists, "the scheduler says where it is")
        address = json.loads(told.read_text())["address"]
        with Client(address, timeout=DEADLINE_S, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=DEADLINE_S)
        yield address
    finally:
        for process in reversed(cluster):
            process.terminate()
        for process in reversed(cluster):
            process.wait()


def test_a_cluster_that_runs_does_the_work_of_a_project_that_it_does_not_have(scheduler, state, tmp_path, monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", scheduler)
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tools.py").write_text("def scale(x):\n    return 3 * x\n")
    (package / "core.py").write_text("from .tools import scale\n\n\ndef price(x):\n    return scale(x) / (60 - x)\n")
    here = ("--workers", "2")
    work = (f"{package}/core.py:price", "--inputs")
    found = run_json(*work, "range(60)", "--model", "dask", *here, state=state)
    assert found["digest"] == run_json(*work, "range(60)", "--model", "sequential", state=state)["digest"]
    (node,) = found["nodes"]
    assert (node["node"], node["workers"], node["offset_s"], node["within_s"]) == (1, 2, 0.0, 0.0)
    assert 1 <= node["lanes"] <= 2
    assert (
        found["chunk"] == (60 - 4) // 8
    )  # after two a thread: four chunks for each of them, as these items take no time
    assert found["task_s"] > 0
    failed = concviz("run", *work, "range(61)", "--model", "dask", *here, state=state)
    assert failed.returncode == 1
    assert "ZeroDivisionError: division by zero, at item 61 of 61, the input 60" in failed.stderr
    assert "in price" in failed.stderr
    assert "in measured" not in failed.stderr


def test_where_no_scheduler_answers_it_is_said_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(relay, "CONNECT_S", 0.5)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and doesn't listen
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ClusterUnfit, match="no Dask scheduler answers"):
            relay.Relay(address, str(tmp_path), "process", 16, None)


def test_it_ends_with_the_program_that_started_it(state):
    command = [*CONCVIZ, "run", "pi", "--model", "dask", "--workers", "1", "--items", "100000"]
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        below = psutil.Process(program.pid)
        until(lambda: any("spawn_main" in command_of(each) for each in below.children(recursive=True)), "a worker")
        program.kill()
    # That nothing of it is left is looked at after every test.
