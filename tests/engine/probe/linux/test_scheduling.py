"""A thread's wish for short slices: taken by Linux, changing nothing else of it."""

import os
import sys
import threading

import pytest
from concviz.engine.probe.linux import scheduling


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_a_thread_that_asks_stays_an_ordinary_one():
    found = []

    def ask():
        before = os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)
        taken = scheduling.ask_for_short_slices()
        found.append(
            (taken, before == (os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0)))
        )

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found in ([(True, True)], [(False, True)])


def test_where_the_number_of_the_call_is_not_known_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(scheduling.platform, "machine", lambda: "riscv64")
    monkeypatch.setattr(scheduling.ctypes, "CDLL", lambda _: pytest.fail("asked"))
    assert not scheduling.ask_for_short_slices()
