"""The instrument where the system refuses it something."""

import threading

import pytest
from concviz.engine.lab.life.system_limits import PROCESSES
from concviz.engine.labs.background import TooFewThreads
from concviz.engine.model.plan import Plan
from concviz.engine.pythons.installed import own
from concviz.engine.sources import lab_source as module
from concviz.engine.sources.instrument import Instrument

PLAN = Plan("pi", items=4, python=own().path)


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))


@pytest.fixture
def refuse(monkeypatch):
    """From now on no thread can be started."""

    def no(_thread):
        raise RuntimeError("can't start new thread")

    return lambda: monkeypatch.setattr(threading.Thread, "start", no)


def test_without_a_thread_for_the_sampler_one_line_says_what_is_needed(refuse):
    refuse()
    with pytest.raises(TooFewThreads, match=r"can't start new thread.*ulimit -u"):
        Instrument.open()


def test_without_a_thread_for_the_run_it_is_refused_and_everything_can_still_be_closed(refuse):
    instrument = Instrument.open(recording=False)
    refuse()
    with pytest.raises(TooFewThreads):
        instrument.start(PLAN)
    assert not instrument.running
    assert instrument.wait()
    instrument.close()


def test_what_fails_in_the_runs_own_thread_ends_the_run(monkeypatch):
    class Broken:
        def __init__(self, *parts):
            raise RuntimeError("can't start new thread")

    monkeypatch.setattr(module, "Run", Broken)
    instrument = Instrument.open(recording=False)
    try:
        instrument.start(PLAN)
        assert instrument.wait(120)
        end = instrument.session.run_end(1)
        assert end.status == "failed"
        assert end.error.message == f"concviz itself had to give up: {PROCESSES}"
    finally:
        instrument.close()
