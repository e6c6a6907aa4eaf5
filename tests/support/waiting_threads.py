"""Threads whose waiting is known by construction: run under any Python, alone, as `waiting_threads.py ROLE,ROLE,…`.

It writes one line of JSON, `{native id: role}`, when all of its threads have begun, works until its standard input ends,
then writes another: for every thread its wall time, time on a core and waiting for one, and the time that it asked to wait.
What is left of the wall time is what it waited for the GIL, and a little oversleeping.

Roles: pure (computes in Python), hash (computes in C, without the GIL), sleep (20 ms again and again), pipe (a read that
nothing answers), lock (a lock that another holds), timed (a condition for 5 ms again and again: the GIL's own rhythm),
queue (an empty queue for 100 ms again and again), child (a child process that lives until the end).
"""

import ctypes
import json
import os
import queue
import subprocess
import sys
import threading
import time
import zlib

ended = threading.Event()
held = threading.Lock()
held.acquire()
pipe_out, pipe_in = os.pipe()
DATA = bytes(1 << 16)
libc = ctypes.CDLL(None)


def do_pure():
    number = 0
    while not ended.is_set():
        for _ in range(20_000):
            number += 1


def do_hash():
    while not ended.is_set():
        zlib.adler32(DATA)


def do_sleep():
    # Not time.sleep: it sleeps until 20 ms from when it was called, and letting go of the GIL first is part of them.
    return again(0.02, lambda seconds: libc.usleep(round(seconds * 1e6)))


def do_pipe():
    begun = time.perf_counter()
    os.read(pipe_out, 1)
    return time.perf_counter() - begun


def do_lock():
    begun = time.perf_counter()
    with held:
        return time.perf_counter() - begun


def do_timed():
    condition = threading.Condition()
    with condition:
        return again(0.005, condition.wait)


def do_queue():
    empty = queue.SimpleQueue()

    def get(seconds):
        try:
            empty.get(timeout=seconds)
        except queue.Empty:
            return

    return again(0.1, get)


def do_child():
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    threading.Thread(target=lambda: (ended.wait(), process.stdin.close())).start()
    process.wait()
    return time.perf_counter() - begun


def again(seconds, wait):
    """Wait so long, again and again; returns the sum of what was asked for."""
    asked = 0.0
    while not ended.is_set():
        wait(seconds)
        asked += seconds
    return asked


def run_delay_s():
    """How long this thread has been waiting for a core."""
    with open(f"/proc/self/task/{threading.get_native_id()}/schedstat") as file:
        return int(file.read().split()[1]) / 1e9


def body(role, roles, truth, begun):
    roles[threading.get_native_id()] = role
    begun.release()
    wall, core, ready = time.perf_counter(), time.thread_time(), run_delay_s()
    asked_s = globals()["do_" + role]() or 0.0
    truth[threading.get_native_id()] = {
        "role": role,
        "wall_s": time.perf_counter() - wall,
        "core_s": time.thread_time() - core,
        "wait_core_s": run_delay_s() - ready,
        "asked_s": asked_s,
    }


def main(wanted):
    roles, truth, begun = {}, {}, threading.Semaphore(0)
    threads = [threading.Thread(target=body, args=(role, roles, truth, begun)) for role in wanted]
    for thread in threads:
        thread.start()
    for _ in threads:
        begun.acquire()
    print(json.dumps(roles), flush=True)
    sys.stdin.read()
    ended.set()
    held.release()
    os.write(pipe_in, b"x" * len(threads))
    for thread in threads:
        thread.join()
    print(json.dumps(truth), flush=True)


if __name__ == "__main__":
    main(sys.argv[1].split(","))
