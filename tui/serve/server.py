"""Server of the app to browsers: one page, one app of its own for each who opens it.

Whoever drives the app runs code on this machine (it can be pointed at any file), so the page isn't for everybody who can
reach the port: the address holds a code that only the terminal shows, a page of another origin can't open the channel
even if it knows the code, and nothing that the page loads comes from anywhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web
from textual_serve.server import Server

from ...engine.export import glyphs
from .guarded import guarded
from .served_app import ServedApp

PAGE = Path(__file__).parent / "page"
FONTS = Path(glyphs.__file__ or "").parent / "fonts"
MOST_APPS = 8
"""How many pages may be open at once: each is an app, and may run a task."""
LEAST, MOST = (10, 5), (500, 200)
"""Columns and rows that a page may ask for."""
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; img-src 'self' data:; frame-ancestors 'none'"
)


class AppServer(Server):
    """Serves `words` (a command that opens the app) on a socket that listens already."""

    def __init__(self, words: Sequence[str], listener: socket.socket, title: str) -> None:
        """The code of the address is made anew for each server."""
        host, port = listener.getsockname()[:2]
        super().__init__("concviz", host=host, port=port, title=title, templates_path=PAGE)
        self._words, self._listener = tuple(words), listener
        self.code = secrets.token_urlsafe(16)
        self._open: set[ServedApp] = set()

    @property
    def address(self) -> str:
        """What a browser on this machine is pointed at."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(
            self.host, f"[{self.host}]" if ":" in self.host else self.host
        )
        return f"http://{host}:{self.port}/{self.code}/"

    def serve_until_stopped(self, ready: Callable[[], object]) -> None:
        """Serve until Ctrl-C or SIGTERM; `ready` is called once it does."""
        web.run_app(self.make_app(ready), sock=self._listener, print=None, access_log=None, shutdown_timeout=1.0)

    async def make_app(self, ready: Callable[[], object]) -> web.Application:
        """What answers requests."""
        app = web.Application(middlewares=[guarded(POLICY)])
        app.add_routes(
            [
                web.get("/{code}/", self.show_page),
                web.get("/{code}/channel", self.connect),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
                web.static("/fonts", FONTS),
            ]
        )

        async def tell(_: web.Application) -> None:
            asyncio.get_running_loop().call_soon(ready)

        async def end(_: web.Application) -> None:
            await asyncio.gather(*(each.stop() for each in self._open))

        app.on_startup.append(tell)
        app.on_shutdown.append(end)
        return app

    def _check_code(self, request: web.Request) -> None:
        if not secrets.compare_digest(request.match_info["code"].encode(), self.code.encode()):
            raise web.HTTPNotFound(text="There is nothing here: the address has a code at its end, and this isn't it.")

    async def show_page(self, request: web.Request) -> web.Response:
        """The page: it opens the channel and draws what comes."""
        self._check_code(request)
        text = (PAGE / "index.html").read_text("utf-8")
        size = request.query.get("fontsize", "")
        font_px = min(64, max(6, int(size))) if size.isascii() and size.isdigit() else 16
        return web.Response(text=text.replace("FONT_PX", str(font_px)), content_type="text/html")

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The channel of one page: an app begins with it and ends with it."""
        self._check_code(request)
        if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
            raise web.HTTPForbidden(text="A page of another address may not drive this app.")
        if len(self._open) >= MOST_APPS:
            raise web.HTTPServiceUnavailable(text=f"{MOST_APPS} pages are open already: close one.")
        channel = web.WebSocketResponse(heartbeat=15)
        app = ServedApp(
            self._words,
            write_bytes=channel.send_bytes,
            write_str=channel.send_str,
            close=channel.close,
            download_manager=self.download_manager,
        )
        self._open.add(app)
        try:
            await channel.prepare(request)
            await app.start(*_size(request.query.get("width"), request.query.get("height")))
            await self._listen(channel, app)
        finally:
            await asyncio.shield(app.stop())
            self._open.discard(app)
        return channel

    async def _listen(self, channel: web.WebSocketResponse, app: ServedApp) -> None:
        async for message in channel:
            if message.type != WSMsgType.TEXT:
                continue
            with contextlib.suppress(ValueError, TypeError, KeyError, IndexError, RecursionError):
                await _pass_on(json.loads(message.data), channel, app)


async def _pass_on(said: object, channel: web.WebSocketResponse, app: ServedApp) -> None:
    """One message of the page to its app. What it can't mean raises what looking things up raises."""
    if not (isinstance(said, list) and said and isinstance(said[0], str)):
        raise TypeError(said)
    match said[0]:
        case "stdin":
            await app.send_bytes(str(said[1]).encode("utf-8", "replace"))
        case "resize":
            await app.set_terminal_size(*_size(said[1]["width"], said[1]["height"]))
        case "ping":
            await channel.send_json(["pong", str(said[1])])
        case "blur":
            await app.blur()
        case "focus":
            await app.focus()
        case _:
            pass


def _size(width: object, height: object) -> tuple[int, int]:
    """Columns and rows, within what an app can be drawn on; 80 and 24 where that is no number."""
    asked = []
    for value, usual in ((width, 80), (height, 24)):
        try:
            asked.append(int(str(value)))
        except ValueError:
            asked.append(usual)
    columns, rows = (min(most, max(least, n)) for n, least, most in zip(asked, LEAST, MOST, strict=True))
    return columns, rows
