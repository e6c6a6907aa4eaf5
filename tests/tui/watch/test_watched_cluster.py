"""The Watch screen on a cluster, at every size."""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.tabs import home_of

from tests.support.fakes import OWN, shelf
from tests.support.watched_cluster import made_cluster
from tests.tui.watch.test_watch_screen import SIZES, text_of, until


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_workers_tasks_and_nodes_in_the_place_of_processes(size):
    session = made_cluster(ends=True)
    assert home_of(session) == "watch"
    app = ConcvizApp(Backend(session, shelf(), snapshot, None), choice=Choice(python=OWN), begins_with="watch")
    async with app.run_test(size=size) as pilot:
        await pilot.press("end")
        await until(pilot, lambda: "Dask cluster" in text_of(app) and app.screen.has_class("-cluster"), text_of(app))
        await until(pilot, lambda: "worker 1" in text_of(app) or size[1] <= 10, text_of(app))
        if size[1] >= 40:
            await until(pilot, lambda: "3 tasks more" in text_of(app) or "2 tasks more" in text_of(app), text_of(app))
            assert "Nodes" in text_of(app)
            assert "of 4 cores on 2 nodes" in text_of(app) or "on 2 nodes" in text_of(app)
            assert "sleep" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.has_class("-zoom"), "not zoomed")
        await until(pilot, lambda: not app.screen.query_one("#findings").region.area, "the findings are still there")
        await pilot.press("L", "O", "B", "escape", "escape")
        await until(pilot, lambda: not app.screen.has_class("-zoom"), "still zoomed")
