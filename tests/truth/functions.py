"""Functions whose states are known by construction, each with an account of its own (see `own_clocks`).

They are called as a user's functions are, under every model that fits. A docstring says what is true of them.
"""

import asyncio
import ctypes
import hashlib
import os
import queue
import select
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # wherever it is loaded from, by whichever Python
from own_clocks import Helper, Item, StampedLock

LOCK = StampedLock()
TWO = threading.Semaphore(2)
BIG = os.urandom(1 << 20) * 4
HOLDS_GIL, LETS_GO = ctypes.PyDLL(None), ctypes.CDLL(None)
TIMED = ctypes.CDLL(os.environ["CONCVIZ_TRUTH_CALLS"]) if "CONCVIZ_TRUTH_CALLS" in os.environ else None
if TIMED is not None:
    TIMED.off_core_write_through.restype = ctypes.c_double
GATE = asyncio.Semaphore(4)
OPENED = threading.local()
_gates = {}


def spin(n):
    """Compute in Python."""
    total = 0
    for i in range(n):
        total += i * i
    return total


def asleep(seconds):
    """Not time.sleep: it sleeps until 5 ms from when it was called, and letting go of the GIL comes first: 3.4 ms by strace."""
    LETS_GO.usleep(int(seconds * 1e6))


def compute(n):
    """Bytecode only: the GIL under threads, cores under processes."""
    with Item():
        for _ in range(10):
            spin(20_000)


def lock_sleep(n):
    """One after the other at a lock; whoever holds it sleeps."""
    with Item() as item, LOCK.hold(item):
        item.sleep(0.02)


def lock_hash(n):
    """One after the other at a lock; whoever holds it computes without the GIL."""
    with Item() as item, LOCK.hold(item):
        hashlib.sha256(BIG).digest()
        hashlib.sha256(BIG).digest()


def free_hash(n):
    """C code that lets go of the GIL, and no lock: parallel threads."""
    with Item():
        for _ in range(4):
            hashlib.sha256(BIG).digest()


def half_sleep(n):
    """5 ms of computing, 5 ms asleep: four threads are limited by the GIL."""
    with Item() as item:
        begun = time.thread_time()
        while time.thread_time() - begun < 0.005:
            spin(500)
        item.sleep(0.005, asleep)


def only_sleep(n):
    """Asleep: under threads it overlaps."""
    with Item() as item:
        item.sleep(0.02, asleep)


def own_threads(n):
    """Its own threads compute, without the GIL; it waits for them at a lock."""

    def work():
        for _ in range(4):
            hashlib.sha256(BIG).digest()
        return time.perf_counter()

    with Item() as item:
        pool = ThreadPoolExecutor(2)
        tasks = item.until("wait_lock", lambda: [pool.submit(work) for _ in range(2)])
        for task in tasks:
            item.until("wait_lock", task.result, ended=task.result)
        item.until("wait_lock", pool.shutdown)


def own_processes(n):
    """Its own processes compute; it waits for them at a lock, and for their end."""
    with Item() as item:
        pool = Pool(2)
        item.until("wait_lock", lambda: pool.map(spin, [200_000] * 16))
        item.until("wait_child", pool.terminate)


def short_child(n):
    """Its own child computes, and it waits for that child to end."""
    with Item() as item:
        command = [sys.executable, "-S", "-E", "-c", "sum(range(2*10**6))"]
        child = item.until("wait_child", lambda: subprocess.Popen(command))
        item.until("wait_child", child.wait)


def sleeping_child(n):
    """It waits for a child that sleeps."""
    with Item() as item:
        child = item.until("wait_child", lambda: subprocess.Popen(["sleep", "0.05"]))
        item.until("wait_child", child.wait)


def condition(n):
    """It waits at a condition that another thread of its own signals."""
    with Item() as item:
        ready, stamp = threading.Condition(), []

        def signal():
            time.sleep(0.02)
            with ready:
                stamp.append(time.perf_counter())
                ready.notify()

        helper = Helper(item, signal)
        with ready:
            helper.start()
            item.until("wait_lock", lambda: ready.wait_for(lambda: stamp), ended=lambda: stamp[0])
        helper.join()


def from_queue(n):
    """It waits at a queue that a thread of its own fills."""
    with Item() as item:
        box = queue.Queue()

        def fill():
            time.sleep(0.02)
            box.put(time.perf_counter())

        helper = Helper(item, fill)
        helper.start()
        stamps = []
        item.until("wait_lock", lambda: stamps.append(box.get()), ended=lambda: stamps[0])
        helper.join()


