"""Listening on a free port of 127.0.0.1, with one handler a connection."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listen(serve: Handler) -> tuple[str, int]:
    """Listen; returns host and port. A connection is closed when its handler returns, however it does."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except ConnectionError:
            pass  # the other side is gone, and with it everyone who could want to know
        except Exception:
            traceback.print_exc()  # a mistake of this program: the client sees a closed connection, the log says why
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1024)
    host, port = server.sockets[0].getsockname()
    return host, port
