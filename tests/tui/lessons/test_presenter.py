"""The presenter's view and the hall over a real socket: what is told, what is asked, and that losing either stops nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

import msgspec
import pytest
from concviz.engine.lessons.room.cue import Cue
from concviz.tui.lessons.presenter.hall_end import HallEnd, halls_folder
from concviz.tui.lessons.presenter.presenter_app import PresenterApp
from concviz.tui.lessons.presenter.presenter_end import PresenterEnd

from tests.support.fakes import frame

CUE = Cue("02-one-gil", "Two words", 1, 5, "One", "Ask *first* [/bold].", "measure: concviz run pi", "Two", 65.0, 6.0)


@pytest.fixture(autouse=True)
def state(monkeypatch):
    """A state folder with a path that a socket may have."""
    folder = tempfile.mkdtemp(prefix="cv", dir="/tmp")
    monkeypatch.setenv("CONCVIZ_STATE", folder)
    yield Path(folder)
    shutil.rmtree(folder, ignore_errors=True)


class Hall:
    """A hall whose cue a test sets."""

    def __init__(self):
        self.cue, self.asked = CUE, []
        self.end = HallEnd(lambda: self.cue, self.asked.append)

    async def begin(self):
        self.end.begin()
        await until(lambda: self.end.path is not None)

    async def go(self):
        """As if the app had been killed."""
        server = self.end._server
        server.close()
        for writer in list(self.end._views):
            writer.transport.abort()


async def until(what):
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def following(lesson="02-one-gil"):
    heard = []
    end = PresenterEnd(lesson, heard.append)
    task = asyncio.create_task(end.follow())
    try:
        yield end, heard
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_the_cue_is_heard_deeds_are_done_and_a_hall_that_is_gone_is_found_again():
    hall = Hall()
    async with following() as (end, heard):
        assert not end.ask("next")
        await hall.begin()
        assert stat.S_IMODE(halls_folder().stat().st_mode) == 0o700
        await until(lambda: heard == [CUE])
        assert end.ask("next")
        assert end.ask("back")
        await until(lambda: hall.asked == ["next", "back"])
        hall.cue = msgspec.structs.replace(CUE, step=2)
        await until(lambda: heard[-1].step == 2)
        await hall.go()
        await until(lambda: heard[-1] is None)
        again = Hall()
        await again.begin()
        await until(lambda: heard[-1] == CUE)
        again.end.close()
        assert list(halls_folder().iterdir()) == []


async def test_a_socket_that_was_left_behind_and_another_lesson_are_passed_by():
    hall = Hall()
    halls_folder().mkdir(parents=True)
    await asyncio.start_unix_server(lambda r, w: None, halls_folder() / "1.hall")
    left = halls_folder() / "2.hall"
    server = await asyncio.start_unix_server(lambda r, w: None, left)
    server.close()
    if not left.exists():  # 3.13 takes it away by itself
        import socket

        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(left))
    await hall.begin()
    os.utime(left, (2e9, 2e9))
    async with following("03-processes") as (_, heard):
        await until(lambda: not left.exists())
        await asyncio.sleep(0)
        assert heard == []


@pytest.mark.parametrize("sent", [b"{", b'"rm -rf /"\n', b"[1]\n", b"\xff\n", b"x" * 5000, b"7\n"])
async def test_rubbish_ends_the_view_and_nothing_in_the_hall(sent):
    hall = Hall()
    await hall.begin()
    reader, writer = await asyncio.open_unix_connection(hall.end.path)
    await reader.readline()
    writer.write(sent)
    writer.write_eof()
    assert await asyncio.wait_for(reader.read(), 60) == b""
    writer.close()
    assert hall.asked == []
    async with following() as (_, heard):
        await until(lambda: heard == [CUE])


async def test_the_view_shows_notes_what_is_due_and_the_time_and_its_keys_drive_the_hall():
    hall, now_s = Hall(), [100.0]
    app = PresenterApp(None, clock_s=lambda: now_s[0])
    async with app.run_test(size=(100, 24)) as pilot:

        async def shows(*words):
            deadline = time.monotonic() + 60
            while not all(each in "\n".join(frame(app)) for each in words):
                assert time.monotonic() < deadline, "\n".join(frame(app))
                await pilot.pause(0.02)

        await shows("no lesson is shown yet", "concviz lesson NAME, in the hall's terminal")
        await pilot.press("enter")
        await shows("there is no hall's screen to be driven yet")
        await hall.begin()
        await shows(
            "step 1 of 5  One",
            "Ask first [/bold].",
            "now   measure: concviz run pi",
            "then  Two",
            "01:05 used, 04:55 left",
        )
        now_s[0] += 10
        await shows("01:15 used, 04:45 left")
        await pilot.press("enter", "pagedown", "escape", "left", "A", "r", "s", "V")
        await until(lambda: len(hall.asked) == 8)
        assert hall.asked == ["next", "next", "back", "back", "again", "next", "stop", "vote"]
        await hall.go()
        await shows("the hall's screen is gone: its lesson is waited for", "Ask first [/bold].")
        await pilot.press("q")
    assert app.return_value == 0


@pytest.mark.parametrize("address", ["", "https://lecture-hall-3.example.org:8443/AbCdEfGhIjKlMnOp/"])
async def test_the_address_for_a_phone_is_shown_whole_beside_the_votes(address):
    app = PresenterApp(None)
    async with app.run_test(size=(80, 24)) as pilot:
        app.hear(msgspec.structs.replace(CUE, votes=12, people=30, round=2, phone=address))
        deadline = time.monotonic() + 60
        wanted = {"12 of 30 voted again", *([f"phone {address}"] if address else [])}
        while not all(each in "\n".join(frame(app)) for each in wanted):
            assert time.monotonic() < deadline, "\n".join(frame(app))
            await pilot.pause(0.02)
        assert ("phone" in "\n".join(frame(app))) == bool(address)
