"""First frame: from starting the process to the first complete screen, against a minimal Textual app with as many widgets.

    python tests/benchmarks/first_frame.py [repeats]

Both run in a pty of 120x40, in turn, so that a disturbance hits both. The minimal app mounts as many widgets as the Lab has
before its first frame, and fills the screen with them (a border around each, as the Lab's panels have). Budget: a ratio of 1.3.
"""

from __future__ import annotations

import statistics
import sys
import tempfile

from table import Row, show
from terminal import Terminal, concviz

WIDGETS = 28
"""As many as the Lab mounts before its first frame."""
MINIMAL = f"""
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    CSS = "Screen {{ layout: grid; grid-size: 4 7; }} Static {{ border: round blue; height: 1fr; }}"
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


def once(command: list[str], complete, state: str) -> float:
    """Seconds to the first complete frame."""
    with Terminal(command, CONCVIZ_STATE=state) as terminal:
        when = terminal.until(complete, 30)
        if when is None:
            raise SystemExit("no complete frame within 30 s:\n" + "\n".join(terminal.display))
        return when - terminal.started


def measure(repeats: int = 9) -> list[Row]:
    """Both, in turn; the ratio of the fastest is what a quiet machine would give, the ratio of the medians what this one gave."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as state:
        for _ in range(repeats):
            theirs.append(once([sys.executable, "-c", MINIMAL], minimal_complete, state))
            ours.append(once(concviz(), concviz_complete, state))
    median, least = statistics.median, min
    return [
        Row(
            "first frame: minimal Textual app, median",
            median(theirs) * 1000,
            "ms",
            note=f"fastest {least(theirs) * 1000:.0f}",
        ),
        Row("first frame: concviz, median", median(ours) * 1000, "ms", note=f"fastest {least(ours) * 1000:.0f}"),
        Row("first frame: ratio of medians", median(ours) / median(theirs), "times", 1.3),
        Row("first frame: ratio of the fastest", least(ours) / least(theirs), "times", 1.3),
    ]


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:2])))
