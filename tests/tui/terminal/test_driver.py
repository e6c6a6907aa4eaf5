"""The thread that waits for keys: it hands on all that is typed, sleeps meanwhile, and ends as soon as it is told to."""

import os
import queue
import selectors
from threading import Thread
from types import SimpleNamespace

import pytest
from concviz.tui.terminal import driver as driver_module
from concviz.tui.terminal.driver import SteadyDriver, WakingEvent

LONG_S = 60


@pytest.fixture
def typed():
    """(write, keys): what is written to the terminal, and what is handed on."""
    reader, writer = os.pipe()
    found: queue.SimpleQueue = queue.SimpleQueue()
    driver = SimpleNamespace(fileno=reader, exit_event=WakingEvent(), _debug=False, process_message=found.put)
    thread = Thread(target=SteadyDriver.run_input_thread, args=(driver,))
    thread.start()
    yield lambda data: os.write(writer, data), lambda: found.get(timeout=LONG_S).key
    driver.exit_event.set()
    thread.join(LONG_S)
    assert not thread.is_alive()
    os.close(reader)
    os.close(writer)


def test_keys_are_handed_on(typed):
    write, key = typed
    write(b"a\x1b[A")
    assert (key(), key()) == ("a", "up")


def test_a_character_may_come_in_pieces(typed, monkeypatch):
    monkeypatch.setattr(driver_module, "READ_BYTES", 1)
    write, key = typed
    write("éa".encode())
    assert (key(), key()) == ("é", "a")


def test_an_escape_alone_is_told_though_nothing_follows(typed):
    write, key = typed
    write(b"\x1b")
    assert key() == "escape"


def test_where_nothing_is_typed_nothing_wakes_it(monkeypatch):
    waits = []

    class Selector(selectors.SelectSelector):
        def select(self, timeout=None):
            waits.append(timeout)
            driver.exit_event.set()
            return super().select(timeout)

    monkeypatch.setattr(selectors, "SelectSelector", Selector)
    reader, writer = os.pipe()
    driver = SimpleNamespace(fileno=reader, exit_event=WakingEvent(), _debug=False)
    SteadyDriver.run_input_thread(driver)
    assert waits == [None]
    os.close(reader)
    os.close(writer)


def test_what_was_told_to_end_can_begin_again():
    event = WakingEvent()
    event.set()
    event.clear()
    assert not event.is_set()
    with pytest.raises(BlockingIOError):
        os.read(event.reader, 1)
