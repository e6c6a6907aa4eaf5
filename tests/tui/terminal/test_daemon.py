"""Work on threads that nobody waits for at the end."""

import ast
import asyncio
import threading
from pathlib import Path

import pytest
from concviz.tui.terminal.daemon import on_daemon

from tests.support.fakes import app_for

TUI = Path(__file__).parent.parent.parent.parent / "tui"


async def test_it_gives_what_the_work_returns_or_raises():
    assert await on_daemon(lambda: threading.current_thread().daemon, "work") is True
    with pytest.raises(ZeroDivisionError):
        await on_daemon(lambda: 1 / 0, "work")


async def test_whoever_stops_waiting_is_told_nothing():
    begun, go = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait(30)

    waiting = asyncio.create_task(on_daemon(work, "work"))
    while not begun.is_set():
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()


async def test_the_app_leaves_while_something_takes_for_ever():
    app, go = app_for(), threading.Event()
    async with app.run_test(size=(80, 24)) as pilot:
        app.work(lambda: go.wait(600), lambda _: None, "for ever")
        await pilot.press("q")
    assert app.return_code == 0
    go.set()


def test_nothing_else_works_on_threads_that_are_waited_for():
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted(TUI.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and any(each.arg == "thread" for each in node.keywords)
    ]
    assert found == []
