"""The items of the experiment `tasks`: one that computes, one that waits. Each returns its result and when it began (ns).

Imports next to nothing, because each sub-interpreter imports it again; what only one of them needs is imported where it is used.
"""

import time

from . import worker_functions


def compute_item(steps: int) -> tuple[int, int]:
    """Plain Python bytecode."""
    began = time.perf_counter_ns()
    return worker_functions.compute(steps), began


async def compute_async(steps: int) -> tuple[int, int]:
    """The same on the loop, which it holds until it is done."""
    return compute_item(steps)


def fetch_item(address: str) -> tuple[int, int]:
    """One request; how long the answer was."""
    from http.client import HTTPConnection

    began = time.perf_counter_ns()
    connection = HTTPConnection(address.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/body/1")
        return len(connection.getresponse().read()), began
    finally:
        connection.close()


async def fetch_async(address: str) -> tuple[int, int]:
    """The same request, awaited."""
    import asyncio

    began = time.perf_counter_ns()
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(f"GET /body/1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return len(await reader.readexactly(int(length.partition(b":")[2]))), began
    finally:
        writer.close()
