"""`a`: advice about the chosen function, to be read above the Lab."""

from __future__ import annotations

from concviz.tui.app.parts.studies import Advise
from concviz.tui.lab.dialogs.advice import AdviceScreen, page_lines

from tests.support.fakes import app_for, frame
from tests.support.made_advice import HALF, advice, evidence, ledger, loop, row

PAGE = advice(evidence(loop(), row("threads", HALF, ledger=ledger(on_core=1.0), cores_used=1.9)))


class Advising:
    """What is measured: nothing, and the advice is there at once."""

    calls = None

    def run(self):
        return PAGE

    def stop(self):
        raise AssertionError("nobody stops it")


def advised(app, asked):
    def make(_instrument, choice, wanted):
        asked.append((choice.task, wanted))
        return Advising()

    app.studies.maker = make


async def test_a_shows_it_and_y_copies_the_code():
    app, asked = app_for(), []
    async with app.run_test(size=(120, 40)) as pilot:
        advised(app, asked)
        await pilot.press("a")
        while not isinstance(app.screen, AdviceScreen):
            await pilot.pause()
        await pilot.pause()
        text = "\n".join(frame(app))
        assert "Use threads, with 2 workers: 1.98 times as fast as the loop (1.95 to 2.01)." in text
        assert "resize() of images.py" in text
        copied = []
        app.copy_to_clipboard = copied.append
        await pilot.press("y")
        await pilot.pause()
        assert copied == [PAGE.code]
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, AdviceScreen)
    assert [wanted for _task, wanted in asked] == [Advise()]


async def test_it_fits_every_size():
    for size in ((60, 20), (80, 24), (200, 60)):
        app = app_for()
        async with app.run_test(size=size) as pilot:
            app.push_screen(AdviceScreen(PAGE))
            while not isinstance(app.screen, AdviceScreen):
                await pilot.pause()
            await pilot.pause()
            assert "What to do" in "\n".join(frame(app))


def test_no_control_character_comes_through():
    import msgspec

    page = msgspec.structs.replace(PAGE, function="\x1b]0;title\x07[/x]()")
    assert "\x1b" not in "".join(text for text, _ in page_lines(page, 80))
