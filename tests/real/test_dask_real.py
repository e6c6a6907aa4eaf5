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
from concviz.engine.model.plan import Plan
from concviz.engine.session.events import LaneTotals
from concviz.engine.sources.instrument import Instrument

from tests.support.real_processes import CONCVIZ, DEADLINE_S, command_of, concviz, run_json, until

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'concviz[cluster]'")
pytestmark = pytest.mark.real


def digest(state, items: int) -> str:
    return run_json("pi", "--model", "sequential", "--items", str(items), state=state)["digest"]


def test_a_cluster_of_its_own_gives_the_same_answer_and_leaves_nothing(state, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    found = run_json("pi", "--model", "dask", "--workers", "2", "--items", "60", "--chunk", "10", state=state)
    assert found["digest"] == digest(state, 60)
    assert found["threads_by_role"]["worker"] == 2
    assert found["processes_by_role"] == {"lab": 1, "worker": 2, "helper": 1}
    assert not list((tmp_path / "temporary").rglob("*dask*"))


def test_the_items_of_a_worker_that_is_killed_are_done_by_another(state, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    instrument = Instrument.open(recording=False)
    try:
        instrument.start(Plan("pi", model="dask", workers=2, items=400, chunk=10))
        session = instrument.session
        until(lambda: len(session.lanes(1)) == 2 or not instrument.running, "two workers have begun")
        killed = session.lanes(1)[0]
        os.kill(killed.pid, signal.SIGKILL)
        assert instrument.wait(DEADLINE_S)
        end = session.run_end(1)
        assert (end.status, end.result.items) == ("done", 400), end.error
        assert end.result.digest == digest(state, 400)
        totals: LaneTotals = session.totals(1)[killed.lane]
        assert totals.ended
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
        yield json.loads(told.read_text())["address"]
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
    here = ("--workers", "2", "--chunk", "5")
    work = (f"{package}/core.py:price", "--inputs")
    found = run_json(*work, "range(60)", "--model", "dask", *here, state=state)
    assert found["digest"] == run_json(*work, "range(60)", "--model", "sequential", state=state)["digest"]
    (node,) = found["nodes"]
    assert (node["node"], node["workers"], node["offset_s"], node["within_s"]) == (1, 2, 0.0, 0.0)
    assert 1 <= node["lanes"] <= 2
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
    command = [*CONCVIZ, "run", "pi", "--model", "dask", "--workers", "2", "--items", "100000"]
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        below = psutil.Process(program.pid)
        until(
            lambda: sum("spawn_main" in command_of(each) for each in below.children(recursive=True)) >= 2, "two workers"
        )
        program.kill()
    # That nothing of it is left is looked at after every test.
