"""The driver passes everything through that an awaited coroutine would see, and the parts of an item are true."""

import asyncio
import gc
import itertools
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from types import coroutine
from typing import Any

import pytest
from concviz.engine.lab.coroutine import MeasuredLoop, measured
from concviz.engine.lab.lane import Lane
from concviz.engine.lab.lane_file import FAILED, RAN, READY, WHOLE
from concviz.engine.lab.lane_reader import LaneReader, Span

Main = Callable[[Lane], Coroutine[Any, Any, Any]]
Run = Callable[[Main], tuple[Any, list[Span]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
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


def flags(spans: list[Span]) -> list[int]:
    return [span.flag for span in spans]


def burn(ns: int) -> None:
    until = time.thread_time_ns() + ns
    while time.thread_time_ns() < until:
        pass


async def soon() -> None:
    """Waits for a future that the loop resolves in its next round."""
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, None)
    await future


def test_a_coroutine_that_never_waits_is_one_step(run: Run) -> None:
    async def work() -> int:
        burn(200_000)
        return 42

    result, spans = run(lambda lane: measured(work(), lane, 7))
    assert result == 42
    assert flags(spans) == [RAN, WHOLE]
    ran, whole = spans
    assert (ran.start_ns, ran.end_ns, ran.cpu_ns) == (whole.start_ns, whole.end_ns, whole.cpu_ns)
    assert 200_000 <= whole.cpu_ns <= whole.end_ns - whole.start_ns
    assert {span.item for span in spans} == {7}


def test_parts_follow_each_other_and_lie_inside_the_whole(run: Run) -> None:
    async def work() -> str:
        await soon()
        burn(100_000)
        await soon()
        return "done"

    result, spans = run(lambda lane: measured(work(), lane, 1))
    assert result == "done"
    assert flags(spans) == [RAN, READY, RAN, READY, RAN, WHOLE]
    *parts, whole = spans
    for earlier, later in itertools.pairwise(parts):
        assert earlier.end_ns <= later.start_ns
        if later.flag == RAN:
            assert earlier.end_ns == later.start_ns, "it runs as soon as it is no longer only ready"
    assert (whole.start_ns, whole.end_ns) == (parts[0].start_ns, parts[-1].end_ns)
    assert whole.cpu_ns == sum(part.cpu_ns for part in parts)


def test_ready_begins_when_the_future_is_resolved_and_lasts_while_another_holds_the_loop(run: Run) -> None:
    times: dict[str, int] = {}

    async def waits(future: asyncio.Future) -> None:
        await future

    async def main(lane: Lane) -> None:
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(measured(waits(future), lane, 0))
        await asyncio.sleep(0)
        burn(1_000_000)
        times["before"] = time.perf_counter_ns()
        future.set_result(None)
        times["after"] = time.perf_counter_ns()
        burn(2_000_000)
        times["let go"] = time.perf_counter_ns()
        await task

    _, spans = run(main)
    assert flags(spans) == [RAN, READY, RAN, WHOLE]
    ready = spans[1]
    assert times["before"] <= ready.start_ns <= times["after"]
    assert ready.end_ns >= times["let go"]
    assert ready.start_ns - spans[0].end_ns >= 1_000_000, "it waited while its future was open"


def test_a_bare_yield_is_ready_at_once(run: Run) -> None:
    async def work() -> None:
        await asyncio.sleep(0)

    _, spans = run(lambda lane: measured(work(), lane, 0))
    assert flags(spans) == [RAN, READY, RAN, WHOLE]
    assert spans[1].start_ns == spans[0].end_ns


def test_on_another_loop_it_runs_too_and_only_a_bare_yield_counts_as_ready(tmp_path: Path) -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        await soon()
        return 5

    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        assert runner.run(measured(work(), lane, 0)) == 5
    assert flags(LaneReader(tmp_path / "lane-00001").drain()) == [RAN, READY, RAN, RAN, WHOLE]
    lane.close()


def test_an_exception_comes_out_and_the_item_is_failed(run: Run) -> None:
    async def work() -> None:
        await soon()
        raise LookupError("gone")

    async def main(lane: Lane) -> None:
        with pytest.raises(LookupError, match="gone"):
            await measured(work(), lane, 3)

    _, spans = run(main)
    assert flags(spans) == [RAN, READY, RAN, FAILED]


def test_an_exception_of_what_it_waits_for_goes_in_and_can_be_caught(run: Run) -> None:
    async def work() -> str:
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_exception, OSError("line cut"))
        try:
            await future
        except OSError as problem:
            await soon()
            return str(problem)
        return "no"

    result, spans = run(lambda lane: measured(work(), lane, 0))
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
        steps = measured(work(), lane, 0).__await__()
        assert next(steps) == "ask"
        assert steps.send(10) == 11
        with pytest.raises(StopIteration) as stop:
            steps.send("last")
        return stop.value.value

    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    assert asyncio.run(main()) == "last"
    lane.close()