def two_at_once(n):
    """Two of four sleep at the same time; the others wait at a semaphore."""
    with Item() as item:
        if not TWO.acquire(blocking=False):
            item.until("wait_lock", TWO.acquire)
        item.sleep(0.02)
        TWO.release()


def select_nothing(n):
    """Asleep in `select`, with no descriptor."""
    with Item() as item:
        item.sleep(0.02, lambda seconds: select.select([], [], [], seconds))


def pipe(n):
    """I/O: it reads from a pipe that a thread of its own writes to."""
    with Item() as item:
        out, into = os.pipe()

        def write():
            time.sleep(0.02)
            os.write(into, repr(time.perf_counter()).encode())

        helper = Helper(item, write)
        helper.start()
        stamps = []
        item.until("wait_io", lambda: stamps.append(float(os.read(out, 100))), ended=lambda: stamps[0])
        helper.join()
        os.close(out)
        os.close(into)


def select_socket(n):
    """I/O: it selects on a socket, and reads."""
    with Item() as item:
        mine, other = socket.socketpair()

        def answer():
            time.sleep(0.02)
            other.send(repr(time.perf_counter()).encode())

        helper = Helper(item, answer)
        helper.start()
        stamps = []

        def read():
            select.select([mine], [], [])
            stamps.append(float(mine.recv(100)))

        item.until("wait_io", read, ended=lambda: stamps[0])
        helper.join()
        mine.close()
        other.close()


def sleep_with_gil(n):
    """A C call that sleeps and holds the GIL: nobody else runs Python meanwhile."""
    with Item() as item:
        item.sleep(0.01, lambda seconds: HOLDS_GIL.usleep(int(seconds * 1e6)))


def sleep_without_gil(n):
    """The same call, which lets go of the GIL: it overlaps."""
    with Item() as item:
        item.sleep(0.02, asleep)


def sqlite(n):
    """SQLite computes without the GIL."""
    count = "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c WHERE x < 300000) SELECT sum(x) FROM c"
    with Item(), sqlite3.connect(":memory:") as base:
        base.execute(count).fetchall()


def sync_file(n):
    """I/O: it writes a file through to the disk."""
    with Item() as item:
        if not hasattr(OPENED, "file"):
            path = f"{os.environ['CONCVIZ_TRUTH_NOTES']}.{os.getpid()}.{threading.get_ident()}"
            OPENED.file = os.open(path, os.O_WRONLY | os.O_CREAT)
        for _ in range(5):
            item.waited("wait_io", TIMED.off_core_write_through(OPENED.file, BIG, 200_000))


def blas(n):
    """A matrix product: BLAS has threads of its own, and those of several products fight for the cores."""
    import numpy

    with Item():
        matrix = numpy.ones((700, 700))
        matrix @ matrix


async def blocking(n):
    """A call that waits without await: it blocks the event loop."""
    with Item() as item:
        item.sleep(0.02)


async def async_sleep(n):
    """Asleep, awaited: it overlaps."""
    with Item() as item:
        await asyncio.sleep(0.02)
        item.waited("asleep", 0.02)


async def async_lock(n):
    """One after the other at a lock of asyncio's."""
    with Item() as item:
        lock, stamp = _gates.setdefault(id(asyncio.get_running_loop()), (asyncio.Lock(), [0.0]))
        waits, begun = lock.locked(), time.perf_counter()
        async with lock:
            if waits:
                item.waited("wait_lock", stamp[0] - begun)
            await asyncio.sleep(0.02)
            item.waited("asleep", 0.02)
            stamp[0] = time.perf_counter()


async def async_socket(n):
    """I/O, awaited: an answer of a server that takes 20 ms."""
    with Item() as item:
        loop = asyncio.get_running_loop()
        mine, other = socket.socketpair()
        mine.setblocking(False)
        loop.call_later(0.02, lambda: other.send(b"answer"))
        await loop.sock_recv(mine, 100)
        item.waited("wait_io", 0.02)
        mine.close()
        other.close()


async def async_compute(n):
    """It computes on the event loop, a little at a time."""
    with Item() as item:
        for _ in range(3):
            begun = time.thread_time()
            spin(60_000)
            item.computed(time.thread_time() - begun)
            await asyncio.sleep(0)


async def gated(n):
    """Four at a time through a semaphore, asleep."""
    with Item() as item:
        async with GATE:
            await asyncio.sleep(0.02)
            item.waited("asleep", 0.02)
