"""Which unnamed recordings are kept: failed tries and short runs never push out work."""

import pytest
from concviz.engine.model.run_facts import Result, RunPlan
from concviz.engine.session.events import Machine, RunEnded, RunStarted
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library.paths import sessions_folder, unnamed
from concviz.engine.session.library.pruning import prune
from concviz.engine.session.memory.log import Session

MACHINE = Machine(
    system="Linux", cpu="", cores=2, physical_cores=2, affinity=(0, 1), quota_cores=None, usable_cores=2.0,
    memory_bytes=1 << 30, python="3.14.2",
)  # fmt: skip


@pytest.fixture
def make(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    sessions_folder().mkdir(parents=True)
    made = []

    def make(status: str, wall_s: float):
        path = sessions_folder() / f"2026-11-22T14-{len(made):02}-00.concviz.jsonl"
        session = Session(MACHINE, writer=SessionWriter(path))
        session.append(RunStarted(10, 1, RunPlan(task="pi", model="threads")))
        session.append(RunEnded(20, 1, status, Result(wall_s=wall_s)))
        session.close()
        made.append(path)
        return path

    return make


def test_failed_tries_and_short_runs_never_push_out_work(make):
    work = [make("done", 4.0) for _ in range(3)]
    tries = [make("failed", 0.5) for _ in range(4)]
    short = [make("done", 1.0) for _ in range(4)]
    assert set(prune(keep=7)) == set(tries)
    assert set(unnamed()) == {*work, *short}


def test_the_newest_stay_whatever_is_in_them(make):
    work = [make("done", 4.0) for _ in range(6)]
    tries = [make("failed", 0.1) for _ in range(2)]
    assert prune(keep=5) == [*work[:2], work[2]]
    assert set(unnamed()) == {*work[3:], *tries}


def test_the_oldest_goes_first_of_what_is_worth_the_same(make):
    work = [make("done", 4.0) for _ in range(6)]
    assert prune(keep=4) == work[:2]
    assert prune(keep=4) == []
