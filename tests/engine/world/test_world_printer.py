import asyncio

import pytest
from concviz.engine.world.printer import PrinterService
from concviz.engine.world.service_options import OptionError, Options

JOB = b"%!PS-Adobe-3.0\n(showpage) show\nshowpage\nshowpage\n%%EOF\n"


async def send(address: str, job: bytes) -> bytes:
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(job)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return answer


def test_it_tells_how_many_pages_came_out():
    async def conversation():
        address = await PrinterService(Options({"printers": 1, "pages_per_s": 10_000})).start()
        return await send(address, JOB), await send(address, b"%!PS\n"), await send(address, b"GET / HTTP/1.1\r\n\r\n")

    two, none, refused = asyncio.run(conversation())
    assert b"PAGES=2\r\n" in two
    assert b"PAGES=0\r\n" in none
    assert b"CANCELED" in refused
    assert b"PAGES" not in refused


def test_it_does_one_job_at_a_time(monkeypatch):
    under_way, most = 0, 0

    async def page_time(_seconds, sleep=asyncio.sleep):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(20):
            await sleep(0)
        under_way -= 1

    async def conversation():
        one, *_ = (await PrinterService(Options({"printers": 3})).start()).split()
        monkeypatch.setattr("concviz.engine.world.printer.asyncio.sleep", page_time)
        return await asyncio.gather(*(send(one, JOB) for _ in range(5)))

    answers = asyncio.run(conversation())
    assert [b"PAGES=2" in answer for answer in answers] == [True] * 5
    assert most == 1


def test_a_sender_that_vanishes_does_not_stop_the_next_one():
    async def conversation():
        address = await PrinterService(Options({"printers": 1, "pages_per_s": 10_000})).start()
        host, port = address.split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"%!PS half a job")
        writer.transport.abort()
        return await send(address, JOB)

    assert b"PAGES=2" in asyncio.run(conversation())


def test_a_job_has_its_limit(monkeypatch):
    monkeypatch.setattr("concviz.engine.world.printer.LONGEST_JOB", 10)

    async def conversation():
        return await send(await PrinterService(Options({"printers": 1})).start(), JOB)

    assert b"CANCELED" in asyncio.run(conversation())


@pytest.mark.parametrize("options", [{"printers": 0}, {"printers": 257}, {"pages_per_s": 0}, {"printers": "many"}])
def test_options_that_make_no_sense(options):
    with pytest.raises(OptionError):
        PrinterService(Options(options))
