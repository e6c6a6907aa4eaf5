"""A proxy that moves a database further away: every byte arrives half of `latency_ms` later, in both directions.

So a question and its answer take the whole of it, as they do between two machines in different towns. Bytes are
delayed, not held up: several can be on their way at once. Without a PostgreSQL address in the option `database`
there is nothing to be done, and the service's address is ''.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, unquote, urlsplit

from .listen import listen
from .service_options import OptionError, Options

SCHEMES = ("postgresql", "postgres")


class ProxyService:
    """The service `proxy`: listens on a free port of 127.0.0.1, and talks to the database behind it."""

    def __init__(self, options: Options) -> None:
        self._delay_s = options.number("latency_ms", 20, least=0) / 2000
        self._target = target(options.text("database", ""))

    async def start(self) -> str:
        """Listen; returns the address, `HOST:PORT`, or '' where there is no database to talk to."""
        if self._target is None:
            return ""
        host, port = await listen(self.serve)
        return f"{host}:{port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: the bytes of both directions, each with its delay, until both have ended."""
        try:
            far_reader, far_writer = await self._connect()
        except OSError:
            return  # as if the database itself were not there: the client sees its connection close
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._carry(reader, far_writer))
                group.create_task(self._carry(far_reader, writer))
        except* ConnectionError:
            pass  # one side is gone: closing both tells the other
        finally:
            far_writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self._target or ("", 0)
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction: what is read now is written when its time has come, its end included."""
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1024)

        async def deliver() -> None:
            while True:
                due, piece = await under_way.get()
                await asyncio.sleep(due - loop.time())
                if not piece:
                    return writer.write_eof()
                writer.write(piece)
                await writer.drain()

        async with asyncio.TaskGroup() as group:
            group.create_task(deliver())
            piece = None
            while piece != b"":
                piece = await reader.read(2**16)
                await under_way.put((loop.time() + self._delay_s, piece))


def target(url: str) -> tuple[str, int] | None:
    """Host (or the folder of a Unix socket) and port of a PostgreSQL URL; None for no URL.

    Raises:
        OptionError: it is no PostgreSQL URL.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        port = int(query.get("port", [parts.port or 5432])[0])
    except ValueError:
        parts, query, port = None, {}, 0
    if parts is None or parts.scheme not in SCHEMES:
        raise OptionError("the option database must be a URL like postgresql://user@host:5432/name")
    host = unquote(query.get("host", [parts.hostname or "localhost"])[0])
    return host, port
