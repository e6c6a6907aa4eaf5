"""A program to be watched: threads that each call one function again and again until the time is up. Runs in any Python.

    python mixed.py SECONDS NAME,NAME,… [PROCESSES]

Most of the functions are those of the table of truth; every call notes what it did by its own clocks (see `own_clocks`). With PROCESSES
so many children do the same, each with those threads. At the end the first process prints what it used and how long it was there, by the
kernel's account, as one line of JSON.
"""

import json
import os
import queue
import resource
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # wherever it is started, by whichever Python
import functions
from own_clocks import Item

HELD, OVER = threading.Lock(), threading.Event()
OUT, INTO = os.pipe()


def compress(n):
    """C code that lets go of the GIL for long."""
    with Item():
        for _ in range(10):
            zlib.compress(functions.BIG[: 1 << 20], 1)


def timed(n):
    """Many short waits with a timeout, at a condition."""
    condition = threading.Condition()
    with Item() as item, condition:
        for _ in range(4):
            condition.wait(0.005)
            item.waited("wait_lock", 0.005)


def timed_queue(n):
    """It waits at a queue that stays empty, with a timeout."""
    box = queue.SimpleQueue()
    with Item() as item:
        try:
            box.get(timeout=0.1)
        except queue.Empty:
            item.waited("wait_lock", 0.1)


def held(n):
    """It waits at a lock that somebody else has all the time."""
    with Item() as item:
        item.until("wait_lock", lambda: HELD.acquire() and HELD.release())
        item.until("wait_lock", OVER.wait)


def blocked(n):
    """It reads from a pipe into which nobody writes."""
    with Item() as item:
        item.until("wait_io", lambda: os.read(OUT, 1))
        item.until("wait_lock", OVER.wait)


HERE = {each.__name__: each for each in (compress, timed, timed_queue, held, blocked)}


def repeat(name, until):
    """Call that function again and again."""
    call, n = HERE.get(name) or getattr(functions, name), 0
    while time.monotonic() < until:
        call(n)
        n += 1


def together(seconds, names):
    """A thread a name."""
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=repeat, args=(name, until), name=name) for name in names]
    with HELD:
        for thread in threads:
            thread.start()
        time.sleep(seconds)
    os.write(INTO, b"." * len(threads))
    OVER.set()
    for thread in threads:
        thread.join()


def alive_s():
    """How long this process has been there."""
    began = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began


def main(seconds, names, processes, *, says):
    """Threads here, or children that have them; the first process `says` what all used."""
    if processes:
        children = [subprocess.Popen([sys.executable, __file__, seconds, names]) for _ in range(processes)]
        for child in children:
            child.wait()
    else:
        together(float(seconds), names.split(","))
    mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    used_s = mine.ru_utime + mine.ru_stime + others.ru_utime + others.ru_stime
    if says:
        print(json.dumps({"used_s": used_s, "alive_s": alive_s()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0, says=len(sys.argv) > 3)
