"""Which processes of a watched program have a Python in them: asked of each, again where there was none, told when it changes."""

import os
import subprocess
import sys

import pytest
from concviz.engine.probe.linux.pythons_in import PythonsIn
from concviz.engine.session.events import Pythons
from concviz.engine.sources.program_pythons import ProgramPythons

S = 1_000_000


class Log:
    def __init__(self):
        self.told = []

    def append(self, event):
        assert isinstance(event, Pythons)
        self.told.append((event.t_us, event.pids))


def asked(answers):
    """What is told, whom somebody asked, and what tells; `answers` can be changed meanwhile."""
    log, seen = Log(), []
    return log.told, seen, ProgramPythons(log, 1, lambda pid: seen.append(pid) or answers[pid])


def test_it_is_told_once_and_when_it_changes():
    answers = {5: False, 6: False}
    told, seen, words = asked(answers)
    words.tell(0, [5])
    words.tell(100_000, [5])
    assert (told, seen) == ([(0, [])], [5])
    answers[5] = True  # it has begun another program
    words.tell(S, [5, 6])
    assert told[1:] == [(S, [5])]
    words.tell(9 * S, [5])
    words.tell(9 * S, [5, 6])
    assert told[2:] == []
    assert seen == [5, 5, 6, 6]  # who has one isn't asked again; the other one had gone meanwhile
    words.tell(10 * S, [6])
    assert told[2:] == [(10 * S, [])]


def test_who_has_none_is_asked_more_and_more_rarely():
    _, seen, words = asked({5: False})
    for tenth in range(1000):
        words.tell(tenth * S // 10, [5])
    assert 8 <= len(seen) <= 10


def test_nothing_is_told_while_somebody_may_not_be_asked():
    answers = {5: False, 6: None}
    told, _, words = asked(answers)
    words.tell(0, [5, 6])
    words.tell(S, [])
    assert told == []
    answers[6] = True
    words.tell(2 * S, [5, 6])
    assert told == [(2 * S, [6])]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_this_very_process_has_one_and_what_is_gone_is_not_known():
    ask = PythonsIn()
    assert ask.has_python(os.getpid()) is True
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        program.stdin.write(b"x")
        program.stdin.flush()
        assert program.stdout.read(1) == b"x"  # it is cat by now
        assert ask.has_python(program.pid) is False
    assert ask.has_python(program.pid) is None
