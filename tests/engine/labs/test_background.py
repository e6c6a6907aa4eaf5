"""What is done in the background is waited for, and refused in one sentence where there is no thread for it."""

import threading

import pytest
from concviz.engine.differences.table import Differences
from concviz.engine.labs.background import Background, TooFewThreads
from concviz.engine.session.memory.log import Session

from tests.support.session_samples import MACHINE


def test_it_runs_until_it_is_over():
    goes_on = threading.Event()
    work = Background("work")
    assert (work.running, work.wait()) == (False, True)
    work._begin(goes_on.wait)
    assert (work.running, work.wait(0.0)) == (True, False)
    goes_on.set()
    assert work.wait(10.0)
    assert not work.running


def test_without_a_thread_the_table_of_differences_is_refused_and_can_be_closed(monkeypatch):
    def no(_thread):
        raise RuntimeError("can't start new thread")

    differences = Differences(Session(MACHINE))
    monkeypatch.setattr(threading.Thread, "start", no)
    with pytest.raises(TooFewThreads) as refused:
        differences.start()
    assert str(refused.value) == (
        "nothing can be measured here: can't start new thread. concviz needs a few threads of its own, and the limit on the user's "
        "threads and processes is reached (ulimit -u, or a container's pids.max): end some of them, or raise it"
    )
    assert (differences.running, differences.wait()) == (False, True)
    differences.close()
