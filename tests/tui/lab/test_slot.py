"""The empty frames that stand in the panels' places until those can be imported."""

from __future__ import annotations

from concviz.tui.lab.slot import Slot
from textual.app import App
from textual.geometry import Size


class Frames(App[None]):
    """One of them."""

    def compose(self):
        yield Slot("Workers", id="workers", classes="panel slot")


async def test_a_line_is_of_the_size_that_it_is_asked_in(monkeypatch):
    """The compositor asks for lines of a new size before the widget hears of it."""
    app = Frames()
    async with app.run_test(size=(80, 24)) as _pilot:
        slot = app.query_one(Slot)
        for size in (Size(40, 3), Size(60, 9), Size(30, 2), Size(30, 1), Size(80, 20)):
            monkeypatch.setattr(Slot, "size", property(lambda _, size=size: size))
            strips = [slot.render_line(y) for y in range(size.height)]
            assert [strip.cell_length for strip in strips] == [size.width] * size.height
            assert ("Workers" in strips[0].text) == (size.height > 2)
