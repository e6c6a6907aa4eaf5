"""The presenter's view on a phone: a page under an address of its own, which only who leads the class is shown.

Its code is longer than the class's, since who has it drives the hall's screen; it never stands on that screen. It is told in the
presenter's view of the lecturer's own terminal (`concviz lesson --notes`), and by `concviz class` before the app begins.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
from aiohttp import web

from ...engine.lessons.room.cue import Cue, Deed, deed, standing
from ...engine.model.errors import UserError
from ..serve.guarded import headers
from ..serve.parts import file_part

PAGE = Path(__file__).parent / "page"
LOOK_S = 0.25
"""How often the cue is looked at."""
SILENT_S = 15.0
"""After which a page is told that the hall is still there."""
MOST = 8
"""Pages at once."""
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'"


class LecturerPage:
    """Notes and keys for who presents; all but `cue` and `act` belongs to the server's thread."""

    def __init__(self, over: Callable[[], bool]) -> None:
        """`over` says whether the class has ended."""
        self.code = secrets.token_urlsafe(12)
        self.cue: Cue | None = None
        """What is told; the app sets it."""
        self.act: Callable[[Deed], object] = lambda _: None
        """Does what was asked for; called in the server's thread."""
        self._over, self._open = over, 0

    def routes(self) -> list[web.RouteDef]:
        """What is answered below its code, and nowhere else."""
        return [
            web.get(f"/{self.code}/", self.show_page),
            web.get(f"/{self.code}/{{name:notes\\.js|room\\.css}}", self.show_part),
            web.get(f"/{self.code}/events", self.tell),
            web.post(f"/{self.code}/deed", self.take_deed),
        ]

    async def show_page(self, request: web.Request) -> web.Response:
        """The page."""
        return file_part(PAGE / "notes.html").answer(request)

    async def show_part(self, request: web.Request) -> web.Response:
        """What it is made of."""
        return file_part(PAGE / request.match_info["name"]).answer(request)

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """The cue, now and each time it changes, until the page is closed."""
        if self._open >= MOST:
            raise web.HTTPServiceUnavailable(text="too many pages of the lecturer's are open: close one")
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", **headers(POLICY)})
        self._open += 1
        try:
            await answer.prepare(request)
            await self._tell(answer)
        except (ConnectionResetError, asyncio.CancelledError):
            pass
        finally:
            self._open -= 1
        return answer

    async def _tell(self, answer: web.StreamResponse) -> None:
        told: object = ()
        silent_s = 0.0
        while not self._over():
            silent_s += LOOK_S
            if standing(self.cue) != told:
                told, silent_s = standing(self.cue), 0.0
                await answer.write(b"data: %b\n\n" % msgspec.json.encode(self.cue))
            elif silent_s > SILENT_S:
                silent_s = 0.0
                await answer.write(b": still here\n\n")
            await asyncio.sleep(LOOK_S)

    async def take_deed(self, request: web.Request) -> web.Response:
        """Do what is asked for: a JSON word."""
        try:
            self.act(deed(msgspec.json.decode(await request.read(), type=str)))
        except (UserError, msgspec.DecodeError, ValueError):
            raise web.HTTPBadRequest(text="that can't be asked of the hall") from None
        return web.Response(status=204)
