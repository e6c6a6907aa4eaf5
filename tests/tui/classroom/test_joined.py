"""A machine that takes part in a class: what leaves it, and what is said where the class doesn't answer."""

import asyncio
import socket

import pytest
from concviz.engine.lessons.room.joined import Joined, machine_of, told
from concviz.engine.lessons.room.poster import Machine
from concviz.engine.model.errors import UserError
from concviz.tui.classroom.room_server import Classroom


def test_the_greatest_speed_up_is_what_leaves():
    assert machine_of({"cores": 8.0, "cores_used": 3.0}, "3.14") is None
    assert machine_of({"speedup": 3.0}, "3.14") is None
    assert machine_of({"cores": 8.0, "speedup": 0.0}, "3.14") is None
    figures = {
        "cores": 8.0,
        "speedup": 0.98,
        "threads.speedup": 0.98,
        "processes.speedup": 3.876,
        "one.io_speedup": 9.0,
    }
    assert machine_of(figures, "3.13t") == Machine(8, "3.13t", 3.88)
    assert told(Machine(8, "3.13t", 3.88)) == "8 cores, Python 3.13t, 3.88 times as fast"


@pytest.mark.parametrize(
    "address", ["", "ab3de4", "ftp://h/ab3de4/", "http:///ab3de4/", "http://host", "http://host/", "file:///etc/passwd"]
)
def test_an_address_is_that_of_a_page(address):
    with pytest.raises(UserError, match="is no class's address: it looks like"):
        Joined(address)


async def test_what_is_sent_again_replaces_what_was():
    room = Classroom(socket.create_server(("127.0.0.1", 0)))
    room.start()
    try:
        joined = Joined(room.address.rstrip("/"))
        for speedup in (1.0, 3.9):
            await asyncio.to_thread(joined.send, Machine(8, "3.14", speedup))
        assert list(room.machines.values()) == [Machine(8, "3.14", 3.9)]
        with pytest.raises(UserError, match="doesn't take it: There is nothing here"):
            await asyncio.to_thread(Joined(room.address[:-3]).send, Machine(8, "3.14", 1.0))
        with pytest.raises(UserError, match="doesn't take it: a machine is its cores, its Python"):
            await asyncio.to_thread(joined.send, Machine(0, "3.14", 1.0))
    finally:
        await asyncio.to_thread(room.stop)
    with pytest.raises(UserError, match=r"the class at http://127\.0\.0\.1:\d+/\w+/ can't be reached"):
        await asyncio.to_thread(joined.send, Machine(8, "3.14", 1.0))
