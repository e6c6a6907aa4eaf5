"""What asyncio models get as `work`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from concviz.engine.lab.coroutine import MeasuredLoop
from concviz.engine.lab.lanes.lane_file import FAILED, RAN, READY, WHOLE
from concviz.engine.lab.lanes.lane_reader import LaneReader, claimed
from concviz.engine.lab.measure import AsyncWork, Failure

TASK = """
import asyncio, sys

async def awork(item):
    await asyncio.sleep(0)
    if item == "raise":
        raise LookupError("gone")
    if item == "exit":
        sys.exit(4)
    if item == "cancelled":
        raise asyncio.CancelledError("by itself")
    if item == "forever":
        await asyncio.get_running_loop().create_future()
    return item * 2
"""
BLOCKING = "def work(item):\n    return item + 1\n"

Make = Callable[..., AsyncWork]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(code: str = TASK, workers: int = 2, on_result: Any = None, capacity: int = 1000) -> AsyncWork:
        path = tmp_path / f"task_{abs(hash(code))}.py"
        path.write_text(code)
        return AsyncWork(str(path), str(tmp_path), "coroutine", capacity, workers=workers, on_result=on_result)

    return make


def run(main: Any) -> Any:
    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        return runner.run(main)


def lane(folder: Path, number: int = 1) -> LaneReader:
    return LaneReader(folder / f"lane-{number:05d}")


def test_results_come_back_and_are_reported(make: Make, tmp_path: Path) -> None:
    got: dict[int, Any] = {}
    work = make(on_result=got.__setitem__)
    assert run(work((3, 21))) == (3, 42)
    assert got == {3: 42}
    assert [span.flag for span in lane(tmp_path).drain()] == [RAN, READY, RAN, WHOLE]
    assert lane(tmp_path).header.kind == "coroutine"


def test_work_that_can_not_be_awaited_runs_in_one_step(make: Make, tmp_path: Path) -> None:
    assert run(make(BLOCKING)((0, 1))) == (0, 2)
    assert [span.flag for span in lane(tmp_path).drain()] == [RAN, WHOLE]


def test_as_many_lanes_as_items_are_under_way_and_they_take_turns(make: Make, tmp_path: Path) -> None:
    work = make(workers=3)

    async def main() -> None:
        limit = asyncio.Semaphore(3)

        async def one(item: tuple[int, int]) -> None:
            async with limit:
                await work(item)

        async with asyncio.TaskGroup() as tasks:
            for item in enumerate(range(30)):
                tasks.create_task(one(item))

    run(main())
    assert claimed(tmp_path) == 3
    assert [lane(tmp_path, number).totals().items for number in (1, 2, 3)] == [10, 10, 10]


def test_more_items_under_way_than_planned_get_short_lanes(make: Make, tmp_path: Path) -> None:
    work = make(workers=2)

    async def main() -> None:
        await asyncio.gather(*(work(item) for item in enumerate(range(5))))

    run(main())
    assert [lane(tmp_path, number).header.capacity for number in range(1, 6)] == [1000, 1000, 256, 256, 256]


@pytest.mark.parametrize(
    ("item", "type_name", "message"),
    [
        ("raise", "LookupError", "gone"),
        ("exit", "SystemExit", "4"),
        ("cancelled", "CancelledError", "by itself"),
    ],
)
def test_an_item_that_fails(make: Make, tmp_path: Path, item: str, type_name: str, message: str) -> None:
    _, failure = run(make()((5, item)))
    assert failure[:4] == (1, 5, type_name, message)
    assert failure.traceback.splitlines()[1].endswith("in awork")
    assert [span.flag for span in lane(tmp_path).drain()][-1] == FAILED


def test_a_wrong_signature_is_a_failure(make: Make) -> None:
    _, failure = run(make("async def awork(): pass\n")((0, 1)))
    assert isinstance(failure, Failure)
    assert failure.type == "TypeError"
    assert "measure.py" not in failure.traceback


def test_cancelling_from_outside_goes_through_and_frees_the_lane(make: Make, tmp_path: Path) -> None:
    work = make()

    async def main() -> None:
        task = asyncio.create_task(work((0, "forever")))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await work((1, 4)) == (1, 8)

    run(main())
    assert claimed(tmp_path) == 1
    assert [span.item for span in lane(tmp_path).drain() if span.flag in (WHOLE, FAILED)] == [0, 1]


def test_what_the_callback_raises_ends_the_run(make: Make) -> None:
    class Enough(Exception):
        pass

    def refuse(index: int, result: Any) -> None:
        raise Enough(index)

    work = make(on_result=refuse)

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(work((0, "forever")))  # type: ignore[arg-type]
            tasks.create_task(work((1, 1)))  # type: ignore[arg-type]

    with pytest.raises(ExceptionGroup) as group:
        run(main())
    assert [type(problem) for problem in group.value.exceptions] == [Enough]


def test_a_lane_that_can_not_be_opened_is_a_failure(make: Make, tmp_path: Path) -> None:
    work = make()
    for path in tmp_path.iterdir():
        path.unlink()
    tmp_path.rmdir()
    _, failure = run(work((0, 1)))
    assert failure.lane == 0
    assert "could not open its log" in failure.message
