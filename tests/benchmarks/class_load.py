"""A class of 200 on the loopback: votes exact, a page's time, and what 10,000 malformed requests leave behind.

Server and visitors share this machine's cores, and the visitors are one process: times are those of a crowded hall, at least.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import socket
import statistics
import threading
import time

import aiohttp
import psutil
from concviz.engine.lessons.lesson_shelf import find_lesson
from concviz.engine.lessons.walk import Walk
from concviz.tui.classroom.room_server import Classroom

VISITORS, MACHINES, MALFORMED = 200, 20, 10_000
QUESTION = "0.0"


def main() -> None:
    """Print the table."""
    problems: list[str] = []
    logging.getLogger().addHandler(handler := logging.Handler())
    handler.emit = lambda record: problems.append(record.getMessage())
    walk = Walk(find_lesson("one-gil"), {"cores": 2.0, "gil": 1.0}, lambda needs: "")
    while not getattr(walk.stop, "choices", ()):
        walk.measured({"cores_used": 1.0, "wall_s": 2.0}) if hasattr(walk.stop, "words") else walk.go_on()
    room = Classroom(socket.create_server(("127.0.0.1", 0), backlog=1024))
    room.follow(walk, measuring=False)
    room.start()
    late: list[float] = []
    over = threading.Event()
    app = threading.Thread(target=_tick, args=(room, walk, late, over))
    app.start()
    try:
        asyncio.run(_visit(room))
    finally:
        over.set()
        app.join()
        room.stop()
    print(
        f"the app's tick of 250 ms came late by {statistics.median(late) * 1e3:.1f} ms (median), {max(late) * 1e3:.0f} ms at worst"
    )
    print(f"messages of faults: {len(problems)} {problems[:3]}")


def _tick(room: Classroom, walk: Walk, late: list[float], over: threading.Event) -> None:
    """What the app does four times a second."""
    due = time.monotonic()
    while not over.is_set():
        due += 0.25
        time.sleep(max(0.0, due - time.monotonic()))
        late.append(max(0.0, time.monotonic() - due))
        room.follow(walk, measuring=False)


async def _visit(room: Classroom) -> None:
    clients = [aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) for _ in range(VISITORS)]
    pages = await asyncio.gather(*(_timed(client.get(room.address)) for client in clients))
    events = [await client.get(f"{room.address}events") for client in clients]
    key = room.ballot.asked.key if room.ballot.asked else ""
    votes = [random.Random(number).randrange(3) for number in range(VISITORS)]
    posts = await asyncio.gather(
        *(
            _timed(client.post(f"{room.address}vote", json={"key": key, "vote": vote}))
            for client, vote in zip(clients, votes, strict=True)
        )
    )
    machine = {"cores": 8, "python": "3.14", "speedup": 3.9}
    await asyncio.gather(
        *(_timed(client.post(f"{room.address}machine", json=machine)) for client in clients[:MACHINES])
    )
    heard = await asyncio.gather(*(_heard(each, VISITORS) for each in events))
    counted = sorted(room.ballot.tallies[key].first.values())
    print(f"{VISITORS} pages: {statistics.median(pages) * 1e3:.0f} ms (median), {max(pages) * 1e3:.0f} ms at worst; "
          f"votes {statistics.median(posts) * 1e3:.0f} ms")  # fmt: skip
    print(
        f"votes exact: {counted == sorted(map(float, votes))}; pages that heard all: {sum(heard)}; machines: {len(room.machines)}"
    )
    me = psutil.Process()
    await _malformed(room, clients, MALFORMED // 5)
    before = me.memory_info().rss
    statuses = await _malformed(room, clients, MALFORMED)
    print(
        f"{MALFORMED} malformed requests: answers {statuses}; memory {(me.memory_info().rss - before) / 2**20:+.1f} MiB"
    )
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


async def _malformed(room: Classroom, clients: list[aiohttp.ClientSession], count: int) -> dict[str, int]:
    """Half of them through a client, half as raw bytes."""
    dice, statuses = random.Random(7), dict[str, int]()

    async def one(number: int) -> None:
        body = dice.randbytes(dice.randrange(1500))
        if number % 2:
            async with clients[number % VISITORS].post(
                f"{room.address}{dice.choice(['vote', 'machine', 'events', ''])}", data=body
            ) as answer:
                status = str(answer.status)
        else:
            host, port = room.address.split("/")[2].split(":")
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
    main()
