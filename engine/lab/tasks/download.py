"""Real HTTP downloads over loopback, from a web server in a process of its own (the world).

The waiting is real: the server answers after `latency_ms`, and sends at `bandwidth_mbit_s` a connection, as a server far
away does. It makes each body from the item's seed and tells its SHA-256 in a header; the worker computes it again
from what arrived. Connections are kept open: one a thread, or one a request under way on an event loop.
"""

import asyncio
import hashlib
import importlib
import os
import threading
from typing import Any
from weakref import WeakKeyDictionary

TITLE = "Download"
KIND = "io"
ABOUT = (
    "Downloads files over HTTP from a server on this machine that answers as if 40 ms away.",
    "The answer is how much arrived, and a checksum of all checksums.",
    "Nearly all of it is waiting, so threads and coroutines overlap it, GIL or not.",
)
REQUIRES = ("httpx",)
WORLD = ("http",)
OPTIONS: dict[str, str | int | float | bool] = {"latency_ms": 40, "bandwidth_mbit_s": 200, "body_kib": 64}
OPTIONS_ABOUT = {
    "latency_ms": "milliseconds between the request and the first byte of the answer",
    "bandwidth_mbit_s": "megabits a second that one connection carries",
    "body_kib": "KiB of each file",
}

Result = tuple[int, str]

_local = threading.local()
_idle: WeakKeyDictionary[asyncio.AbstractEventLoop, list[Any]] = WeakKeyDictionary()


def items(count: int, seed: int, world: dict[str, str], **options: object) -> list[str]:
    """One URL an item. httpx is imported here, so that its import is not counted in the first item."""
    importlib.import_module("httpx")
    return [f"{world['http']}/body/{seed * 1_000_000_000 + number}" for number in range(count)]


def work(item: str) -> Result:
    """Download one body; returns its length and its SHA-256."""
    if getattr(_local, "owner", None) != os.getpid():  # a forked process must not use its parent's connections
        _local.owner, _local.client = os.getpid(), _client("Client")
    return _check(_local.client.get(item))


async def awork(item: str) -> Result:
    """The same, awaited. Each request under way has a client of its own, with one connection, used again and again."""
    idle = _idle.setdefault(asyncio.get_running_loop(), [])
    client = idle.pop() if idle else _client("AsyncClient")
    response = await client.get(item)
    idle.append(client)
    return _check(response)


def _client(name: str) -> Any:
    """An httpx client. No proxies, and no certificates to load: it is plain HTTP on loopback.

    One client could hold the connections of all coroutines, but httpx looks at every connection of a client for each
    request: with 100 of them that would be most of the work.
    """
    import httpx

    return getattr(httpx, name)(timeout=60, trust_env=False, verify=False)


def _check(response: Any) -> Result:
    response.raise_for_status()
    digest = hashlib.sha256(response.content).hexdigest()
    if digest != response.headers["x-sha256"]:
        raise ValueError(f"{response.url} arrived damaged: SHA-256 {digest}, not {response.headers['x-sha256']}")
    return len(response.content), digest


def combine(results: list[Result]) -> str:
    """Bytes, bodies, and the checksum of the checksums."""
    mebibytes = sum(length for length, _ in results) / 2**20
    checksum = hashlib.sha256("".join(digest for _, digest in results).encode()).hexdigest()
    return f"{mebibytes:.1f} MiB in {len(results):,} downloads, all intact, checksum {checksum[:12]}"
