"""The parts of a coroutine's item: it ran, it was ready, and the rest it waited."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from concviz.engine.lab.coroutine import MeasuredLoop, measure, measure_steps
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import RAN, READY, WHOLE
from concviz.engine.lab.lanes.lane_reader import LaneReader, Span

Main = Callable[[Lane], Coroutine[Any, Any, Any]]
Drive = Callable[[Main], tuple[Any, list[Span]]]


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


def test_a_coroutine_that_never_waits_is_one_step(drive: Drive) -> None:
    async def work() -> int:
        burn(200_000)
        return 42

    result, spans = drive(lambda lane: measure(work(), lane, 7))
    assert result == 42
    assert flags(spans) == [RAN, WHOLE]
    ran, whole = spans
    assert (ran.start_ns, ran.end_ns, ran.cpu_ns) == (whole.start_ns, whole.end_ns, whole.cpu_ns)
    assert 200_000 <= whole.cpu_ns <= whole.end_ns - whole.start_ns
    assert {span.item for span in spans} == {7}


def test_parts_follow_each_other_and_lie_inside_the_whole(drive: Drive) -> None:
    async def work() -> str:
        await soon()
        burn(100_000)
        await soon()
        return "done"

    result, spans = drive(lambda lane: measure(work(), lane, 1))
    assert result == "done"
    assert flags(spans) == [RAN, READY, RAN, READY, RAN, WHOLE]
    *parts, whole = spans
    for earlier, later in itertools.pairwise(parts):
        assert earlier.end_ns <= later.start_ns
        if later.flag == RAN:
            assert earlier.end_ns == later.start_ns, "it runs as soon as it is no longer only ready"
    assert (whole.start_ns, whole.end_ns) == (parts[0].start_ns, parts[-1].end_ns)
    assert whole.cpu_ns == sum(part.cpu_ns for part in parts)


def test_ready_begins_when_the_future_is_resolved_and_lasts_while_another_holds_the_loop(drive: Drive) -> None:
    times: dict[str, int] = {}

    async def waits(future: asyncio.Future) -> None:
        await future

    async def main(lane: Lane) -> None:
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(measure(waits(future), lane, 0))
        await asyncio.sleep(0)
        burn(1_000_000)
        times["before"] = time.perf_counter_ns()
        future.set_result(None)
        times["after"] = time.perf_counter_ns()
        burn(2_000_000)
        times["let go"] = time.perf_counter_ns()
        await task

    _, spans = drive(main)
    assert flags(spans) == [RAN, READY, RAN, WHOLE]
    ready = spans[1]
    assert times["before"] <= ready.start_ns <= times["after"]
    assert ready.end_ns >= times["let go"]
    assert ready.start_ns - spans[0].end_ns >= 1_000_000, "it waited while its future was open"


def test_a_bare_yield_is_ready_at_once(drive: Drive) -> None:
    async def work() -> None:
        await asyncio.sleep(0)

    _, spans = drive(lambda lane: measure(work(), lane, 0))
    assert flags(spans) == [RAN, READY, RAN, WHOLE]
    assert spans[1].start_ns == spans[0].end_ns


def test_on_another_loop_it_runs_too_and_only_a_bare_yield_counts_as_ready(tmp_path: Path) -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        await soon()
        return 5

    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        assert runner.run(measure(work(), lane, 0)) == 5
    assert flags(LaneReader(tmp_path / "lane-00001").drain()) == [RAN, READY, RAN, RAN, WHOLE]
    lane.close()


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
                tasks.create_task(measure(waits(future), lane, number))
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


def test_who_sleeps_is_ready_when_the_sleep_is_due_though_the_loop_is_blocked(drive: Drive) -> None:
    async def main(lane: Lane) -> None:
        sleeper = asyncio.create_task(measure(asyncio.sleep(0.005), lane, 1))
        await asyncio.sleep(0)
        time.sleep(0.1)  # nobody notices meanwhile that 5 ms are over
        await sleeper

    _, spans = drive(main)
    ready = next(span for span in spans if span.flag == READY)
    assert ready.end_ns - ready.start_ns >= 90_000_000


def test_of_an_item_that_its_thread_has_begun_only_the_steps_are_written(drive: Drive) -> None:
    async def work() -> int:
        await soon()
        return 5

    result, spans = drive(lambda lane: measure_steps(work(), lane, 7))
    assert (result, flags(spans)) == (5, [RAN, READY, RAN])
    assert {span.item for span in spans} == {7}
