"""What several tests of the lab need."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from concviz.engine.lab.coroutine import MeasuredLoop
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_reader import LaneReader, Span

Main = Callable[[Lane], Coroutine[Any, Any, Any]]
Drive = Callable[[Main], tuple[Any, list[Span]]]


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    """Runs `main(lane)` on the measuring loop: its result, and the spans of the lane."""

    def run(main: Main) -> tuple[Any, list[Span]]:
        lane = Lane.claim(str(tmp_path), "coroutine", 64)
        with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
            result = runner.run(main(lane))
            assert runner.get_loop().ready_ns == {}, "stamps of ended coroutines must not stay"  # type: ignore
        gc.collect()
        reader = LaneReader(tmp_path / "lane-00001")
        spans = reader.drain()
        assert reader.totals().current_item == -1
        reader.close()
        lane.close()
        return result, spans

    return run
