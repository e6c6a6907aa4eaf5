"""A measured coroutine sees all that one which is simply awaited would: values, exceptions, cancellation, its end."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import coroutine
from typing import Any

import pytest
from concviz.engine.lab.coroutine import MeasuredLoop, measure
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import FAILED, RAN, READY, WHOLE
from concviz.engine.lab.lanes.lane_reader import LaneReader, Span

Main = Callable[[Lane], Coroutine[Any, Any, Any]]
Drive = Callable[[Main], tuple[Any, list[Span]]]


def flags(spans: list[Span]) -> list[int]:
    return [span.flag for span in spans]


async def soon() -> None:
    """Waits for a future that the loop resolves in its next round."""
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, None)
    await future


def test_an_exception_comes_out_and_the_item_is_failed(drive: Drive) -> None:
    async def work() -> None:
        await soon()
        raise LookupError("gone")

    async def main(lane: Lane) -> None:
        with pytest.raises(LookupError, match="gone"):
            await measure(work(), lane, 3)

    _, spans = drive(main)
    assert flags(spans) == [RAN, READY, RAN, FAILED]


def test_an_exception_of_what_it_waits_for_goes_in_and_can_be_caught(drive: Drive) -> None:
    async def work() -> str:
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_exception, OSError("line cut"))
        try:
            await future
        except OSError as problem:
            await soon()
            return str(problem)
        return "no"

    result, spans = drive(lambda lane: measure(work(), lane, 0))
    assert result == "line cut"
    assert flags(spans) == [RAN, READY, RAN, READY, RAN, WHOLE]


def test_values_are_sent_in(tmp_path: Path) -> None:
    @coroutine
    def echo() -> Any:
        first = yield "ask"
        second = yield first + 1
        return second

    async def work() -> Any:
        return await echo()

    async def main() -> Any:
        steps = measure(work(), lane, 0).__await__()
        assert next(steps) == "ask"
        assert steps.send(10) == 11
        with pytest.raises(StopIteration) as stop:
            steps.send("last")
        return stop.value.value

    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    assert asyncio.run(main()) == "last"
    lane.close()


def test_cancelling_reaches_the_coroutine_which_may_clean_up(drive: Drive) -> None:
    seen: list[str] = []

    async def work() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            seen.append("cancelled")
            await soon()
            raise
        finally:
            seen.append("cleaned")

    async def main(lane: Lane) -> bool:
        task = asyncio.create_task(measure(work(), lane, 0))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return task.cancelled()

    cancelled, spans = drive(main)
    assert cancelled
    assert seen == ["cancelled", "cleaned"]
    assert flags(spans) == [RAN, READY, RAN, READY, RAN, FAILED]


def test_a_timeout_inside_the_coroutine_works(drive: Drive) -> None:
    async def work() -> str:
        try:
            async with asyncio.timeout(0.001):
                await asyncio.get_running_loop().create_future()
        except TimeoutError:
            return "too late"
        return "no"

    result, spans = drive(lambda lane: measure(work(), lane, 0))
    assert result == "too late"
    assert flags(spans)[-1] == WHOLE


def test_a_timeout_around_the_coroutine_works(drive: Drive) -> None:
    async def main(lane: Lane) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await measure(asyncio.get_running_loop().create_future().__await__(), lane, 0)  # type: ignore

    _, spans = drive(main)
    assert flags(spans)[-1] == FAILED


def test_a_task_group_cancels_its_other_coroutines(drive: Drive) -> None:
    seen: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            seen.append("cancelled")

    async def fails() -> None:
        raise ValueError("first")

    async def main(lane: Lane) -> None:
        async def group_of_two() -> None:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(measure(waits(), lane, 0))
                await soon()
                tasks.create_task(fails())

        with pytest.raises(ExceptionGroup) as group:
            await group_of_two()
        assert [str(problem) for problem in group.value.exceptions] == ["first"]

    _, spans = drive(main)
    assert seen == ["cancelled"]
    assert flags(spans)[-1] == FAILED


def test_a_task_group_inside_the_coroutine_works(drive: Drive) -> None:
    async def child(number: int) -> int:
        await asyncio.sleep(0)
        return number

    async def work() -> int:
        async with asyncio.TaskGroup() as tasks:
            children: list[asyncio.Task[int]] = [tasks.create_task(child(number)) for number in range(3)]
        return sum(task.result() for task in children)

    result, spans = drive(lambda lane: measure(work(), lane, 0))
    assert result == 3
    assert flags(spans)[-1] == WHOLE


def test_an_asynchronous_generator_is_finalised(drive: Drive) -> None:
    closed: list[bool] = []

    async def numbers() -> Any:
        try:
            for number in range(10):
                await asyncio.sleep(0)
                yield number
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    async def work() -> int:
        async for number in numbers():
            if number == 2:
                return number
        return -1

    async def main(lane: Lane) -> int:
        result = await measure(work(), lane, 0)
        gc.collect()
        while not closed:
            await asyncio.sleep(0)
        return result

    result, _ = drive(main)
    assert result == 2
    assert closed == [True]


def test_a_coroutine_thrown_away_is_closed_and_its_item_failed(tmp_path: Path) -> None:
    closed: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            closed.append(True)

    async def main() -> None:
        steps: Any = measure(work(), lane, 4)
        steps.send(None)
        steps.close()

    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        runner.run(main())
    spans = LaneReader(tmp_path / "lane-00001").drain()
    assert closed == [True]
    assert flags(spans) == [RAN, FAILED]
    lane.close()


def test_the_current_task_is_the_same_inside_and_outside(drive: Drive) -> None:
    async def work() -> object:
        await soon()
        return asyncio.current_task()

    async def main(lane: Lane) -> bool:
        return await measure(work(), lane, 0) is asyncio.current_task()

    same, _ = drive(main)
    assert same
