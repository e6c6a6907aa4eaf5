"""What looking at threads costs, and how near its shares come to a program's own clocks.

The cost is CPU time of the looks and of dealing them out. Beside it, how often 64 threads are looked at when looking may
cost half a percent of a core. The accuracy is the largest difference between a share as measured and as the program's own
clocks have it, over threads that compute, sleep, wait for a lock, a pipe, a queue, a condition and a child, in points of
their wall time; `python witness_cost.py 1000` prints every share, from so many rounds of looks.
What a thread asked to wait for is not quite what it waited: CPython counts the timeout of a lock or a queue from before it
has let go of the GIL, and waits for another to take it first. Of that part of the difference the clocks are wrong.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from concviz.engine.probe.linux.witness import Accounts, Pace, Totals, Witness
from pythons import pythons
from table import Row, show
from witnessed import SCRIPT, Seen, watch

ROLES = "pure,pure,sleep,pipe,lock,timed,queue,child"
WAITS = {
    "sleep": "asleep",
    "pipe": "wait_io",
    "lock": "wait_lock",
    "timed": "wait_lock",
    "queue": "wait_lock",
    "child": "wait_child",
}
ROUNDS = 200
THREADS = """
import sys, threading, time
stay = threading.Lock(); stay.acquire()
def sleep():
    while True: time.sleep(0.02)
def spin():
    while True: pass
count = int(sys.argv[1])
for number in range(count - 1):
    threading.Thread(target=(spin if number < 2 else sleep if number % 2 else stay.acquire), daemon=True).start()
print("up", flush=True)
sys.stdin.read()
"""


def measure() -> list[Row]:
    """The benchmark's rows."""
    rows = []
    for count in (8, 64):
        look_us, share, pause_ms = cost(count)
        rows.append(Row(f"a look at one thread, of {count}", look_us, "µs CPU", None, "with dealing it out"))
        rows.append(Row(f"looking at {count} threads", 100 * share, "% core", 0.5, f"a round every {pause_ms:.0f} ms"))
    for python in pythons():
        seen = watch([python.path, str(SCRIPT), ROLES], ROUNDS, seed=1)
        worst, where = max(differences(seen))
        note = f"{where}; {ROUNDS} rounds, {seen.look_us:.0f} µs a look"
        rows.append(Row(f"furthest from the program's own clocks, {python.short}", 100 * worst, "points", 8.0, note))
    return rows


def cost(count: int) -> tuple[float, float, float]:
    """Looking at so many threads: median µs of CPU a thread and look, share of a core, median pause in ms."""
    program = subprocess.Popen(
        [sys.executable, "-c", THREADS, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    witness, accounts, pace = Witness(), Accounts(), Pace(seed=1, beforehand_s=0)
    costs, pauses, looked = [], [], 0
    try:
        assert program.stdout
        program.stdout.readline()
        begun, first = time.perf_counter(), time.thread_time_ns()
        while time.perf_counter() - begun < 6:
            before = time.thread_time_ns()
            looks = witness.observe([program.pid])
            accounts.add(looks)
            spent, looked = time.thread_time_ns() - before, len(looks)
            costs.append(spent / 1e3 / looked)
            ended = time.perf_counter()
            pace.wait(spent)
            pauses.append(1e3 * (time.perf_counter() - ended))
        share = (time.thread_time_ns() - first) / 1e9 / (time.perf_counter() - begun)
    finally:
        witness.close()
        program.kill()
        program.wait()
    return statistics.median(costs), share, statistics.median(pauses)


def differences(seen: Seen) -> list[tuple[float, str]]:
    """(difference of shares, whose and of what) for every thread and state of which the program knows."""
    return [
        (abs(measured - true), f"{role}: {state} {measured:.3f}, its clocks {true:.3f}")
        for role, _, state, measured, true in table(seen)
    ]


def table(seen: Seen) -> list[tuple[str, Totals, str, float, float]]:
    """Role, totals, state, share as measured, share by the program's own clocks."""
    rows = []
    for role, group in seen.totals.items():
        for totals in group:
            if totals.tid in seen.truth and totals.wall_ns:
                rows += [
                    (role, totals, state, totals.of(state) / totals.wall_ns, true)
                    for state, true in own(seen, totals, role)
                ]
    return rows


def own(seen: Seen, totals: Totals, role: str) -> list[tuple[str, float]]:
    """The shares that a thread's own clocks tell; what is left of its wall time it waited for the GIL."""
    facts = seen.truth[totals.tid]
    shares = {name: facts[name + "_s"] / facts["wall_s"] for name in ("core", "wait_core", "asked")}
    if role == "child":  # starting it isn't part of what was looked at
        return [(WAITS[role], 1 - shares["core"] - shares["wait_core"])]
    known = [("on_core", shares["core"]), ("wait_core", shares["wait_core"])]
    if role in WAITS:
        known.append((WAITS[role], shares["asked"]))
    return known if seen.has_gil is False else [*known, ("wait_gil", max(0.0, 1 - sum(shares.values())))]


def print_every_share(rounds: int) -> None:
    """Measured beside true, for every Python."""
    for python in pythons():
        seen = watch([python.path, str(SCRIPT), ROLES], rounds, within_s=600)
        print(f"{python.short}: {rounds} rounds, {seen.look_us:.0f} µs a look, {100 * seen.cpu_share:.2f} % of a core")
        for role in ROLES.split(","):
            for totals in seen.totals.get(role, ())[:1]:
                shares = [row for row in table(seen) if row[1] is totals]
                words = [f"{state} {measured:.3f}/{true:.3f}" for _, _, state, measured, true in shares]
                unseen = f"  unseen {totals.of('unseen') / totals.wall_ns:.3f}" if totals.of("unseen") else ""
                held = f"  held the GIL {totals.gil_held_ns / totals.wall_ns:.3f}" if totals.holder_looks else ""
                print(f"  {role:<6}", "  ".join(words) + unseen + held)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print_every_share(int(sys.argv[1]))
    else:
        show(measure())
