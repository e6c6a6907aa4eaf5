"""A recording process that is killed: everything but the line being made, a quarter of a second, is in its file."""

import signal
import subprocess
import sys

import pytest
from concviz.engine.session.file.reader import load

SCRIPT = """
import sys
from pathlib import Path
from concviz.engine.session import events as e
from concviz.engine.session.memory.log import Session
from concviz.engine.session.file.writer import SessionWriter
session = Session(e.Machine("L", "c", 2, 2, (0, 1), None, 2.0, 1, "3"), writer=SessionWriter(Path(sys.argv[1])))
session.append(e.ProcessTable(0, 1, [(1, 1, "main", 1)]))
for tick in range(1, 1_000_000):
    t_us = tick * 50_000
    rows = [tick * 10 + place for place in range(10)]
    session.append(e.Spans(t_us, 1, 1, rows, [t_us - 50_000 + place * 5_000 for place in range(10)], [5_000] * 10,
                           [4_900] * 10, [0] * 10, [0] * 10))
    session.append(e.Threads(t_us, 1, [tick * 900], [tick], [0]))
    session.append(e.Cores(t_us, 50_000, [900, 10], [800, 0], 800))
    print(tick, flush=True)
"""


HELD = 6
"""Ticks of 50 ms that the line being made can hold, and the one that is being written."""


@pytest.mark.real
@pytest.mark.parametrize("after", [1, 7, 30, 111])
def test_a_killed_recording_loses_at_most_the_line_being_made(tmp_path, after):
    path = tmp_path / "killed.concviz.jsonl"
    with subprocess.Popen([sys.executable, "-c", SCRIPT, path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after):
            last = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        last = max([last, *(int(line) for line in process.stdout if line.endswith("\n"))])
    back = load(path)
    assert back.notice in ("", "The last line was cut off and is left out.")
    assert len(back.cores()) >= last - HELD
    assert len(back.threads(1)) >= last - HELD
    items = back.spans(1).item.tolist()
    assert items == list(range(10, 10 + len(items)))
    assert len(items) >= 10 * (last - HELD)
