"""Sessions made to hurt, on every screen."""

import msgspec
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts.play_head import Live, Paused

from tests.support.fakes import OWN, FakeInstrument, frame, shelf
from tests.support.hostile import hostile, lines_of
from tests.support.made_studies import MACHINE, add_comparison, add_differences, add_sweep, compared, session
from tests.support.nightly import chosen

HEADER = e.Header(1, "2026-11-22T14:10:05Z", "x", MACHINE)
KEYS = {
    "lab": ("v", "O", "escape", "enter", "escape"),
    "compare": ("down", "v", "y"),
    "differences": ("right", "enter", "escape", "down", "down", "y"),
}


def made():
    """A comparison, a sweep, differences, and a run with workers."""
    studied, lab = session(2.0), FakeInstrument()
    add_comparison(studied, compared())
    add_sweep(studied)
    add_differences(studied)
    lab.start(Choice(python=OWN).plan())
    lab.idle(1.0)
    lab.end()
    run = [event for event in events_of(lab.session) if getattr(event, "run", 0)]
    moved = (msgspec.structs.replace(event, run=99, t_us=event.t_us + 50_000_000) for event in run)
    return lines_of([HEADER, *events_of(studied), *moved])


@pytest.mark.parametrize("seed", range(chosen(3, 60)))
async def test_every_screen_shows_what_there_is(tmp_path, seed):
    path = tmp_path / "hostile.concviz.jsonl"
    lines = made()
    path.write_bytes(b"".join([hostile(lines[:1], seed, 0), hostile(lines, seed, 12).split(b"\n", 1)[1]]))
    back = load(path)
    app = ConcvizApp(Backend(back, shelf(), snapshot, None, recorded=path), choice=Choice(python=OWN))
    async with app.run_test(size=((120, 40), (80, 24))[seed % 2]) as pilot:
        for mode in ("lab", "compare", "differences", "sessions"):
            await app.switch_mode(mode)
            for head in (Live(), Paused(0), Paused(8_000_000), Paused(back.length_us // 2)):
                app.state.head = head
                app.clock.tick(force=True)
                await pilot.pause()
                assert any(row.strip() for row in frame(app))
            await pilot.press(*KEYS.get(mode, ()))
    assert app.return_code in (0, None)
