"""Dask: the same answer as without it, workers that are killed, and nothing left behind.

A process that imports Dask costs more than a second of CPU, so there are few: a cluster that runs already is two of them, one with
scheduler and worker, and one with a worker that may be killed.
"""

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
from concviz.engine.probe.linux.witness import available
from concviz.engine.session.events import NodeUse
from concviz.engine.sources.instrument import Instrument

from tests.support.real_processes import CONCVIZ, DEADLINE_S, command_of, concviz, run_json, until

Client = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'concviz[cluster]'").Client
pytestmark = pytest.mark.real


HELD = """import os, time

GATE = os.path.join(os.path.dirname(__file__), "gate")


def held(x):
    while not os.path.exists(GATE):
        time.sleep(0.01)
    return 3 * x
"""
"""No item of it ends before the test opens the gate."""


@pytest.fixture
def instrument(state, tmp_path, monkeypatch):
    """Without a recording; `held.py` is in `tmp_path`, and the temporary folder is `temporary`."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    (tmp_path / "held.py").write_text(HELD)
    found = Instrument.open(recording=False)
    yield found
    found.close()


def test_the_item_of_a_worker_that_is_killed_is_done_by_another_and_nothing_stays(instrument, tmp_path):
    options, session = {"inputs": "range(8)"}, instrument.session
    instrument.start(Plan(f"{tmp_path}/held.py:held", model="dask", workers=2, options=options))
    until(lambda: session.lanes(1) or not instrument.running, "a worker has begun")
    killed = session.lanes(1)[0]
    os.kill(killed.pid, signal.SIGKILL)
    until(lambda: (each := session.totals(1).get(killed.lane)) and each.ended, "its lane has ended")
    (tmp_path / "gate").touch()
    assert instrument.wait(DEADLINE_S)
    end = session.run_end(1)
    assert (end.status, end.result.items, end.result.nodes) == ("done", 8, []), end.error
    spans = session.spans(1)
    of_killed = spans.lane == killed.lane
    assert spans.flag[of_killed].tolist() == [FAILED]
    assert sorted(spans.item[~of_killed].tolist()) == list(range(8))
    assert end.result.processes_by_role["lab"] == 1
    assert not list((tmp_path / "temporary").rglob("*dask*"))
    instrument.start(Plan(f"{tmp_path}/held.py:held", model="sequential", options=options))
    assert instrument.wait(DEADLINE_S)
    assert session.run_end(2).result.digest == end.result.digest


BOTH = """import asyncio, sys
from distributed import Scheduler, Worker


async def main():
    async with Scheduler(host="127.0.0.1", port=0, dashboard_address=None) as scheduler:
        async with Worker(scheduler.address, nthreads=1, name="stays"):
            print(scheduler.address, flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
"""
ONE = """import asyncio, sys
from distributed import Worker


async def main():
    async with Worker(sys.argv[1], nthreads=1, name="killed") as worker:
        print(worker.address, flush=True)
        await worker.finished()


asyncio.run(main())
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """(the address of a scheduler that has nothing to do with concviz, one of its two workers), who know nothing of it."""
    folder = tmp_path_factory.mktemp("cluster")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CONCVIZ_STATE")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    options = {**pipes, "cwd": folder, "env": environment, "text": True}
    with subprocess.Popen([sys.executable, "-c", BOTH], **options) as scheduler:
        address = scheduler.stdout.readline().strip()
        with subprocess.Popen([sys.executable, "-c", ONE, address], **options) as worker:
            assert worker.stdout.readline().startswith("tcp://")
            yield address, worker
            worker.kill()
        scheduler.stdin.close()


def test_a_cluster_that_runs_does_the_work_of_a_project_that_it_does_not_have(cluster, state, tmp_path, monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster[0])
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
    # After two a thread: four chunks for each of them, as these items take no time.
    assert found["chunk"] == (60 - 4) // 8
    assert found["task_s"] > 0
    failed = concviz("run", *work, "range(61)", "--model", "dask", *here, state=state)
    assert failed.returncode == 1
    assert "ZeroDivisionError: division by zero, at item 61 of 61, the input 60" in failed.stderr
    assert "in price" in failed.stderr
    assert "in measured" not in failed.stderr


def test_a_worker_of_a_cluster_that_runs_is_looked_at_and_what_one_that_is_killed_had_is_done_again(
    cluster, instrument, tmp_path
):
    """Both workers hold an item until one of them is killed."""
    address, worker = cluster
    options, session = {"inputs": "range(8)"}, instrument.session
    with Client(address, timeout=DEADLINE_S, set_as_default=False) as client:
        instrument.start(Plan(f"{tmp_path}/held.py:held", model="dask", workers=2, options=options, cluster=address))
        until(lambda: session.latest(NodeUse, 1) or not instrument.running, "workers have told what they have used")
        until(lambda: at_work(client) == 2 or not instrument.running, "both have an item")
        worker.kill()
        until(lambda: at_work(client) == 1 or not instrument.running, "the scheduler has missed it")
        (tmp_path / "gate").touch()
        assert instrument.wait(DEADLINE_S)
        left = client.run(lambda dask_worker: [name for name in dask_worker.plugins if name.startswith("concviz")])
    end = session.run_end(1)
    assert (end.status, end.result.items) == ("done", 8), end.error
    assert sorted(session.spans(1).item.tolist()) == list(range(8))
    (node,) = end.result.nodes
    assert (node.lanes, node.cpu_s > 0) == (1, True)
    assert end.result.cpu_s == pytest.approx(node.cpu_s)
    assert list(left.values()) == [[]]
    if not available(os.getpid()):
        assert session.states(1, node=1).of("looks").max() > 0


def at_work(client):
    """How many workers have a task in hand."""
    return sum(bool(each) for each in client.processing().values())


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
