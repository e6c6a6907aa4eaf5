"""Real HTTP uploads over loopback, to a web server in a process of its own (the world).

The waiting is real: the server answers as long after the last byte as the distance (`latency_ms`) and the line
(`bandwidth_mbit_s` a connection) demand. The worker makes each body from the item's seed and takes its SHA-256; the
server answers with the SHA-256 of what arrived. Connections are kept open: one a thread, or one a request under way on
an event loop.
"""

import asyncio
import hashlib
import importlib
import os
import random
import threading
from typing import Any
from weakref import WeakKeyDictionary

TITLE = "Upload"
KIND = "io"
ABOUT = (
    "Uploads files over HTTP to a server on this machine that answers as if 40 ms away.",
    "The answer is how much was sent, and a checksum of all checksums.",
    "Nearly all of it is waiting, so threads and coroutines overlap it, GIL or not.",
)
REQUIRES = ("httpx",)
WORLD = ("http",)
OPTIONS: dict[str, str | int | float | bool] = {"latency_ms": 40, "bandwidth_mbit_s": 200, "body_kib": 64}
OPTIONS_ABOUT = {
    "latency_ms": "milliseconds between the last byte sent and the answer",
    "bandwidth_mbit_s": "megabits a second that one connection carries",
    "body_kib": "KiB of each file",
}

Item = tuple[str, int, int]
Result = tuple[int, str]

_local = threading.local()
_idle: WeakKeyDictionary[asyncio.AbstractEventLoop, list[Any]] = WeakKeyDictionary()


def items(count: int, seed: int, world: dict[str, str], body_kib: int = 64, **options: object) -> list[Item]:
    """(URL, seed of the body, its size) an item. httpx is imported here, so that its import is not counted in the first item."""
    importlib.import_module("httpx")
    url, size = f"{world['http']}/upload", int(body_kib * 1024)
    return [(url, seed * 1_000_000_000 + number, size) for number in range(count)]


def work(item: Item) -> Result:
    """Upload one body; returns its length and its SHA-256."""
    if getattr(_local, "owner", None) != os.getpid():  # a forked process must not use its parent's connections
        _local.owner, _local.client = os.getpid(), _client("Client")
    url, body, digest = _body(item)
    return _check(_local.client.put(url, content=body), len(body), digest)


async def awork(item: Item) -> Result:
    """The same, awaited. Each request under way has a client of its own, with one connection, used again and again."""
    idle = _idle.setdefault(asyncio.get_running_loop(), [])
    client = idle.pop() if idle else _client("AsyncClient")
    url, body, digest = _body(item)
    response = await client.put(url, content=body)
    idle.append(client)
    return _check(response, len(body), digest)


def _body(item: Item) -> tuple[str, bytes, str]:
    """URL, body (a random KiB, over and over), and its SHA-256."""
    url, seed, size = item
    body = (random.Random(seed).randbytes(1024) * (size // 1024 + 1))[:size]
    return url, body, hashlib.sha256(body).hexdigest()


def _client(name: str) -> Any:
    """An httpx client. No proxies, and no certificates to load: it is plain HTTP on loopback.

    One client could hold the connections of all coroutines, but httpx looks at every connection of a client for each
    request: with 100 of them that would be most of the work.
    """
    import httpx

    return getattr(httpx, name)(timeout=60, trust_env=False, verify=False)


def _check(response: Any, length: int, digest: str) -> Result:
    response.raise_for_status()
    if response.text != digest:
        raise ValueError(f"{response.url} received something else: SHA-256 {response.text}, not {digest}")
    return length, digest


def combine(results: list[Result]) -> str:
    """Bytes, bodies, and the checksum of the checksums."""
    mebibytes = sum(length for length, _ in results) / 2**20
    checksum = hashlib.sha256("".join(digest for _, digest in results).encode()).hexdigest()
    return f"{mebibytes:.1f} MiB in {len(results):,} uploads, all intact, checksum {checksum[:12]}"
