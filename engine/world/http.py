"""A web server of this machine that answers as late as if it were as far away as it is told to be.

`GET /body/SEED` answers with `body_kib` KiB made from the seed, their SHA-256 in the header `x-sha256`. `PUT /upload`
takes a body and answers with its SHA-256 in hexadecimal. Each answer begins `latency_ms` after the whole request is
there; bodies go at `bandwidth_mbit_s` a connection in both directions (0: as fast as they can). The pauses are made
here, at the far end, by the event loop's own timers, so that whoever asks really waits.

Connections are kept open. HTTP itself is h11's business; it costs about 0.3 ms of CPU a request.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from dataclasses import dataclass, field

import h11

from .listen import listen
from .service_options import Options

PIECE_S = 0.002
"""A body is written in pieces that take at least so long: a timer is no finer than about 1 ms."""
LONGEST_UPLOAD = 64 * 2**20


@dataclass(frozen=True)
class Request:
    """A whole request."""

    method: str
    path: str
    body: bytes


@dataclass(frozen=True)
class Response:
    """A whole answer."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    received: int = 0
    """Bytes that came with the request: their time on the line is added to the latency."""


class HttpService:
    """The service `http`: one web server on a free port of 127.0.0.1."""

    def __init__(self, options: Options) -> None:
        self.latency_s = options.number("latency_ms", 40, least=0) / 1000
        self.bytes_per_s = options.number("bandwidth_mbit_s", 200, least=0) * 1e6 / 8
        self.body_bytes = int(options.number("body_kib", 64, least=1) * 1024)

    async def start(self) -> str:
        """Listen; returns the address, `http://127.0.0.1:PORT`."""
        host, port = await listen(self.serve)
        return f"http://{host}:{port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side closes it."""
        connection = h11.Connection(h11.SERVER)
        try:
            while request := await read_request(connection, reader):
                await self.send(connection, writer, self.answer(request))
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    break
                connection.start_next_cycle()
        except h11.RemoteProtocolError as error:
            if connection.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                await self.send(connection, writer, Response(error.error_status_hint, f"{error}\n".encode()))

    def answer(self, request: Request) -> Response:
        """What to say to a request."""
        match request.method, request.path.split("/")[1:]:
            case "GET", ["body", seed] if seed.isdecimal() and len(seed) <= 40:
                body = self.body(int(seed))
                return Response(200, body, [("x-sha256", hashlib.sha256(body).hexdigest())])
            case "PUT", ["upload"]:
                digest = hashlib.sha256(request.body).hexdigest()
                return Response(200, digest.encode(), received=len(request.body))
        return Response(404, b"GET /body/SEED or PUT /upload\n")

    def body(self, seed: int) -> bytes:
        """What to download: a random KiB of its own for each seed, over and over (cheap to make, and it is not to be packed)."""
        return (random.Random(seed).randbytes(1024) * (self.body_bytes // 1024 + 1))[: self.body_bytes]

    async def send(self, connection: h11.Connection, writer: asyncio.StreamWriter, response: Response) -> None:
        """Wait as long as the distance demands, then write the answer at the line's pace."""
        await asyncio.sleep(self.latency_s + (response.received / self.bytes_per_s if self.bytes_per_s else 0))
        headers = [("content-length", str(len(response.body))), ("content-type", "application/octet-stream")]
        head = h11.Response(status_code=response.status, headers=[*headers, *response.headers])
        writer.write(connection.send(head) or b"")
        loop = asyncio.get_running_loop()
        start = loop.time()
        size = max(2**14, int(self.bytes_per_s * PIECE_S)) if self.bytes_per_s else len(response.body) or 1
        for first in range(0, len(response.body), size):
            piece = response.body[first : first + size]
            if self.bytes_per_s:
                due = start + (first + len(piece)) / self.bytes_per_s
                await asyncio.sleep(due - loop.time())
            writer.write(connection.send(h11.Data(data=piece)) or b"")
            await writer.drain()
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        await writer.drain()


async def read_request(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    """The next whole request of a connection, None when the client has closed it.

    Raises:
        h11.RemoteProtocolError: for what is no HTTP, or for a body that is too long.
    """
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(2**18))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LONGEST_UPLOAD:
                raise h11.RemoteProtocolError("the body is too long", error_status_hint=413)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return Request(head.method.decode(), head.target.decode("ascii", "replace"), bytes(body))
        else:
            return None
