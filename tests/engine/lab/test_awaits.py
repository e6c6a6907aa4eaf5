"""What a suspended coroutine awaits, by the coroutines that it stands in; on whatever Python this runs."""

import asyncio
import socket
import sys

import pytest
from concviz.engine.lab.awaits import AWAITED, awaited


async def through(awaitable):
    """One await further out."""
    return await awaitable


async def with_lock(lock):
    async with lock:
        raise AssertionError("somebody else holds it")


async def from_child():
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    try:
        found = suspended(child.wait())
    finally:
        child.stdin.close()
        await child.wait()
    return found


def library_waits(what="Event().wait()"):
    """As anyio waits for a socket: by an event, from code that was installed."""
    names = {"asyncio": asyncio}
    source = f"async def receive():\n    await asyncio.{what}\n"
    exec(compile(source, "/usr/lib/python3/site-packages/library/backend.py", "exec"), names)
    return names["receive"]()


def suspended(coro):
    """What it awaits after its first step, from outermost to innermost the same."""
    outer = through(through(coro))
    outer.send(None)
    try:
        return AWAITED[awaited(outer)]
    finally:
        outer.close()


async def at(what):
    lock = asyncio.Lock()
    await lock.acquire()
    mine, other = socket.socketpair()
    mine.setblocking(False)
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    try:
        match what:
            case "sleep":
                return suspended(asyncio.sleep(60))
            case "lock":
                return suspended(with_lock(lock))
            case "queue":
                return suspended(asyncio.Queue().get())
            case "event":
                return suspended(asyncio.Event().wait())
            case "a library's event":
                return suspended(library_waits())
            case "socket":
                return suspended(loop.sock_recv(mine, 1))
            case "gather":
                return suspended(through(asyncio.gather(future)))
            case "thread":
                return suspended(asyncio.to_thread(int))
            case "a library's future":
                return suspended(library_waits("Future()"))
            case "future":
                return suspended(through(future))
            case "task":
                task = asyncio.create_task(asyncio.sleep(60))
                try:
                    return suspended(through(task))
                finally:
                    task.cancel()
            case "child":
                return await from_child()
    finally:
        mine.close()
        other.close()


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("sleep", "asleep"), ("lock", "lock"), ("queue", "lock"), ("event", "lock"), ("a library's event", "io"), ("child", "child"),
        ("socket", "io"), ("future", "other"), ("task", "other"), ("gather", "other"), ("thread", "other"), ("a library's future", "io"),
    ],
)  # fmt: skip
def test_the_innermost_coroutine_tells(what, kind):
    assert asyncio.run(at(what)) == kind


def test_what_is_no_coroutine_or_has_ended_is_nothing_known():
    async def over():
        return 1

    coro = over()
    with pytest.raises(StopIteration):
        coro.send(None)
    assert AWAITED[awaited(coro)] == "other"
    assert AWAITED[awaited(object())] == "other"
