"""Who gets in, what a page may say, and that an app ends with its page: over a real socket, with a small app."""

import asyncio
import contextlib
import json
import os
import socket
import sys
import time

import aiohttp
import psutil
import pytest
from concviz.tui.serve import server
from concviz.tui.serve.server import AppServer, _size

ECHO = """
import os, sys
os.write(1, b"__GANGLION__\\n")
def tell(data):
    os.write(1, b"D" + len(data).to_bytes(4, "big") + data)
tell(b"size %s %s pid %d" % (os.environ["COLUMNS"].encode(), os.environ["ROWS"].encode(), os.getpid()))
while head := sys.stdin.buffer.read(5):
    tell(head[:1] + sys.stdin.buffer.read(int.from_bytes(head[1:], "big")))
"""
"""Says how large it is to be and who it is, then what it is told; ends with its input."""
STUBBORN = ECHO + "\nimport signal\nwhile True: signal.pause()\n"
"""Doesn't even end then."""


@contextlib.asynccontextmanager
async def serving(source=ECHO):
    """A server of that app and a client."""
    made = AppServer([sys.executable, "-c", source], socket.create_server(("127.0.0.1", 0)), "tried")
    runner = aiohttp.web.AppRunner(await made.make_app(lambda: None), shutdown_timeout=1.0)
    await runner.setup()
    await aiohttp.web.SockSite(runner, made._listener).start()
    try:
        async with aiohttp.ClientSession() as client:
            yield made, client
    finally:
        await runner.cleanup()


def origin(made):
    """What a page of this server says of itself."""
    return {"Origin": made.address.split(f"/{made.code}")[0]}


def channel(made, client, query="?width=100&height=30"):
    return client.ws_connect(f"{made.address}channel{query}", headers=origin(made))


async def said(page):
    message = await asyncio.wait_for(page.receive(), 60)
    assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
    return message.data


async def pid_of(page):
    return int((await said(page)).rsplit(b" ", 1)[1])


async def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def test_a_page_loads_nothing_from_elsewhere_and_tells_nobody_its_address():
    async with serving() as (made, client), client.get(made.address) as answer:
        text = await answer.text()
        assert answer.status == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "http" not in text.replace('location.protocol === "https:"', "")
        for name in ("static/js/textual.js", "static/css/xterm.css", "fonts/JetBrainsMono-Regular.ttf"):
            assert name in text
            async with client.get(made.address.replace(made.code + "/", name)) as part:
                assert part.status == 200, name


@pytest.mark.parametrize(("asked", "used"), [("", 16), ("24", 24), ("1", 6), ("9999", 64), ("<b>", 16), ("²", 16)])
async def test_the_size_of_its_letters_is_a_number(asked, used):
    async with serving() as (made, client), client.get(made.address, params={"fontsize": asked}) as answer:
        assert f'data-font-size="{used}"' in await answer.text()


async def test_without_the_code_there_is_nothing():
    async with serving() as (made, client):
        for path in ("/", "/x/", "/x/channel", "/channel", f"/{made.code[:-1]}/", "/%00/", "/π/"):
            async with client.get(f"http://127.0.0.1:{made.port}{path}", headers=origin(made)) as answer:
                assert answer.status == 404, path
                assert made.code not in await answer.text()


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
async def test_a_page_of_another_address_does_not_drive_the_app(headers):
    async with serving() as (made, client), client.get(f"{made.address}channel", headers=headers) as answer:
        assert answer.status == 403


async def test_what_a_page_says_reaches_its_app_and_the_answer_the_page():
    async with serving() as (made, client), channel(made, client) as page:
        assert (await said(page)).startswith(b"size 100 30 pid ")
        await page.send_str(json.dumps(["stdin", "rπ"]))
        assert await said(page) == b"D" + "rπ".encode()
        await page.send_str(json.dumps(["resize", {"width": 120, "height": 9999}]))
        assert json.loads((await said(page))[1:]) == {"type": "resize", "width": 120, "height": 200}
        await page.send_str(json.dumps(["ping", "7"]))
        assert json.loads(await said(page)) == ["pong", "7"]
        for word in ("focus", "blur"):
            await page.send_str(json.dumps([word]))
            assert json.loads((await said(page))[1:]) == {"type": word}


async def test_rubbish_is_passed_over(caplog):
    rubbish = [
        "", "{", "[]", "{}", "7", "null", '["stdin"]', '["resize"]', '["resize", 7]', '["resize", {"width": {}}]', '["x", 1]',
        '[["stdin", "x"]]', "[" * 5000, '["resize", {"width": 1e999, "height": NaN}]',
    ]  # fmt: skip
    async with serving() as (made, client), channel(made, client) as page:
        await pid_of(page)
        for each in rubbish:
            await page.send_str(each)
            await page.send_bytes(each.encode())
        await page.send_str(json.dumps(["stdin", "after"]))
        answers = [await said(page)]
        while answers[-1] != b"Dafter":
            answers.append(await said(page))
    assert not caplog.records


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ((None, None), (80, 24)), (("100", 30), (100, 30)), ((9, 4), (10, 5)), ((10, 5), (10, 5)),
        ((501, 201), (500, 200)), ((500, 200), (500, 200)), ((-1, "x"), (10, 24)), ((float("inf"), float("nan")), (80, 24)),
    ],
)  # fmt: skip
def test_sizes_are_those_that_can_be_drawn(asked, used):
    assert _size(*asked) == used


@pytest.mark.parametrize("source", [ECHO, STUBBORN], ids=["willing", "stubborn"])
async def test_an_app_ends_with_its_page(source, monkeypatch):
    monkeypatch.setattr("concviz.tui.serve.served_app.LEAVE_S", 0.5)
    async with serving(source) as (made, client):
        async with channel(made, client) as page:
            pid = await pid_of(page)
            assert psutil.pid_exists(pid)
        await until(lambda: not psutil.pid_exists(pid))
        await until(lambda: not made._open)


async def test_every_app_ends_with_the_server():
    async with serving() as (made, client):
        pages = [await channel(made, client) for _ in range(3)]
        pids = [await pid_of(page) for page in pages]
    assert len(set(pids)) == 3
    await until(lambda: not any(map(psutil.pid_exists, pids)))


async def test_more_pages_than_apps_are_told_so(monkeypatch):
    monkeypatch.setattr(server, "MOST_APPS", 1)
    async with serving() as (made, client), channel(made, client) as page:
        await pid_of(page)
        async with client.get(f"{made.address}channel", headers=origin(made)) as answer:
            assert (answer.status, await answer.text()) == (503, "1 pages are open already: close one.")


async def test_what_an_app_says_at_its_end_is_said_in_the_terminal(capfd):
    source = ECHO + '\nos.write(2, "kept as π\\n".encode())\n'
    async with serving(source) as (made, client):
        async with channel(made, client) as page:
            await pid_of(page)
        await until(lambda: not made._open)
    assert capfd.readouterr().err == "kept as π\n"


def test_the_address_is_one_that_this_machine_reaches():
    for host, begin in (("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")):
        with socket.create_server((host, 0)) as listener:
            assert AppServer([], listener, "x").address.startswith(begin + str(listener.getsockname()[1]))
    assert os.path.sep not in AppServer([], socket.create_server(("127.0.0.1", 0)), "x").code
