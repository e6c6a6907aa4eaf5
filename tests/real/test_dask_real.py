"""Dask: the same answer as without it, workers that are killed, and nothing left behind. Each test has a cluster of its own."""

import os
import signal
import subprocess

import psutil
import pytest
from concviz.engine.model.plan import Plan
from concviz.engine.session.events import LaneTotals
from concviz.engine.sources.instrument import Instrument

from tests.support.real_processes import CONCVIZ, DEADLINE_S, command_of, run_json, until

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
