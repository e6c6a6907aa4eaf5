"""Comparisons that are stopped before they have begun."""

import threading

from concviz.engine.model.plan import PlanError
from concviz.tui.app.parts.studies import CompareModels

from tests.support.fakes import FakeInstrument, app_for


class Preparing(FakeInstrument):
    """Finds out how many items there are until it is stopped."""

    def __post_init__(self):
        super().__post_init__()
        self.began, self.stopped = threading.Event(), threading.Event()

    def stop(self):
        super().stop()
        self.stopped.set()

    def make(self, *_):
        self.began.set()
        assert self.stopped.wait(120), "nobody stopped it"
        raise PlanError("it was stopped while it was being prepared")


async def begun(pilot, lab):
    app = pilot.app
    app.studies.maker = lab.make
    app.studies.begin("a comparison", CompareModels(("threads",)))
    await pilot.pause()
    assert lab.began.wait(120)
    assert app.state.measuring == "a comparison"


async def test_s_stops_a_comparison_whose_items_are_still_being_counted():
    lab = Preparing()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await begun(pilot, lab)
        app.runs.stop()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.state.measuring == ""
        assert [note.message for note in app._notifications] == ["Stopping; what is measured stays."]


async def test_leaving_does_too():
    lab = Preparing()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await begun(pilot, lab)
    app.close_backend()
    assert app.state.measuring == ""
