"""The world as a process of its own: its addresses, its waiting, its end."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from concviz.engine.lab.tasks import download, printing

from tests.support.real_processes import DEADLINE_S, until

pytestmark = pytest.mark.real
COMMAND = [sys.executable, "-m", "concviz.engine.world"]


@contextmanager
def world(**request: object) -> Iterator[tuple[subprocess.Popen, dict]]:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        yield process, json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(DEADLINE_S)
        process.stdout.close()
        process.stderr.close()


def test_it_ends_when_its_stdin_closes_even_with_connections_open():
    with world(services=["http"], options={}) as (process, address), httpx.Client(trust_env=False) as client:
        assert client.get(f"{address['http']}/body/1").status_code == 200
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 0
        assert process.stderr.read() == b""


def test_it_ends_when_its_parent_is_killed():
    code = (
        f"import subprocess, sys, time; world = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE);"
        """world.stdin.write(b'{"services": ["http"], "options": {}}\\n'); world.stdin.flush();"""
        "print(world.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lines = sorted(parent.stdout.readline() for _ in range(2))
    pid = int(lines[0])
    assert os.getsid(pid) == os.getpgid(pid) == pid
    parent.send_signal(signal.SIGKILL)
    parent.wait(DEADLINE_S)
    parent.stdin.close()
    assert parent.stdout.read() == b""  # the world held it too: this waits for its end
    parent.stdout.close()


def test_the_far_end_really_waits():
    options = {"latency_ms": 150, "bandwidth_mbit_s": 8, "body_kib": 100}
    with world(services=["http"], options=options) as (_, address), httpx.Client(trust_env=False) as client:
        client.get(f"{address['http']}/nothing")
        start = time.perf_counter()
        assert len(client.get(f"{address['http']}/body/1").content) == 100 * 1024
        assert time.perf_counter() - start >= 0.15 + 0.1024
        start = time.perf_counter()
        assert len(client.put(f"{address['http']}/upload", content=bytes(100 * 1024)).content) == 64
        assert time.perf_counter() - start >= 0.15 + 0.1024


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"services": ["nosuch"], "options": {}}\n', "the world has no service 'nosuch'"),
        (b'{"services": ["http"], "options": {"latency_ms": "x"}}\n', "latency_ms must be a number"),
        (b"hello\n", "expects one line"),
        (b"[]\n", "expects one line"),
        (b"", "expects one line"),
    ],
)
def test_what_it_cannot_do_it_says(line, text):
    done = subprocess.run(COMMAND, input=line, capture_output=True, timeout=DEADLINE_S, check=False)
    assert done.returncode == 2
    assert text in json.loads(done.stdout)["error"]
    assert done.stderr == b""


def test_one_printer_is_a_bottleneck_and_eight_are_not():
    from concurrent.futures import ThreadPoolExecutor

    def seconds(printers: int) -> float:
        options = {"printers": printers, "pages_per_s": 50}
        with world(services=["printer"], options=options) as (_, address), ThreadPoolExecutor(8) as pool:
            items = printing.items(16, seed=1, world=address)
            start = time.perf_counter()
            assert printing.combine(list(pool.map(printing.work, items))).startswith("32 pages of 16 letters")
            return time.perf_counter() - start

    assert seconds(printers=1) >= 0.64
    # On a busy machine eight may be held up too, but not for ever.
    until(lambda: seconds(printers=8) < 0.32, "sixteen items in half the time that one printer must take")


def test_a_hundred_connections_at_once():
    async def gather(items: list[str]) -> list[tuple[int, str]]:
        results = await asyncio.gather(*map(download.awork, items))
        for client in download._idle[asyncio.get_running_loop()]:
            await client.aclose()
        return results

    with world(services=["http"], options=download.OPTIONS) as (_, address):
        results = asyncio.run(gather(download.items(100, seed=1, world=address)))
    assert len({digest for _, digest in results}) == 100
    assert {size for size, _ in results} == {64 * 1024}
