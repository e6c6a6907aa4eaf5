"""First frame: from starting the process to the first complete screen, against a minimal Textual app with as many widgets.

    python tests/benchmarks/first_frame.py [repeats]

Both run in a pty of 120x40, in turn, so that a disturbance hits both. The minimal app mounts as many widgets as the Lab has
before its first frame, and fills the screen with them (a border around each, as the Lab's panels have). What is compared is
CPU time, neighbour with neighbour, which others on the machine touch least. Budget: a ratio of 1.15.
"""

from __future__ import annotations

import statistics
import sys
import tempfile

import psutil
from table import Row, show
from terminal import Terminal, concviz

WIDGETS = 36
"""As many as the Lab mounts before its first frame (`tests/tui/app/test_first_frame.py` counts them)."""
BUDGET = 1.15
MINIMAL = f"""
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    CSS = "Screen {{ layout: grid; grid-size: 6 6; }} Static {{ border: round blue; height: 1fr; }}"
    def compose(self):
        for number in range({WIDGETS}):
            yield Static(f"widget {{number}}")
Minimal().run()
"""


def concviz_complete(rows: list[str]) -> bool:
    """Header, every panel's frame and the footer."""
    text = "\n".join(rows)
    return all(
        word in text for word in ("concviz", "Task", "Model", "Settings", "Cores", "Workers", "What you see", "quit")
    )


def minimal_complete(rows: list[str]) -> bool:
    """Every widget."""
    text = "\n".join(rows)
    return all(f"widget {number}" in text for number in range(WIDGETS))


def once(command: list[str], complete, state: str) -> tuple[float, float]:
    """Seconds to the first complete frame, and of CPU until then."""
    with Terminal(command, CONCVIZ_STATE=state) as terminal:
        when = terminal.until(complete, 30)
        if when is None:
            raise SystemExit("no complete frame within 30 s:\n" + "\n".join(terminal.display))
        times = psutil.Process(terminal.process.pid).cpu_times()
        return when - terminal.started, times.user + times.system


def measure(repeats: int = 9) -> list[Row]:
    """Both, in turn; the first pair, in which Python compiles what is new, is not counted."""
    pairs = []
    with tempfile.TemporaryDirectory() as state:
        for _ in range(repeats + 1):
            theirs = once([sys.executable, "-c", MINIMAL], minimal_complete, state)
            pairs.append((theirs, once(concviz(), concviz_complete, state)))
    rows = []
    for which, what in enumerate(("wall", "CPU")):
        theirs, ours = ([pair[whose][which] for pair in pairs[1:]] for whose in (0, 1))
        ratios = sorted(our / their for our, their in zip(ours, theirs, strict=True))
        for name, times in (("minimal Textual app", theirs), ("concviz", ours)):
            note = f"fastest {min(times) * 1000:.0f}"
            rows.append(Row(f"first frame: {name}, {what}, median", statistics.median(times) * 1000, "ms", note=note))
        note = f"{ratios[0]:.2f} to {ratios[-1]:.2f}, fastest to fastest {min(ours) / min(theirs):.2f}"
        rows.append(
            Row(f"first frame: ratio, {what}, median of pairs", statistics.median(ratios), "times", BUDGET, note)
        )
    return rows


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:2])))
