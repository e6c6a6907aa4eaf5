"""The one listener: whole lines become messages, what is none was printed, and nobody waits in vain."""

from __future__ import annotations

import json
import os
import threading
from typing import get_args

import pytest
from concviz.engine.lab.report import Report
from concviz.engine.labs.listener import BLOCK_BYTES, MOST_BLOCKS, Listener
from concviz.engine.labs.messages import ItemsDone, ItemsMade, LabFailed, LabMessage, Message, PhasePassed
from concviz.engine.model.run_facts import PhaseFacts, RunError


class Child:
    """The two pipes of a child, and what was heard on them."""

    def __init__(self, kind=LabMessage):
        out, self.out = os.pipe()
        err, self.err = os.pipe()
        self.stdout, self.stderr = os.fdopen(out, "rb", 0), os.fdopen(err, "rb", 0)
        self.heard, self.printed = [], []
        self.listener = Listener(self, kind, self.heard.append, self.printed.append)

    def say(self, data: bytes) -> None:
        os.write(self.out, data)

    def end(self) -> None:
        os.close(self.out)
        os.close(self.err)


@pytest.fixture
def child():
    child = Child()
    yield child
    child.listener.__exit__()
    child.stdout.close()
    child.stderr.close()


def test_a_line_is_a_message_once_it_is_whole(child):
    child.say(b'{"say":"prepared","it')
    assert child.listener.listen(1)
    assert child.heard == []
    child.say(b'ems":3}\n{"say":"error","message":"no","item":2}\n{"say":')
    child.listener.listen(1)
    assert child.heard == [ItemsMade(3), LabFailed("no", 2)]
    assert child.heard[1].error == RunError(message="no", item=2)
    child.end()
    child.listener.listen(1)
    assert child.listener.silent
    assert len(child.heard) == 2


@pytest.mark.parametrize(
    "line",
    [
        b"hello",
        b"[1, 2]",
        b'{"say":"prepared","items":"three"}',
        b'{"say":"unheard of"}',
        b'"\xff"',
        b"[" * 100_000,
        b"",
    ],
    ids=lambda line: repr(line[:20]),
)
def test_what_is_no_message_was_printed(child, line):
    writing = threading.Thread(target=child.say, args=(line + b'\n{"say":"prepared","items":1}\n',))
    writing.start()
    while not child.heard:
        assert child.listener.listen(60)
    writing.join()
    assert child.heard == [ItemsMade(1)]
    assert b"".join(child.printed) == line + b"\n"


def test_an_answer_of_any_words_and_numbers_is_heard(child):
    told = {"say": "progress", "done": 1, "total": 2, "t_ns": 5, "text": "\ud800", "curve": [1, float("nan")]}
    child.say(json.dumps({**told, "threads": {"71": "feeder"}, "from a newer lab": 1}).encode() + b"\n")
    child.listener.listen(1)
    (heard,) = child.heard
    assert isinstance(heard, ItemsDone)
    assert (heard.text, heard.threads, len(heard.curve)) == ("\ud800", {71: "feeder"}, 2)


def test_it_can_be_woken_by_another_thread_and_after_its_end(child):
    waking = threading.Timer(0.02, child.listener.wake)
    waking.start()
    assert child.listener.listen(60)
    waking.join()
    child.listener.__exit__()
    child.listener.wake()


def test_it_waits_for_the_first_word_alone(child, monkeypatch):
    waits, select = [], child.listener._selector.select
    monkeypatch.setattr(
        child.listener._selector, "select", lambda timeout_s: (waits.append(timeout_s), select(timeout_s))[1]
    )
    child.say(b"a word\n")
    assert child.listener.listen(60)
    assert not child.listener.listen(0.001)
    assert waits == [60, 0, 0.001, 0]


def test_a_child_that_never_pauses_does_not_keep_it(child):
    stopping = threading.Event()

    def talk():
        while not stopping.is_set():
            child.say(b"x" * 1000)

    talking = threading.Thread(target=talk)
    talking.start()
    for _ in range(3):
        assert child.listener.listen(60)
    stopping.set()
    child.listener.listen(0)
    talking.join(60)
    assert not talking.is_alive()
    assert len(child.listener._rest) <= 5 * MOST_BLOCKS * BLOCK_BYTES


def test_a_world_is_heard_by_the_same_listener():
    child = Child(dict[str, str])
    child.say(b'{"http": "http://127.0.0.1:1"}\n{"error": 3}\n')
    child.listener.listen(1)
    child.end()
    child.listener.__exit__()
    assert child.heard == [{"http": "http://127.0.0.1:1"}]
    assert child.printed == [b'{"error": 3}\n']


def test_what_the_lab_reports_is_what_is_read(child, monkeypatch):
    monkeypatch.setattr(
        Report, "__init__", lambda self: vars(self).update(_descriptor=child.out, _lock=threading.Lock())
    )
    report = Report()
    report.phase("imported", 7, gil=True)
    report.error("boom", item=3, lane=1, traceback="")
    child.listener.listen(1)
    assert child.heard == [PhasePassed("imported", 7, PhaseFacts(gil=True)), LabFailed("boom", 3, 1)]


def test_a_message_can_not_be_changed_by_who_hears_it():
    assert [each.__name__ for each in (Message, *Message.__subclasses__()) if not each.__struct_config__.frozen] == []
    assert set(get_args(LabMessage)) == set(Message.__subclasses__())
