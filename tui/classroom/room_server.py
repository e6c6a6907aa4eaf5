"""Server of a class's page, in a thread of its own beside the app that leads through the lesson.

What it hands out is one `Poster`, the same for everybody, and each one's own vote. A page keeps one answer open, into which the newest
poster is written at most five times a second: who reads slowly skips posters and never makes a queue grow. What comes in is a vote or
three numbers of a machine, checked in `engine/lessons/room`; nothing that a visitor sends is run, stored on a disk or shown to others as
text. aiohttp serves it: the app in a browser (`concviz serve`) stands on the same package, so a class needs no second server.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import re
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from aiohttp import web

from ...engine.export.film.grid import RGB, Grid
from ...engine.lessons.room.cue import Cue
from ...engine.lessons.room.poster import Machine, Poster, poster, question_at
from ...engine.lessons.room.votes import Ballot, Refused
from ...engine.lessons.walk import Walk
from ..serve.guarded import guarded, headers
from ..serve.parts import file_part
from .hall_page import HallPage
from .lecturer_page import LecturerPage

PAGE = Path(__file__).parent / "page"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Of the code in the address: none that is read as another one."""
CODE_LETTERS = 6
A_PERSON = re.compile(r"[A-Za-z0-9_-]{16}")
PAUSE_S = 0.2
"""Between two posters to one page."""
SILENT_S = 15.0
"""After which a page is told that the server is still there."""
LARGEST = 1024
"""Bytes of what a visitor sends."""
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'"


