"""The hall's screen on the class's page: who may follow, what comes, that everybody rewinds for himself, and what is not sent twice."""

import asyncio
import base64
import json
import zlib

import pytest
from concviz.engine.export.film.player.growing_reel import STRETCH

from tests.support.export_samples import GROUND, picture
from tests.support.headless_chromium import CHROMIUM, Browser
from tests.tui.classroom.test_classroom import classroom, visitor


def show(room, count, begin=0):
    """So many frames, two a second."""
    for number in range(begin, begin + count):
        room.hall.show(number * 500, picture(number % 12), GROUND, f"step {number // 50}")
    room._wake()


async def frames(events, least):
    """Frames that come, until there are so many."""
    found = []
    while len(found) < least:
        line = await asyncio.wait_for(events.content.readline(), 60)
        assert line, "the page was let go"
        if line == b"event: hall\n":
            packed = (await events.content.readline()).removeprefix(b"data: ")
            found.append(json.loads(zlib.decompress(base64.b64decode(packed))))
    return found


async def test_who_follows_begins_at_the_newest_whole_picture_and_hears_what_comes():
    async with classroom() as (room, _), visitor(room) as client:
        show(room, STRETCH + 3)
        async with client.get(f"{room.address}events?hall") as events:
            hello, first, *_ = await frames(events, 4)
            assert hello["hello"]
            assert (first["n"], first["size"]) == (STRETCH, [picture(0).columns, len(picture(0).rows)])
            show(room, 2, STRETCH + 3)
            assert [each["n"] for each in await frames(events, 2)] == [STRETCH + 3, STRETCH + 4]
        async with client.get(f"{room.address}before/{STRETCH}") as answer:
            assert len((await answer.read()).splitlines()) == STRETCH
        for number, status in (("0", 200), ("99999", 200), ("-1", 404), ("x", 404), ("9" * 30, 404)):
            async with client.get(f"{room.address}before/{number}") as answer:
                assert (answer.status, await answer.read() if status == 200 else b"") == (status, b""), number


async def test_who_does_not_follow_is_sent_none_of_it_and_who_has_no_code_gets_nothing():
    async with classroom() as (room, _), visitor(room) as client:
        show(room, 3)
        async with client.get(f"{room.address}events") as events:
            line = await asyncio.wait_for(events.content.readline(), 60)
            assert json.loads(line.removeprefix(b"data: "))["hall"] is True
            room._publish(room._poster.__class__("T", "other", 1, 1, "read"))
            while b"other" not in line:
                line = await asyncio.wait_for(events.content.readline(), 60)
                assert not line.startswith(b"event")
        base = room.address.removesuffix(f"{room.code}/")
        for path in ("x/hall.html", "x/player.js", "x/before/1", f"{room.lecturer.code}/hall.html"):
            async with client.get(base + path) as answer:
                assert answer.status == 404, path


async def test_what_a_browser_has_is_not_sent_again():
    async with classroom() as (room, _), visitor(room) as client:
        for path in ("", "room.js", "hall.js", "room.css", "hall.html", "player.js", "player.css"):
            async with client.get(room.address + path) as answer:
                tag, text = answer.headers["ETag"], await answer.text()
                assert answer.headers["Content-Encoding"] == "gzip"
                assert answer.headers["Cache-Control"] == "no-cache"
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            async with client.get(room.address + path, headers={"Accept-Encoding": "identity"}) as answer:
                assert await answer.text() == text
            async with client.get(room.address + path, headers={"If-None-Match": tag}) as answer:
                assert (answer.status, await answer.read()) == (304, b"")


PLAYER = "document.querySelector('iframe').contentDocument"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_it_is_followed_and_rewound_in_a_browser(tmp_path):
    async with classroom() as (room, _):
        show(room, STRETCH + 10)
        await asyncio.to_thread(_follow_and_rewind, room, tmp_path)


def _follow_and_rewind(room, folder):
    browser = Browser(folder)
    try:
        browser.call("Page.navigate", url=room.address)
        browser.until("!document.getElementById('hall').hidden")
        browser.js("document.getElementById('follow').click()")
        browser.until(f"{PLAYER}.querySelector('.time').textContent === '00:34 / 00:34'")
        show(room, 2, STRETCH + 10)
        browser.until(f"{PLAYER}.querySelector('.time').textContent === '00:35 / 00:35'")
        browser.js(
            f"(() => {{ const bar = {PLAYER}.querySelector('.bar input'); bar.value = 3; bar.dispatchEvent(new Event('input')) }})()"
        )
        browser.until(f"{PLAYER}.querySelector('.now').getAttribute('aria-pressed') === 'false'")
        show(room, 4, STRETCH + 12)
        browser.until(f"{PLAYER}.querySelector('.time').textContent === '00:03 / 00:37'")
        assert any("/before/" in each for each in browser.fetched), "what came before is fetched by who rewinds"
        browser.js(f"{PLAYER}.querySelector('.now').click()")
        browser.until(f"{PLAYER}.querySelector('.time').textContent === '00:37 / 00:37'")
        assert browser.js(f"{PLAYER}.querySelectorAll('.chapters button').length") == 2
        browser.js("document.getElementById('follow').click()")
        browser.until("!document.querySelector('iframe')")
        assert not [each for each in browser.fetched if not each.startswith(room.address)]
        assert browser.said == []
    finally:
        browser.close()
