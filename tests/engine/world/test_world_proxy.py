import asyncio

import pytest
from concviz.engine.world.listen import listen
from concviz.engine.world.proxy import ProxyService, target
from concviz.engine.world.service_options import OptionError, Options


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(1000):
        writer.write(piece.upper())
    writer.write(b"the end")


def proxied(conversation, **options):
    async def run():
        host, port = await listen(echo)
        options.setdefault("database", f"postgresql://someone@{host}:{port}/shop")
        near_host, near_port = (await ProxyService(Options(options)).start()).split(":")
        return await asyncio.wait_for(conversation(*await asyncio.open_connection(near_host, int(near_port))), 20)

    return asyncio.run(run())


def test_bytes_go_both_ways_in_order_and_whole():
    sent = b"".join(b"%d " % number for number in range(100_000)) + b"x"

    async def conversation(reader, writer):
        writer.write(sent)
        writer.write_eof()
        return await reader.read()

    assert proxied(conversation, latency_ms=1) == sent.upper() + b"the end"


def test_an_answer_takes_the_latency():
    async def conversation(reader, writer):
        loop = asyncio.get_running_loop()
        start = loop.time()
        writer.write(b"hello")
        answer = await reader.readexactly(5)
        took = loop.time() - start
        writer.close()
        return answer, took

    answer, took = proxied(conversation, latency_ms=120)
    assert answer == b"HELLO"
    assert took >= 0.12


def test_where_there_is_no_database_the_connection_closes(capfd):
    async def conversation(reader, writer):
        return await reader.read()

    async def port_of_nobody():
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        return port

    port = asyncio.run(port_of_nobody())
    assert proxied(conversation, database=f"postgresql://127.0.0.1:{port}/shop") == b""
    assert capfd.readouterr().err == ""


def test_without_a_database_there_is_no_address():
    assert asyncio.run(ProxyService(Options({})).start()) == ""


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", None),
        ("postgresql://me:secret@far.example:5433/shop", ("far.example", 5433)),
        ("postgres://far.example/shop", ("far.example", 5432)),
        ("postgresql:///shop", ("localhost", 5432)),
        ("postgresql:///shop?host=/run/pg&port=5433", ("/run/pg", 5433)),
        ("postgresql://%2Frun%2Fpg/shop", ("/run/pg", 5432)),
    ],
)
def test_targets(url, found):
    assert target(url) == found


@pytest.mark.parametrize("url", ["mysql://far/shop", "shop", "postgresql://far:port/shop", "postgresql://[/shop"])
def test_what_is_no_postgresql_url(url):
    with pytest.raises(OptionError, match="must be a URL like") as caught:
        target(url)
    assert url not in str(caught.value)