class Classroom:
    """One class: votes, machines, and the pages that follow."""

    def __init__(self, listener: socket.socket, tls: ssl.SSLContext | None = None, shown_host: str = "") -> None:
        """Listens already; `shown_host` is what stands in the address where that isn't what is listened on."""
        self.ballot = Ballot()
        self.machines: dict[str, Machine] = {}
        self.code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        self.lecturer = LecturerPage(lambda: self._over)
        self.hall = HallPage(self._check_code)
        self._listener, self._tls, self._begun_s = listener, tls, time.monotonic()
        host, port = listener.getsockname()[:2]
        host = shown_host or host
        base = f"http{'s' if tls else ''}://{f'[{host}]' if ':' in host else host}:{port}/"
        self.address, self.lecturer_address = f"{base}{self.code}/", f"{base}{self.lecturer.code}/"
        self._lock = threading.Lock()
        self._poster = Poster("", "", 0, 0, "read")
        self._told, self._version = msgspec.json.encode(self._poster), 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed, self._turn, self._over = asyncio.Event(), asyncio.Event(), False
        self._thread = threading.Thread(target=self._serve, name="classroom", daemon=True)

    # ------------------------------------------------------------------ the hall, from the app's thread

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Let every page go; at most a second."""
        self._over = True
        self._wake()
        self._thread.join(1.0)

    def follow(self, walk: Walk, *, measuring: bool, cue: Cue | None = None) -> Poster:
        """Show where the lesson is now, and who presents what; costs nothing where nothing has changed."""
        self.lecturer.cue = cue
        with self._lock:
            self.ballot.ask(question_at(walk))
            new = poster(walk, self.ballot, measuring=measuring, machines=self.machines.values())
            self._publish(new)
        return new

    def show_hall(self, grid: Grid, ground: RGB, chapter: str) -> None:
        """The hall's screen shows this now; costs little where nothing has changed."""
        if self.hall.show(round(1000 * (time.monotonic() - self._begun_s)), grid, ground, chapter):
            self._wake()

    def vote_again(self) -> bool:
        """Begin the second round; False where there is nothing to vote on twice."""
        with self._lock:
            return self.ballot.vote_again()

    def forget(self, step: int) -> None:
        """What was voted in this step of the lesson."""
        with self._lock:
            for key in [key for key in self.ballot.tallies if key.startswith(f"{step}.")]:
                self.ballot.forget(key)

    def _publish(self, new: Poster) -> None:
        if new != self._poster:
            self._poster, self._told = new, msgspec.json.encode(new)
            self._version += 1
            self._wake()

    def _wake(self) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._changed.set)

    def _recount(self) -> None:
        """Votes, people or machines have changed."""
        asked = self.ballot.asked
        votes = (
            len(self.ballot.tallies[asked.key].of(self.ballot.round))
            if asked and asked.key in self.ballot.tallies
            else 0
        )
        machines = tuple(sorted(self.machines.values()))
        self._publish(msgspec.structs.replace(self._poster, votes=votes, people=self.ballot.here, machines=machines))

    # ------------------------------------------------------------------ the pages, in the server's thread

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            asyncio.run(self._answer())

    async def _answer(self) -> None:
        self._loop = asyncio.get_running_loop()
        app = web.Application(middlewares=[guarded(POLICY)], client_max_size=LARGEST)
        app.add_routes(self.lecturer.routes())  # first: its code is no class's
        app.add_routes(self.hall.routes())
        app.add_routes(
            [
                web.get("/{code}/", self.show_page),
                web.get("/{code}/{name:room\\.css|(?:room|hall)\\.js}", self.show_part),
                web.get("/{code}/events", self.tell),
                web.post("/{code}/vote", self.take_vote),
                web.post("/{code}/machine", self.take_machine),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.SockSite(runner, self._listener, ssl_context=self._tls).start()
        while not self._over:
            await self._changed.wait()
            self._changed.clear()
            self._turn.set()
            self._turn = asyncio.Event()
            await asyncio.sleep(0.0 if self._over else PAUSE_S)
        await runner.cleanup()

    def _check_code(self, request: web.Request) -> None:
        if not secrets.compare_digest(request.match_info["code"].lower().encode(), self.code.encode()):
            raise web.HTTPNotFound(
                text="There is nothing here. The address ends with a code: is it as it stands in the hall?"
            )

    def _person(self, request: web.Request) -> str:
        person = request.cookies.get("person", "")
        if not A_PERSON.fullmatch(person):
            raise web.HTTPForbidden(text="open the page first")
        return person

    async def show_page(self, request: web.Request) -> web.Response:
        """The page, and a word by which its reloads are known."""
        self._check_code(request)
        person = request.cookies.get("person", "")
        if not A_PERSON.fullmatch(person):
            person = secrets.token_urlsafe(12)
        with self._lock:
            try:
                self.ballot.admit(person, time.monotonic())
            except Refused as error:
                raise web.HTTPServiceUnavailable(text=str(error)) from None
        answer = file_part(PAGE / "room.html").answer(request)
        answer.set_cookie(
            "person",
            person,
            path=f"/{request.match_info['code']}/",
            httponly=True,
            samesite="Strict",
            secure=bool(self._tls),
        )
        return answer

    async def show_part(self, request: web.Request) -> web.Response:
        """What the page is made of."""
        self._check_code(request)
        return file_part(PAGE / request.match_info["name"]).answer(request)

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """The poster, now and each time it changes, until the page is closed; with `?hall` the hall's screen too."""
        self._check_code(request)
        person = self._person(request)
        with self._lock:
            known = self.ballot.people.get(person)
            if known is None:
                raise web.HTTPForbidden(text="open the page first")
            known.pages += 1
            self._recount()
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", **headers(POLICY)})
        try:
            await answer.prepare(request)
            await self._tell(answer, person, hall="hall" in request.query)
        except (ConnectionResetError, asyncio.CancelledError):
            pass
        finally:
            with self._lock:
                known.pages -= 1
                self._recount()
        return answer

    async def _tell(self, answer: web.StreamResponse, person: str, *, hall: bool) -> None:
        seen, frames = (-1, False), -1
        while not self._over:
            turn = self._turn
            with self._lock:
                now, told, mine = (self._version, self.hall.count > 0), self._told, self.ballot.vote_of(person)
            if now != seen:
                seen, said = now, {"mine": mine, "hall": now[1]}
                await answer.write(b'data: {"poster":%b,%b\n\n' % (told, json.dumps(said).encode()[1:]))
            if hall:
                shown, frames = self.hall.told_since(frames)
                if shown:
                    await answer.write(shown)
            try:
                await asyncio.wait_for(turn.wait(), SILENT_S)
            except TimeoutError:
                await answer.write(b": still here\n\n")

    async def take_vote(self, request: web.Request) -> web.Response:
        """Count `{"key": …, "vote": …}`."""
        self._check_code(request)
        person, said = self._person(request), await _object(request)
        with self._lock:
            _refusing(lambda: self.ballot.allow(person, time.monotonic()), 429)
            _refusing(lambda: self.ballot.vote(person, said.get("key"), said.get("vote")), 409)
            self._recount()
        return web.Response(status=204)

    async def take_machine(self, request: web.Request) -> web.Response:
        """Remember `{"cores": …, "python": …, "speedup": …}` of one who runs the lesson too."""
        self._check_code(request)
        person, said = self._person(request), await _object(request)
        machine = _machine(said)
        with self._lock:
            _refusing(lambda: self.ballot.allow(person, time.monotonic()), 429)
            self.machines[person] = machine
            self._recount()
        return web.Response(status=204)


async def _object(request: web.Request) -> dict[str, object]:
    try:
        said = await request.json()
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="that is no JSON") from None
    if not isinstance(said, dict):
        raise web.HTTPBadRequest(text="that is no object")
    return said


def _machine(said: dict[str, object]) -> Machine:
    cores, python, speedup = said.get("cores"), said.get("python"), said.get("speedup")
    whole = isinstance(cores, int) and not isinstance(cores, bool) and 1 <= cores <= 4096
    number = (
        isinstance(speedup, int | float)
        and not isinstance(speedup, bool)
        and math.isfinite(speedup)
        and 0 < speedup < 4096
    )
    if not (whole and number and isinstance(python, str) and re.fullmatch(r"3\.[0-9]{1,2}t?", python)):
        raise web.HTTPBadRequest(text="a machine is its cores, its Python (3.14, 3.13t) and a speed-up")
    return Machine(int(str(cores)), python, round(float(str(speedup)), 2))


def _refusing(act: Callable[[], object], status: int) -> None:
    """Do it; where it is refused, that is the answer."""
    try:
        act()
    except Refused as error:
        answer = {409: web.HTTPConflict, 429: web.HTTPTooManyRequests}[status]
        raise answer(text=str(error)) from None
