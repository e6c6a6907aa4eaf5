import asyncio
import zlib

import pytest
from concviz.engine.lab.tasks import streams


@pytest.fixture(autouse=True)
def no_device_kept():
    yield
    if hasattr(streams._local, "device"):
        with streams._local.device as device:
            device.stdin.close()
        assert device.returncode == 0
        streams._local.__dict__.clear()


def expected(question: str) -> tuple[int, str]:
    reading = zlib.crc32(f"{question}\n".encode()) % 10_000
    return reading, f"reading {reading} is out of range" if reading > 9_000 else ""


def test_answers_and_warnings_belong_to_their_questions():
    items = streams.items(60, seed=1, pace_ms=0)
    results = [streams.work(item) for item in items]
    assert results == [expected(question) for _, question in items]
    assert 0 < sum(bool(warning) for _, warning in results) < 20
    assert streams.combine([(10, ""), (20, "reading 20 is out of range")]) == "2 readings, mean 15.0, 1 warnings"


def test_a_thread_keeps_its_device():
    items = streams.items(2, seed=1, pace_ms=0)
    streams.work(items[0])
    device = streams._local.device
    streams.work(items[1])
    assert streams._local.device is device


def test_awaited_it_is_the_same_with_a_device_for_each_question_under_way(capfd):
    items = streams.items(20, seed=1, pace_ms=0)
    limit = None

    async def ask(item):
        async with limit:
            return await streams.awork(item)

    async def gather():
        nonlocal limit
        limit = asyncio.Semaphore(3)
        results = await asyncio.gather(*map(ask, items))
        devices = [device for device, _ in streams._idle[asyncio.get_running_loop()]]
        return results, devices

    results, devices = asyncio.run(gather())
    assert results == [expected(question) for _, question in items]
    assert 1 <= len(devices) <= 3
    assert all(device.returncode is not None for device in devices)
    assert capfd.readouterr().err == ""
