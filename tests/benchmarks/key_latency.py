"""Key to screen while every core is busy: + and - in the Lab, until the new number of workers stands on the screen.

    python tests/benchmarks/key_latency.py [presses] [spinning processes]

The spinning processes have the lab's own nice value (10), as a run's have. Budget: median 10 ms, 99th percentile 50 ms.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile

from table import Row, show
from terminal import Terminal, concviz

SPIN = "while True: pass"


def shows(workers: int):
    """A test of the screen: the setting has this value."""
    return lambda rows: any(f"workers  ◂ {workers} ▸" in row for row in rows)


def presses(terminal: Terminal, count: int) -> list[float]:
    """Seconds from each key to its change on the screen."""
    took, workers, chance = [], 4, random.Random(1)
    for _ in range(count):
        up = workers < 5
        workers += 1 if up else -1
        terminal.read_for(0.05 + 0.1 * chance.random())
        terminal.until(lambda _rows: False, 0.0)
        sent = terminal.press("+" if up else "-")
        seen = terminal.until(shows(workers), 10)
        if seen is None:
            raise SystemExit("the key changed nothing:\n" + "\n".join(terminal.display))
        took.append(seen - sent)
    return took


def measure(count: int = 200, spinners: int = 16) -> list[Row]:
    """Quiet, then with every core busy."""
    with tempfile.TemporaryDirectory() as state, Terminal(concviz(), CONCVIZ_STATE=state) as terminal:
        if terminal.until(shows(4), 30) is None:
            raise SystemExit("the app did not start:\n" + "\n".join(terminal.display))
        terminal.read_for(6.0)
        rows = figures("quiet", presses(terminal, count))
        spinning = [subprocess.Popen(["nice", "-n", "10", sys.executable, "-c", SPIN]) for _ in range(spinners)]
        try:
            terminal.read_for(2.0)
            rows += figures(f"{spinners} busy processes", presses(terminal, count))
        finally:
            for process in spinning:
                process.kill()
                process.wait()
    return rows


def figures(name: str, took: list[float]) -> list[Row]:
    """Median and 99th percentile."""
    high = sorted(took)[min(len(took) - 1, round(0.99 * len(took)))]
    return [
        Row(f"key to screen, {name}: median", statistics.median(took) * 1000, "ms", 10),
        Row(f"key to screen, {name}: 99th percentile", high * 1000, "ms", 50),
    ]


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:3])))
