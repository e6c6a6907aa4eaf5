"""The closer look at threads: their calls, and the library, on this very process."""

import os
import subprocess
import sys
import threading

import pytest
from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.probe.linux.repeated_calls import Asked, asked_of
from concviz.engine.session.events import Asks
from concviz.engine.session.memory.log import Session
from concviz.engine.sources.program_closer import ProgramCloser, environment_of

from tests.support.fakes import MACHINE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
S = 1_000_000


def lately(**states):
    mine = ThreadTime(pid=os.getpid(), tid=threading.get_native_id(), wall_s=2.0, **states)
    return ProgramTime(wall_s=2.0, threads=[mine])


def test_reads_that_bring_nothing_are_counted():
    source, _sink = os.pipe()
    os.set_blocking(source, False)
    before = asked_of(os.getpid(), threading.get_native_id())
    for _ in range(500):
        with pytest.raises(BlockingIOError):
            os.read(source, 1)
    after = asked_of(os.getpid(), threading.get_native_id())
    assert before is not None
    assert after is not None
    grown = after.since(before)
    assert 500 <= grown.calls < 600
    assert asked_of(2**22 + 1, 1) is None
    assert Asked(1, 1, 1, 1, 1).since(Asked(2, 0, 1, 0, 1)) == Asked(0, 1, 0, 1, 0)


def test_only_who_is_busy_or_wakes_often_is_told():
    session = Session(MACHINE)
    closer = ProgramCloser(session, 1)
    closer.tell(1 * S, lately(on_core=2.0))
    with open("/proc/self/status", "rb", buffering=0) as file:
        for _ in range(1000):
            file.seek(0)
            file.read(1)
    closer.tell(3 * S, lately(on_core=2.0))
    (told,) = session.between(Asks, 1, 0, 9 * S)
    assert isinstance(told, Asks)
    assert told.dt_us == 2 * S
    assert told.rows[0][4] >= 1000
    closer.tell(5 * S, lately(wait_io=2.0))
    closer.tell(7 * S, lately(on_core=2.0))  # it wasn't asked the last time: nothing to compare with
    assert len(session.between(Asks, 1, 0, 9 * S)) == 1


def test_the_environment_of_a_process_is_that_with_which_it_was_begun():
    with subprocess.Popen(["sleep", "60"], env={"A": "1", "B": "x=y"}) as process:
        try:
            assert environment_of(process.pid) == {"A": "1", "B": "x=y"}
        finally:
            process.kill()
    assert environment_of(process.pid) == {}
