"""The hall's screen on the class's page: followed as it is shown, and rewound there by each for himself.

It plays in the player of the html export, in a frame of the page, fed through the answer that the page keeps open anyway. Its cells went
through what every export's go through (no control characters, no marks that turn the reading direction, no links, nothing that acts), and
only the lesson's own screen is taken: what opens above it, other screens, recordings and files stay in the hall.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property

from aiohttp import web

from ...engine.export.film.grid import RGB, Grid
from ...engine.export.film.html import PLAYER, page_to_feed
from ...engine.export.film.player.growing_reel import Reel
from ..serve.guarded import headers
from ..serve.parts import FRESH, Part, file_part, part_of

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'self'"
"""Of the frame: the class's page may hold it."""
TITLE = "The hall's screen"


class HallPage:
    """Frames of the hall's screen; `show` is called by the app, everything else by the server's thread."""

    def __init__(self, check: Callable[[web.Request], object]) -> None:
        """`check` refuses who has not the class's code."""
        self._check, self._reel, self._lock = check, Reel(), threading.Lock()

    @property
    def count(self) -> int:
        """Frames up to now; 0 where nothing is shown."""
        return self._reel.count

    def show(self, t_ms: int, grid: Grid, ground: RGB, chapter: str) -> bool:
        """The hall's screen shows this; False where that is nothing new."""
        with self._lock:
            return self._reel.add(t_ms, grid, ground, chapter)

    def told_since(self, number: int) -> tuple[bytes, int]:
        """Events for a page that has seen so many frames (-1: none, it has just come), and how many it has seen then."""
        with self._lock:
            if not self._reel.count or number >= self._reel.count:
                return b"", number
            frames, seen = self._reel.since(number), self._reel.count
            if number < 0:
                frames = [self._reel.hello(), *frames]
        return b"".join(b"event: hall\ndata: %b\n\n" % each for each in frames), seen

    def routes(self) -> list[web.RouteDef]:
        """The player, and what came before."""
        return [
            web.get("/{code}/hall.html", self.show_player),
            web.get("/{code}/{name:player\\.(?:css|js)}", self.show_part),
            web.get("/{code}/before/{number:[0-9]{1,9}}", self.show_before),
        ]

    @cached_property
    def _player(self) -> Part:
        return part_of(page_to_feed(TITLE), "text/html")

    async def show_player(self, request: web.Request) -> web.Response:
        """The frame's page."""
        self._check(request)
        answer = self._player.answer(request)
        answer.headers.update(headers(POLICY) | FRESH)
        return answer

    async def show_part(self, request: web.Request) -> web.Response:
        """What it is made of."""
        self._check(request)
        return file_part(PLAYER / request.match_info["name"]).answer(request)

    async def show_before(self, request: web.Request) -> web.Response:
        """The frames before that number, up to the whole picture that they begin with: one a line."""
        self._check(request)
        with self._lock:
            frames = self._reel.before(int(request.match_info["number"]))
        return web.Response(body=b"\n".join(frames), content_type="text/plain")
