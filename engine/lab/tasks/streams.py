"""Talking to a device through its standard streams: lines to its stdin, answers from its stdout, warnings from its stderr.

The device is a child process, one a worker, that answers at a set pace (`pace_ms`), as a measuring instrument does. So the
waiting is real: it happens in another process. Each answer says whether a warning goes with it, so the worker
always knows what is still to be read, and neither side can wait for the other for ever. The children end when their stdin
closes, which happens at the latest when their worker ends.
"""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

TITLE = "Standard streams"
KIND = "io"
ABOUT = (
    "Asks a simulated device for readings: a child process, through its standard streams.",
    "The answer is the mean reading, and how many came with a warning on stderr.",
    "The device takes its time, so threads and coroutines with a device each overlap it.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {"pace_ms": 20}
OPTIONS_ABOUT = {
    "pace_ms": "milliseconds that the simulated device takes for an answer",
}

DEVICE = """
import sys, time, zlib
pace_s = float(sys.argv[1])
for line in sys.stdin:
    time.sleep(pace_s)  # the device takes its time
    reading = zlib.crc32(line.encode()) % 10_000
    warns = reading > 9_000
    if warns:
        print(f"reading {reading} is out of range", file=sys.stderr, flush=True)
    print(reading, int(warns), flush=True)
"""

Item = tuple[float, str]
Result = tuple[int, str]

_local = threading.local()
_idle: WeakKeyDictionary[asyncio.AbstractEventLoop, list[tuple[Any, Any]]] = WeakKeyDictionary()


def items(count: int, seed: int, pace_ms: float = 20) -> list[Item]:
    """(pace in seconds, question) an item."""
    return [(pace_ms / 1000, f"{seed}/{number}") for number in range(count)]


def command(pace_s: float) -> list[str]:
    """What starts a device: this Python, without its site packages, so that it starts fast."""
    return [sys.executable, "-I", "-S", "-c", DEVICE, str(pace_s)]


def work(item: Item) -> Result:
    """Ask this thread's device; returns its reading, and its warning or ''."""
    pace_s, question = item
    if getattr(_local, "owner", None) != os.getpid():  # a forked process must not use its parent's device
        _local.owner, _local.device = os.getpid(), _open(pace_s)
    device = _local.device
    device.stdin.write(f"{question}\n")
    reading, warns = device.stdout.readline().split()
    return int(reading), device.stderr.readline().strip() if int(warns) else ""


def _open(pace_s: float) -> Any:
    """A device, spoken to in lines of text."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command(pace_s), stdin=pipe, stdout=pipe, stderr=pipe, text=True, bufsize=1)


async def awork(item: Item) -> Result:
    """The same, awaited, with a device for each question under way."""
    pace_s, question = item
    idle = _idle.setdefault(asyncio.get_running_loop(), [])
    device, life = idle.pop() if idle else await _start(pace_s)
    device.stdin.write(f"{question}\n".encode())
    reading, warns = (await device.stdout.readline()).split()
    warning = (await device.stderr.readline()).decode().strip() if int(warns) else ""
    idle.append((device, life))
    return int(reading), warning


async def _start(pace_s: float) -> tuple[Any, AsyncIterator[asyncio.subprocess.Process]]:
    life = _live(pace_s)
    return await anext(life), life


async def _live(pace_s: float) -> AsyncIterator[asyncio.subprocess.Process]:
    """A device for an event loop. The loop closes its generators before it ends, and so ends the devices too."""
    pipe = asyncio.subprocess.PIPE
    device = await asyncio.create_subprocess_exec(*command(pace_s), stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        yield device
    finally:
        with suppress(ProcessLookupError):
            device.terminate()
        await device.wait()


def combine(results: list[Result]) -> str:
    """The mean reading and the number of warnings."""
    mean = sum(reading for reading, _ in results) / len(results)
    warnings = sum(bool(warning) for _, warning in results)
    return f"{len(results):,} readings, mean {mean:.1f}, {warnings:,} warnings"
