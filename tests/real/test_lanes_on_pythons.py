"""Every kind of worker under every Python of this machine writes lanes that this Python reads."""

import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from concviz.engine import lab
from concviz.engine.lab.lanes.lane import current_core
from concviz.engine.lab.lanes.lane_file import RAN, READY, WHOLE
from concviz.engine.lab.lanes.lane_reader import LaneReader, claimed

from tests.support.pythons import WANTED, python_of
from tests.support.real_processes import DEADLINE_S

SCRIPT = Path(__file__).with_name("lanes_script.py")
WAITING = """
import asyncio

async def awork(item):
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, None)
    await future
    return item
"""


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A folder from which nothing but the lab can be imported."""
    package = tmp_path / "stage" / "concviz" / "engine"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package.parent / "__init__.py").touch()
    (package / "lab").symlink_to(Path(lab.__path__[0]))
    return tmp_path / "stage"


@pytest.mark.real
@pytest.mark.parametrize("version", WANTED)
def test_all_kinds_of_workers(version: str, stage: Path, tmp_path: Path) -> None:
    python = python_of(version)
    run = tmp_path / "run"
    run.mkdir()
    task = tmp_path / "waiting.py"
    task.write_text(WAITING)
    environment = {**os.environ, "PYTHONPATH": str(stage)}
    command = [python.path, "-P", "-s", str(SCRIPT), str(run), str(task)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=DEADLINE_S, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""

    readers = [LaneReader(run / f"lane-{number:05d}") for number in range(1, claimed(run) + 1)]
    kinds = Counter(reader.header.kind for reader in readers)
    interpreters = 1 if python.version >= "3.14" else 0
    assert kinds == Counter(main=1, process=3, thread=2, interpreter=interpreters, coroutine=1)
    for reader in readers:
        check(reader)
        assert reader.header.gil is not python.free_threaded


def check(reader: LaneReader) -> None:
    """All items are there, in order, and the worker said goodbye."""
    spans = reader.drain()
    count = 1 if reader.header.kind == "main" else 6
    assert [span.item for span in spans if span.flag == WHOLE] == list(range(count))
    assert all(span.cpu_ns >= 0 and span.start_ns < span.end_ns for span in spans)
    assert all((span.core >= 0) == (current_core() >= 0) for span in spans), "ctypes works in every kind of worker"
    state = reader.totals()
    assert (state.items, state.dropped, state.current_item, state.ended) == (count, 0, -1, True), reader.header
    if reader.header.kind == "coroutine":
        assert [span.flag for span in spans] == [RAN, READY, RAN, WHOLE] * 6
