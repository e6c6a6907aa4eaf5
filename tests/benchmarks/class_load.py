"""A class of 200 on the loopback: votes exact, a page's time, and what 10,000 malformed requests leave behind.

The visitors are a process of their own, so memory is the server's alone; both share this machine's cores, as a hall's machine shares its
own with nobody: times are upper bounds.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import aiohttp
import psutil
from concviz.engine.lessons.lesson_shelf import find_lesson
from concviz.engine.lessons.walk import Walk
from concviz.tui.classroom.room_server import Classroom
from table import Row, show

VISITORS, MACHINES, MALFORMED = 200, 20, 10_000
TICK_S = 0.25


def measure() -> Iterator[Row]:
    """Pages, votes, the app's tick, and what rubbish leaves."""
    problems: list[str] = []
    logging.getLogger().addHandler(handler := logging.Handler())
    handler.emit = lambda record: problems.append(record.getMessage())
    walk = Walk(find_lesson("one-gil"), {"cores": 2.0, "gil": 1.0}, lambda needs: "")
    while not getattr(walk.stop, "choices", ()):
        walk.measured({"cores_used": 1.0, "wall_s": 2.0}) if hasattr(walk.stop, "words") else walk.go_on()
    room = Classroom(socket.create_server(("127.0.0.1", 0), backlog=1024))
    room.follow(walk, measuring=False)
    room.start()
    late, over = list[float](), threading.Event()
    app = threading.Thread(target=_tick, args=(room, walk, late, over))
    app.start()
    key = room.ballot.asked.key if room.ballot.asked else ""
    visitors = subprocess.Popen(
        [sys.executable, __file__, room.address, key], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield from _rows(room, key, visitors)
    finally:
        over.set()
        app.join()
        room.stop()
        visitors.kill()
        visitors.wait()
    yield Row(
        "the app's tick of 250 ms, late by",
        statistics.median(late) * 1e3,
        "ms",
        note=f"{max(late) * 1e3:.0f} ms at worst",
    )
    yield Row("messages of faults", len(problems), "", 0, "; ".join(problems[:3]))


def _rows(room: Classroom, key: str, visitors: subprocess.Popen[str]) -> Iterator[Row]:
    assert visitors.stdin is not None
    assert visitors.stdout is not None
    told = json.loads(visitors.stdout.readline())
    pages = told["pages"]
    counted = sorted(room.ballot.tallies[key].first.values())
    wrong = sum(one != other for one, other in zip(counted, sorted(map(float, told["votes"])), strict=True))
    yield Row(f"{VISITORS} pages at once, median", statistics.median(pages), "s", 0.2, f"{max(pages):.2f} s at worst")
    yield Row(f"{VISITORS} votes at once, median", statistics.median(told["posts"]), "s")
    yield Row("votes counted wrongly", wrong, "", 0)
    yield Row("pages that did not hear of all votes", VISITORS - told["heard"], "", 0)
    yield Row("joined machines that are missing", MACHINES - len(room.machines), "", 0)
    me, before = psutil.Process(), 0
    for _ in range(2):
        before = me.memory_info().rss
        visitors.stdin.write("more\n")
        visitors.stdin.flush()
        told = json.loads(visitors.stdout.readline())
    kept = (me.memory_info().rss - before) / 2**20
    yield Row(f"{MALFORMED} malformed requests more, memory", kept, "MiB", 1, f"answers {told}")


def _tick(room: Classroom, walk: Walk, late: list[float], over: threading.Event) -> None:
    """What the app does four times a second."""
    due = time.monotonic()
    while not over.is_set():
        due += TICK_S
        time.sleep(max(0.0, due - time.monotonic()))
        late.append(max(0.0, time.monotonic() - due))
        room.follow(walk, measuring=False)


async def _visit(address: str, key: str) -> None:
    """The visitors' process: says what it saw in a line, and sends rubbish each time that it is told to."""
    clients = [aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) for _ in range(VISITORS)]
    pages = await asyncio.gather(*(_timed(client.get(address)) for client in clients))
    events = [await client.get(f"{address}events") for client in clients]
    votes = [random.Random(number).randrange(3) for number in range(VISITORS)]
    voted = zip(clients, votes, strict=True)
    posts = await asyncio.gather(
        *(_timed(client.post(f"{address}vote", json={"key": key, "vote": vote})) for client, vote in voted)
    )
    machine = {"cores": 8, "python": "3.14", "speedup": 3.9}
    await asyncio.gather(*(_timed(client.post(f"{address}machine", json=machine)) for client in clients[:MACHINES]))
    heard = await asyncio.gather(*(_heard(each, VISITORS) for each in events))
    print(json.dumps({"pages": pages, "posts": posts, "votes": votes, "heard": sum(heard)}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await _malformed(address, clients, MALFORMED)), flush=True)
    for each in (*events, *clients):
        await each.close() if isinstance(each, aiohttp.ClientSession) else each.close()


async def _timed(request: object) -> float:
    begun = time.perf_counter()
    async with request as answer:  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        await answer.read()  # pyright: ignore[reportUnknownMemberType]
    return time.perf_counter() - begun


async def _heard(events: aiohttp.ClientResponse, votes: int) -> bool:
    while line := await asyncio.wait_for(events.content.readline(), 60):
        if line.startswith(b"data: ") and json.loads(line[6:])["poster"]["votes"] == votes:
            return True
    return False


async def _malformed(address: str, clients: list[aiohttp.ClientSession], count: int) -> dict[str, int]:
    """Half of them through a client, half as raw bytes."""
    dice, statuses = random.Random(7), dict[str, int]()

    async def one(number: int) -> None:
        body = dice.randbytes(dice.randrange(1500))
        if number % 2:
            async with clients[number % VISITORS].post(
                f"{address}{dice.choice(['vote', 'machine', 'events', ''])}", data=body
            ) as answer:
                status = str(answer.status)
        else:
            host, port = address.split("/")[2].split(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(body + b"\r\n\r\n")
            writer.write_eof()
            status = (await asyncio.wait_for(reader.read(12), 30))[9:12].decode("ascii", "replace") or "closed"
            writer.close()
        statuses[status] = statuses.get(status, 0) + 1

    for begin in range(0, count, 100):
        await asyncio.gather(*(one(number) for number in range(begin, begin + 100)))
    return statuses


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(_visit(sys.argv[1], sys.argv[2]))
    else:
        show(measure())
