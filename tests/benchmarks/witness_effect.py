"""What being looked at costs a program, and what looking costs the app.

A program computes in four threads, or in one process of four, and says at each moment how many rounds it has done and how much CPU it
has used. It is looked at for a while, then left alone for as long, again and again: the ratio is CPU for a round, looked at against
left alone, the median of neighbouring pairs with the interval that holds it in 95 of 100 cases. CPU and not wall time: what others do
on the machine is in neither. The app's part is the CPU of the thread that looks, by its own clock, while such a program runs.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from concviz.engine.probe.linux.looking import Looking
from concviz.engine.probe.linux.witness import Pace, Witness
from table import Row, show

PAIRS = 24
WINDOW_S = 0.4
RUN_S = 6.0
PROGRAM = """
import sys, threading, time
rounds = [0] * 4
def work(place):
    while True:
        total = 0
        for number in range(2_000):
            total += number * number
        rounds[place] += 1
for place in range(4):
    threading.Thread(target=work, args=(place,), daemon=True).start()
print("up", flush=True)
for _ in sys.stdin:
    print(sum(rounds), time.process_time_ns(), flush=True)
"""


def measure() -> list[Row]:
    """The benchmark's rows."""
    ratio, low, high = effect()
    note = f"95 % of {low:.4f} to {high:.4f}; {PAIRS} interleaved pairs of {WINDOW_S:g} s, four threads that compute"
    share = in_the_app()
    return [
        Row("CPU of a round, looked at / left alone", ratio, "x", 1.01, note),
        Row(
            "looking in the app",
            100 * share,
            "% core",
            0.5,
            f"CPU of the thread that looks, {RUN_S:g} s of the same program",
        ),
    ]


def effect() -> tuple[float, float, float]:
    """The median ratio, and the order statistics around it that hold it in 95 of 100 cases."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin
        assert program.stdout
        program.stdout.readline()

        def told() -> tuple[int, int]:
            assert program.stdin
            assert program.stdout
            program.stdin.write("\n")
            program.stdin.flush()
            rounds, cpu_ns = program.stdout.readline().split()
            return int(rounds), int(cpu_ns)

        witness = Witness()
        try:
            ratios = sorted(_pair(witness, program.pid, told, looked_first=bool(pair % 2)) for pair in range(PAIRS))
        finally:
            witness.close()
            program.kill()
    low, high = _around_the_median(len(ratios))
    return statistics.median(ratios), ratios[low], ratios[high]


def _pair(witness: Witness, pid: int, told, *, looked_first: bool) -> float:
    costs = {looked: _window(witness if looked else None, pid, told) for looked in (looked_first, not looked_first)}
    return costs[True] / costs[False]


def _window(witness: Witness | None, pid: int, told) -> float:
    """CPU for a round, ns."""
    before = told()
    until, pace = time.perf_counter() + WINDOW_S, Pace()
    while (left := until - time.perf_counter()) > 0:
        if witness is None:
            time.sleep(left)
            continue
        begun = time.thread_time_ns()
        witness.observe([pid])
        pace.wait(time.thread_time_ns() - begun)
    after = told()
    return (after[1] - before[1]) / (after[0] - before[0])


def _around_the_median(count: int) -> tuple[int, int]:
    """Places in a sorted list between which the median of what it was drawn from lies in 95 of 100 cases."""
    half = round(0.98 * count**0.5)
    return max(0, count // 2 - half), min(count - 1, count // 2 + half)


def in_the_app() -> float:
    """Share of a core that the thread uses that looks for the app."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout
        program.stdout.readline()
        looking = Looking(program.pid)
        looking.start()
        begun = time.perf_counter()
        try:
            time.sleep(RUN_S)
        finally:
            looking.stop()
            program.kill()
        return looking.cpu_ns / 1e9 / (time.perf_counter() - begun)


if __name__ == "__main__":
    show(measure())
