"""Does nothing, but the item in the middle does what the seed says."""

import os
import signal
import threading
import time

TITLE = "faults"
KIND = "cpu"
ABOUT = ("One item fails.", "", "")


class Unpicklable(Exception):
    """Its parts can't be sent."""

    def __init__(self, text):
        super().__init__(text)
        self.file = open(os.devnull)  # noqa: SIM115


def items(count, seed):
    if seed == "interrupted":
        return [(number, "slow" if number else seed) for number in range(count)]
    return [(number, seed if number == count // 2 else "") for number in range(count)]


def work(item):
    number, fault = item
    if fault == "raises":
        raise ValueError(f"item {number} is not for me")
    if fault == "raises-unpicklable":
        raise Unpicklable(f"item {number} is not for you")
    if fault == "hands-back-unpicklable":
        return open(os.devnull)
    if fault == "exits":
        raise SystemExit(f"item {number} has seen enough")
    if fault == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "interrupted":
        interrupt(int(os.environ["FAULTS_MAIN"]))
    for _ in range(4_000_000 if fault == "slow" else 10_000):
        pass
    return number


def interrupt(pid):
    """What ctrl+C does, once the main thread of that process waits for a result.

    Before that it hands in items. Interrupted at that, within `submit`, it leaves a lock of the pool behind that nobody lets go of, and
    waits for ever at the end: Python's own documentation (signal, "Note on Signal Handlers and Exceptions") promises no more.
    """
    asleep = spent_before = 0
    until = time.monotonic() + 30
    while asleep < 20 and time.monotonic() < until and threading.get_native_id() != pid:
        with open(f"/proc/{pid}/task/{pid}/stat") as state, open(f"/proc/{pid}/task/{pid}/schedstat") as clock:
            sleeps, spent = state.read().rpartition(")")[2].split()[0] == "S", int(clock.read().split()[0])
        # One that waits with a timeout wakes for moments; one that hands in items, and waits for the GIL in between, computes.
        asleep = asleep + 1 if sleeps and spent - spent_before < 300_000 else 0
        spent_before = spent
        time.sleep(0.001)
    os.killpg(0, signal.SIGINT)


def combine(results):
    return f"{len(results)} results"
