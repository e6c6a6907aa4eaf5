"""What stands beside a worker's items: it reads, looks through a process of its own, and leaves nothing."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import types

import pytest
from concviz.engine.lab.cluster import beside_worker
from concviz.engine.lab.cluster.beside_worker import Beside, Reading
from concviz.engine.lab.cluster.sources import BOOT, payload
from concviz.engine.labs.nodes.beside import totals_of
from concviz.engine.probe.linux.witness import STATES, available

needs_witness = pytest.mark.skipif(bool(available(os.getpid())), reason=available(os.getpid()))
WORKER = types.SimpleNamespace(
    digests_total={
        ("gather-dep", "network", "seconds"): 0.25,
        ("execute", "span", "f", "deserialize", "seconds"): 0.5,
        ("execute", "span", "f", "thread-cpu", "seconds"): 9.0,
        ("gather-dep", "network", "bytes"): 4.0,
        "latency": 3.0,
    },
    transfer_outgoing_bytes_total=77,
)


def beside(payload=b"", keep_s=60.0, boot=BOOT):
    return Beside("it", boot, payload, keep_s)


def test_a_reading_is_what_the_process_has_used_and_what_dask_says_was_moved():
    async def read():
        one = beside()
        one.setup(WORKER)
        found = Reading(*one.reading())
        one.teardown(WORKER)
        return found

    before = beside_worker.used_ns()
    found = asyncio.run(read())
    assert before <= found.cpu_ns <= beside_worker.used_ns()
    assert (found.pid, found.moved_ns, found.sent_bytes, found.seen) == (os.getpid(), 750_000_000, 77, [])


def test_who_has_just_told_is_not_due_and_gets_due_again(monkeypatch):
    async def dues():
        one = beside()
        one.setup(WORKER)
        first = one.due()
        monkeypatch.setattr(beside_worker, "TOLD_NS", 0)
        found = first, one.due()
        one.teardown(WORKER)
        return found

    first, second = asyncio.run(dues())
    assert first is None
    assert second[0] == os.getpid()


def test_an_item_does_not_fail_where_the_worker_writes_its_account_meanwhile(monkeypatch):
    def changed(worker):
        raise RuntimeError("dictionary changed size during iteration")

    async def due():
        one = beside()
        one.setup(WORKER)
        one._lines.append(b"{}")
        monkeypatch.setattr(beside_worker, "TOLD_NS", 0)
        with monkeypatch.context() as patch:
            patch.setattr(beside_worker, "moved", changed)
            first = one.due()
        found = first, Reading(*one.due()).seen
        one.teardown(WORKER)
        return found

    assert asyncio.run(due()) == (None, [b"{}"])


def test_a_plugin_that_nobody_asks_leaves_by_itself():
    async def left():
        removed = asyncio.get_running_loop().create_future()

        async def plugin_remove(name):
            if not removed.done():
                removed.set_result(name)

        one = beside(keep_s=0.01)
        one.setup(types.SimpleNamespace(plugin_remove=plugin_remove))
        found = await asyncio.wait_for(removed, 30)
        one.teardown(None)
        return found

    assert asyncio.run(left()) == "it"


@needs_witness
def test_the_witness_comes_as_sources_and_sees_what_threads_wait_for():
    held = threading.Lock()
    held.acquire()
    waiting = threading.Thread(target=held.acquire)

    async def seen():
        one = beside(payload())
        waiting.start()
        one.setup(WORKER)
        lines, deadline = [], time.monotonic() + 60
        while len(lines) < 2 and time.monotonic() < deadline:
            await asyncio.wait_for(one.heard.wait(), 60)
            one.heard.clear()
            lines += Reading(*one.reading()).seen
        process = one.process
        one.teardown(WORKER)
        return lines, process

    try:
        lines, process = asyncio.run(seen())
    finally:
        held.release()
        waiting.join()
    assert process.returncode is not None
    rows = {row[0]: row for row in json.loads(lines[-1])["threads"]}
    spent = totals_of(os.getpid(), rows[waiting.native_id])
    assert STATES[rows[waiting.native_id][3]] == "wait_lock"
    assert spent.of("wait_lock") > 0
    assert spent.of("wait_lock") == sum(spent.spent_ns)


@needs_witness
def test_the_looker_has_nothing_of_ours_but_its_sources_and_ends_with_its_life_line(tmp_path):
    told = "import sys; sys.modules.update(concviz=None, msgspec=None, numpy=None)"
    command = [sys.executable, "-I", "-S", "-c", told + BOOT, str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as process:
        process.stdin.write(payload())
        process.stdin.flush()
        assert os.getpid() in {row[0] for row in json.loads(process.stdout.readline())["threads"]}
        process.stdin.close()
        process.stdout.read()
        assert process.wait(60) == 0


def test_a_looker_that_can_not_begin_is_not_waited_for():
    async def heard():
        one = beside(b"0\n", boot="raise SystemExit")
        one.setup(WORKER)
        await asyncio.wait_for(one.heard.wait(), 60)
        found = one.process, Reading(*one.reading()).seen
        one.teardown(WORKER)
        return found

    assert asyncio.run(heard()) == (None, [])
