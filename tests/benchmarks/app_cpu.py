"""The app's own CPU in a pty of 120x40: idle, and with a run going on; without the run's own processes.

    python tests/benchmarks/app_cpu.py [seconds]

Budgets: 0.2 % of a core idle, 1.5 % with a run at the default 4 Hz. The numbers are CPU time over wall time of the app's
process with all its threads (probe and recorder included).
"""

from __future__ import annotations

import sys
import tempfile

import psutil
from table import Row, show
from terminal import Terminal, concviz

SETTLE_S = 6.0
"""After the start: imports, the search for interpreters and calibration are no steady state."""


def share(terminal: Terminal, seconds: float) -> float:
    """CPU of the app's process over `seconds`, in percent of one core."""
    process = psutil.Process(terminal.process.pid)
    before = process.cpu_times()
    terminal.read_for(seconds)
    after = process.cpu_times()
    return 100 * (after.user + after.system - before.user - before.system) / seconds


def lengthen(terminal: Terminal) -> None:
    """Choose a run that lasts: in the settings, up from python to size, and right from 4 s to 120 s."""
    for keys in ("p", "\x1b[A", *["\x1b[C"] * 5, "\x1b"):
        terminal.press(keys)
        terminal.read_for(0.3)
    if terminal.until(lambda rows: any("120 s" in row for row in rows), 10) is None:
        raise SystemExit("the size was not taken:\n" + "\n".join(terminal.display))


def measure(seconds: float = 20.0) -> list[Row]:
    """Idle first, then with threads on π."""
    with tempfile.TemporaryDirectory() as state, Terminal(concviz(), CONCVIZ_STATE=state) as terminal:
        terminal.read_for(SETTLE_S)
        idle = share(terminal, seconds)
        lengthen(terminal)
        terminal.press("r")
        if terminal.until(lambda rows: any("thread 1" in row for row in rows), 60) is None:
            raise SystemExit("the run did not begin:\n" + "\n".join(terminal.display))
        terminal.read_for(3.0)
        busy = share(terminal, seconds)
        memory = psutil.Process(terminal.process.pid).memory_info().rss / 1e6
        terminal.press("q")
        terminal.read_for(3.0)
    return [
        Row("the app's own CPU, idle", idle, "% core", 0.2),
        Row("the app's own CPU, a run going on", busy, "% core", 1.5),
        Row("the app's memory (RSS)", memory, "MB", 100),
    ]


if __name__ == "__main__":
    show(measure(*map(float, sys.argv[1:2])))
