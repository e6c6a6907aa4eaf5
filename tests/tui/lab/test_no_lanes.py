"""The Lab with a source that tells of no workers: cores, counts, what is seen and time, and no word about workers."""

import re

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice

from tests.support.fakes import OWN, frame, shelf
from tests.support.watched import watched_session

WORKERS = re.compile(r"worker|\bitem|\bspan|answer|\bGIL on|sequential", re.IGNORECASE)


def app_of_watched():
    return ConcvizApp(Backend(watched_session(), shelf(), snapshot, None), choice=Choice(python=OWN))


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (60, 20), (40, 10)])
async def test_it_shows_cores_counts_and_time_and_no_word_about_workers(size):
    app = app_of_watched()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("end")
        app.clock.tick(force=True)
        await pilot.pause()
        text = "\n".join(frame(app))
        assert not WORKERS.search(text), text
        shown = {each.id for each in app.screen.query(".panel") if each.region.area}
        assert {"cores", "processes", "threads", "findings"} <= shown
        assert not {"workers", "ledger", "answer", "code", "tasks", "models"} & shown


async def test_enter_fills_the_screen_with_the_cores():
    app = app_of_watched()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.clock.tick(force=True)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#cores").has_class("-zoomed")
        assert not WORKERS.search("\n".join(frame(app)))
