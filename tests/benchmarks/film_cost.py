"""What an export costs from end to end, as a user waits for it: `concviz export` on a minute's session, start of Python included.

The session is made up: four threads take turns for 58 s. 4 frames a second at 120x40; a picture; and opening the app's
replay at a moment (read the file, build the snapshot, draw the cells).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from concviz.tui.export.film import Film, View
from table import Row, show

from tests.support.made_sessions import made_run

BUDGETS = {
    "cast": (15, 4),
    "gif": (20, 6),
    "html": (None, 2),
    "png": (1, None),
    "svg": (None, None),
    "trace": (None, None),
}


def recorded(path: Path) -> None:
    """The minute as a file."""
    made = made_run("cpu", "thread", lanes=4, seconds=58.0, items=20_000)
    writer = SessionWriter(path)
    Session(made.machine, clock=lambda: 0, writer=writer)
    for event in events_of(made):
        writer.write(event)
    writer.close()


def measure() -> list[Row]:
    """Time and size of each format, and the cost of one frame."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "minute.concviz.jsonl"
        recorded(path)
        for to, (seconds, megabytes) in BUDGETS.items():
            out = Path(folder) / f"out.{to}"
            begun = time.perf_counter()
            command = [sys.executable, "-m", "concviz.tui", "export", str(path), "--to", to, "-o", str(out), "--plain"]
            subprocess.run(command, check=True, capture_output=True)
            rows.append(Row(f"export a minute to {to}", time.perf_counter() - begun, "s", seconds))
            if megabytes:
                rows.append(Row(f"its size as {to}", out.stat().st_size / 1e6, "MB", megabytes))
        rows += frames(path)
    return rows


def frames(path: Path) -> list[Row]:
    """One frame, at moments in no order, and one after the other."""
    session = load(path)
    with Film(session, View()) as film:
        moments = [session.length_us * number // 40 for number in range(1, 40)]
        begun = time.perf_counter()
        for t_us in moments:
            film.grid(t_us)
        along = (time.perf_counter() - begun) / len(moments)
        begun = time.perf_counter()
        for t_us in sorted(moments, key=lambda t_us: t_us % 7_919):
            film.grid(t_us)
        about = (time.perf_counter() - begun) / len(moments)
    return [
        Row("one frame of a film", along * 1000, "ms", None, "snapshot, panels and cells"),
        Row("one frame anywhere in it", about * 1000, "ms"),
    ]


if __name__ == "__main__":
    show(measure())
