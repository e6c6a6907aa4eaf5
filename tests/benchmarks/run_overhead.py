"""A run inside the app against the same work as a bare script: what watching costs the watched.

Both do the same items of π with the same model code under the same Python at the same niceness, in turn, several times; what is
compared is the wall time from asking for the workers to the last result, as a ratio of medians. The app runs in a pseudo
terminal of 120x40 and is driven by its keys; its time is read from the session it recorded.
"""

from __future__ import annotations

import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from concviz.engine.session.file.reader import load
from table import Row, show

ITEMS = 800
WORKERS = 2
ROUNDS = 5
SCRIPT = """
import os, sys, time
os.nice(10)
from concviz.engine.lab.models import {model} as model
from concviz.engine.lab.tasks import pi
items = pi.items({items}, 1)
began = time.perf_counter()
results = list(model.run(pi.work, items, {workers}))
print(time.perf_counter() - began)
"""


def bare(model: str) -> float:
    """Seconds of the bare script."""
    code = SCRIPT.format(model=model, items=ITEMS, workers=WORKERS)
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def inside(model: str) -> float:
    """Seconds of the same in the app."""
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "CONCVIZ_STATE": state, "TERM": "xterm-256color"}
        leader, follower = pty.openpty()
        _resize(follower)
        command = [
            sys.executable,
            "-m",
            "concviz.tui",
            "--model",
            model,
            "--workers",
            str(WORKERS),
            "--items",
            str(ITEMS),
        ]
        with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=environment) as app:
            os.close(follower)
            _read_for(leader, 4.0)
            os.write(leader, b"r")
            _read_for(leader, 6.0)
            os.write(leader, b"q")
            _read_for(leader, 1.0)
            app.terminate()
        os.close(leader)
        recording = next(Path(state).rglob("*.jsonl*"))
        session = load(recording)
        end = session.run_end(1)
        assert end is not None
        return float(end.result.wall_s)


def _resize(descriptor: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))


def _read_for(descriptor: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            try:
                os.read(descriptor, 1 << 16)
            except OSError:
                return


def measure() -> list[Row]:
    """One row a model."""
    rows = []
    for model in ("threads", "processes"):
        pairs = [(inside(model), bare(model)) for _ in range(ROUNDS)]
        ratio = statistics.median(mine for mine, _ in pairs) / statistics.median(other for _, other in pairs)
        note = f"medians of {ROUNDS} pairs, {ITEMS} items"
        rows.append(Row(f"a run of {model} in the app / as a bare script", ratio, "x", 1.02, note))
    return rows


if __name__ == "__main__":
    show(measure())
