"""A class's page over a real socket: who gets in, what is counted, what comes of rubbish, and that every page hears."""

import asyncio
import contextlib
import json
import socket

import aiohttp
import pytest
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.room.cue import cue
from concviz.engine.lessons.walk import Walk
from concviz.tui.classroom import room_server as server
from concviz.tui.classroom.room_server import Classroom

TEXT = """\
+++
title = "T"
+++
## One <b>bold</b>
```concviz
predict = "Cores?"
quantity = "cores_used"
choices = ["one", "<script>alert(1)</script>"]
bounds = [1.4]
```
```concviz
run = "pi"
```
```concviz
reveal = "cores_used"
```
"""


@contextlib.asynccontextmanager
async def classroom():
    room = Classroom(socket.create_server(("127.0.0.1", 0)))
    walk = Walk(parse_lesson(TEXT, "t"), {"cores": 2.0}, lambda needs: "")
    room.follow(walk, measuring=False)
    room.start()
    try:
        yield room, walk
    finally:
        await asyncio.to_thread(room.stop)
        assert not room._thread.is_alive()


@contextlib.asynccontextmanager
async def visitor(room):
    """Somebody who has opened the page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        async with client.get(room.address) as answer:
            assert answer.status == 200, await answer.text()
        yield client


async def vote(client, room, vote, key="0.0"):
    async with client.post(f"{room.address}vote", json={"key": key, "vote": vote}) as answer:
        return answer.status


async def heard(events):
    """The next poster of a page, and its own vote."""
    while True:
        line = await asyncio.wait_for(events.content.readline(), 60)
        assert line, "the page was let go"
        if line.startswith(b"data: "):
            return json.loads(line[6:])


async def until(events, condition):
    while not condition(said := await heard(events)):
        pass
    return said


async def test_without_the_code_there_is_nothing_and_without_a_page_no_vote():
    async with classroom() as (room, _), aiohttp.ClientSession() as client:
        base = room.address.removesuffix(f"{room.code}/")
        for path in ("", "x/", "x/events", "x/room.js", f"{room.code}x/", "%00/", "π/"):
            async with client.get(base + path) as answer:
                assert answer.status == 404, path
        for path in ("../server.py", "room.py", "..%2fserver.py"):
            async with client.get(room.address + path) as answer:
                assert answer.status == 404, path
        async with client.get(f"{room.address}events") as answer:
            assert answer.status == 403
        assert await vote(client, room, 0) == 403


async def test_a_vote_is_counted_once_whatever_is_sent_how_often_and_a_reload_keeps_it():
    async with classroom() as (room, walk), visitor(room) as one, visitor(room) as other:
        async with one.get(f"{room.address}events") as events:
            first = await heard(events)
            assert (first["poster"]["doing"], first["poster"]["people"], first["mine"]) == ("vote", 1, None)
            assert [await vote(one, room, choice) for choice in (0, 1, 1)] == [204] * 3
            assert await vote(other, room, 0) == 204
            said = await until(events, lambda said: said["poster"]["votes"] == 2)
            assert "first" not in json.dumps(said), "nobody sees what others think while it is asked"
        async with one.get(room.address) as again:
            assert again.status == 200
        async with one.get(f"{room.address}events") as events:
            assert (await heard(events))["mine"] == 1.0
            assert room.vote_again()
            room.follow(walk, measuring=False)
            said = await until(events, lambda said: said["poster"]["round"] == 2)
            assert (said["mine"], said["poster"]["votes"]) == (None, 0)
            assert await vote(one, room, 0) == 204
            walk.predict(None)
            walk.measured({"cores_used": 1.0})
            walk.go_on()
            room.follow(walk, measuring=False)
            said = await until(events, lambda said: said["poster"]["outcomes"])
            (outcome,) = said["poster"]["outcomes"]
            assert [(bar["first"], bar["second"], bar["right"]) for bar in outcome["bars"]] == [
                (1, 1, True),
                (1, 0, False),
            ]
            assert await vote(one, room, 1) == 409, "it is over"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b"7", 400), (b"[" * 900, 400), (b"\xff\xfe", 400), (b"{}", 409), (b" " * 2000, 413),
        (b'{"key": "0.0", "vote": 2}', 409), (b'{"key": "0.0", "vote": "0"}', 409), (b'{"key": "0.0", "vote": NaN}', 409),
        (b'{"key": "0.1", "vote": 0}', 409), (b'{"key": ["0.0"], "vote": 0}', 409), (b'{"key": "0.0", "vote": true}', 409),
        (b'{"key": "0.0", "vote": 1e999}', 409),
    ],
)  # fmt: skip
async def test_rubbish_is_refused_and_nothing_is_said_of_it(sent, status, caplog):
    async with classroom() as (room, _), visitor(room) as client:
        async with client.post(
            f"{room.address}vote", data=sent, headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == status
        assert room.ballot.tallies == {}
    assert not caplog.records


async def test_a_flood_is_told_to_wait_and_others_are_heard():
    async with classroom() as (room, _), visitor(room) as flood, visitor(room) as other:
        assert await vote(flood, room, 0) == 204
        assert 429 in [status for _ in range(200) if (status := await vote(flood, room, 0))]
        assert await vote(other, room, 1) == 204


async def test_a_full_room_says_so(monkeypatch):
    async with classroom() as (room, _), visitor(room) as client:
        room.ballot.most_people = 1
        async with client.get(f"{room.address}events") as events:
            await heard(events)
            async with aiohttp.ClientSession() as late, late.get(room.address) as answer:
                assert (answer.status, await answer.text()) == (503, "the room is full: 1 people")


@pytest.mark.parametrize(
    "machine",
    [
        {}, {"cores": 0, "python": "3.14", "speedup": 2}, {"cores": True, "python": "3.14", "speedup": 2},
        {"cores": 8, "python": "<b>", "speedup": 2}, {"cores": 8, "python": "3.14", "speedup": -1},
        {"cores": 8, "python": "3.14", "speedup": "2"}, {"cores": 2.5, "python": "3.14", "speedup": 2},
        {"cores": 8, "python": 3.14, "speedup": 2}, {"cores": 10**9, "python": "3.14", "speedup": 2},
    ],
)  # fmt: skip
async def test_a_machine_is_three_figures_and_nothing_else(machine):
    async with classroom() as (room, _), visitor(room) as client:
        async with client.post(f"{room.address}machine", json=machine) as answer:
            assert answer.status == 400
        fine = {"cores": 8, "python": "3.13t", "speedup": 3.877, "name": "a laptop"}
        async with client.post(f"{room.address}machine", json=fine) as answer:
            assert answer.status == 204
        async with client.get(f"{room.address}events") as events:
            assert (await heard(events))["poster"]["machines"] == [{"cores": 8, "python": "3.13t", "speedup": 3.88}]


async def test_a_page_loads_only_its_own_and_a_silent_one_is_told_that_the_hall_is_there(monkeypatch):
    monkeypatch.setattr(server, "SILENT_S", 0.05)
    async with classroom() as (room, _), visitor(room) as client:
        async with client.get(room.address) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert "http" not in (await answer.text()).replace("http-equiv", "")
        async with client.get(f"{room.address}events") as events:
            await heard(events)
            while not (await asyncio.wait_for(events.content.readline(), 60)).startswith(b": still here"):
                pass


async def test_many_pages_hear_every_question():
    async with classroom() as (room, walk), contextlib.AsyncExitStack() as pages:
        clients = [await pages.enter_async_context(visitor(room)) for _ in range(30)]
        events = [await pages.enter_async_context(client.get(f"{room.address}events")) for client in clients]
        assert {(await heard(each))["poster"]["doing"] for each in events} == {"vote"}
        assert (
            await asyncio.gather(*(vote(client, room, number % 2) for number, client in enumerate(clients)))
            == [204] * 30
        )
        assert sum(room.ballot.tallies["0.0"].first.values()) == 15
        walk.predict(None)
        room.follow(walk, measuring=True)
        said = await asyncio.gather(
            *(until(each, lambda said: said["poster"]["doing"] == "measure") for each in events)
        )
        assert len(said) == 30


async def test_a_lecturers_page_is_found_under_its_own_code_alone_and_asks_for_what_a_key_could_do():
    async with classroom() as (room, walk), aiohttp.ClientSession() as client:
        asked = []
        room.lecturer.act = asked.append
        room.follow(walk, measuring=False, cue=cue(walk, 0.0, people=3))
        base = room.lecturer_address
        assert room.code not in base
        for path, status in (("", 200), ("notes.js", 200), ("room.css", 200), ("room.js", 404), ("cue", 404)):
            async with client.get(base + path) as answer:
                assert answer.status == status, path
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        for path in ("deed", "notes.js"):
            async with client.get(room.address + path) as answer:
                assert answer.status == 404, "who is in the class finds none of it"
        async with client.get(f"{base}events") as events:
            told = await heard(events)
            assert (told["due"], told["people"]) == ("go on from the question: Cores?", 3)
            for sent, status in (
                ('"next"', 204),
                ('"stop"', 204),
                ('"rm"', 400),
                ("{", 400),
                ("7", 400),
                ("x" * 2000, 413),
            ):
                async with client.post(f"{base}deed", data=sent) as answer:
                    assert answer.status == status, sent
            assert asked == ["next", "stop"]
            walk.predict(None)
            room.follow(walk, measuring=False, cue=cue(walk, 1.0))
            assert (await heard(events))["due"] == "measure: concviz run pi"
