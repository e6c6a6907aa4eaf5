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
    for _ in range(400_000 if fault == "slow" else 10_000):
        pass
    return number


def interrupt(pid):
    """What ctrl+C does, once the main thread of that process waits for a result."""
    asleep = looks = 0
    # One that waits with a timeout is awake for moments, and where others take the cores each of them is long: no more than so many looks.
    while asleep < 20 and looks < 300 and threading.get_native_id() != pid:
        with open(f"/proc/{pid}/task/{pid}/stat") as file:
            asleep = asleep + 1 if file.read().rpartition(")")[2].split()[0] == "S" else 0
        looks += 1
        time.sleep(0.001)
    os.killpg(0, signal.SIGINT)


def combine(results):
    return f"{len(results)} results"