def test_cancelling_reaches_the_coroutine_which_may_clean_up(run: Run) -> None:
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
        task = asyncio.create_task(measured(work(), lane, 0))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return task.cancelled()

    cancelled, spans = run(main)
    assert cancelled
    assert seen == ["cancelled", "cleaned"]
    assert flags(spans) == [RAN, READY, RAN, READY, RAN, FAILED]


def test_a_timeout_inside_the_coroutine_works(run: Run) -> None:
    async def work() -> str:
        try:
            async with asyncio.timeout(0.001):
                await asyncio.get_running_loop().create_future()
        except TimeoutError:
            return "too late"
        return "no"

    result, spans = run(lambda lane: measured(work(), lane, 0))
    assert result == "too late"
    assert flags(spans)[-1] == WHOLE


def test_a_timeout_around_the_coroutine_works(run: Run) -> None:
    async def main(lane: Lane) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await measured(asyncio.get_running_loop().create_future().__await__(), lane, 0)  # type: ignore

    _, spans = run(main)
    assert flags(spans)[-1] == FAILED


def test_a_task_group_cancels_its_other_coroutines(run: Run) -> None:
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
                tasks.create_task(measured(waits(), lane, 0))
                await soon()
                tasks.create_task(fails())

        with pytest.raises(ExceptionGroup) as group:
            await group_of_two()
        assert [str(problem) for problem in group.value.exceptions] == ["first"]

    _, spans = run(main)
    assert seen == ["cancelled"]
    assert flags(spans)[-1] == FAILED


def test_a_task_group_inside_the_coroutine_works(run: Run) -> None:
    async def child(number: int) -> int:
        await asyncio.sleep(0)
        return number

    async def work() -> int:
        async with asyncio.TaskGroup() as tasks:
            children: list[asyncio.Task[int]] = [tasks.create_task(child(number)) for number in range(3)]
        return sum(task.result() for task in children)

    result, spans = run(lambda lane: measured(work(), lane, 0))
    assert result == 3
    assert flags(spans)[-1] == WHOLE


def test_an_asynchronous_generator_is_finalised(run: Run) -> None:
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
        result = await measured(work(), lane, 0)
        gc.collect()
        while not closed:
            await asyncio.sleep(0)
        return result

    result, _ = run(main)
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
        steps: Any = measured(work(), lane, 4)
        steps.send(None)
        steps.close()

    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        runner.run(main())
    spans = LaneReader(tmp_path / "lane-00001").drain()
    assert closed == [True]
    assert flags(spans) == [RAN, FAILED]
    lane.close()


def test_the_current_task_is_the_same_inside_and_outside(run: Run) -> None:
    async def work() -> object:
        await soon()
        return asyncio.current_task()

    async def main(lane: Lane) -> bool:
        return await measured(work(), lane, 0) is asyncio.current_task()

    same, _ = run(main)
    assert same


def test_many_coroutines_at_once_each_get_their_own_times(tmp_path: Path) -> None:
    """Twenty wait for one event each; whoever is resolved last was ready last."""
    lanes = [Lane.claim(str(tmp_path), "coroutine", 8) for _ in range(20)]

    async def waits(future: Awaitable) -> None:
        await future

    async def main() -> None:
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _ in lanes]
        async with asyncio.TaskGroup() as tasks:
            for number, (lane, future) in enumerate(zip(lanes, futures, strict=True)):
                tasks.create_task(measured(waits(future), lane, number))
            await asyncio.sleep(0)
            for future in reversed(futures):
                future.set_result(None)

    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        runner.run(main())
    ready = []
    for number, lane in enumerate(lanes, 1):
        spans = LaneReader(tmp_path / f"lane-{number:05d}").drain()
        assert flags(spans) == [RAN, READY, RAN, WHOLE]
        ready.append(spans[1].start_ns)
        lane.close()
    assert ready == sorted(ready, reverse=True)
