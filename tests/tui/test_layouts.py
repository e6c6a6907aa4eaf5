"""What holds of every panel at every size: its frame is whole, it isn't mostly empty, and legends and labels are there.

The sessions are made in memory; the app is opened once for each and then resized.
"""

import pytest
from concviz.tui.charts.cells import plain, width_of

from tests.support.made_sessions import made_machine, made_run
from tests.support.made_studies import add_comparison, add_differences, add_sweep, compared, session
from tests.support.study_screens import opened, replay, resized, text

SIZES = [(40, 10), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)]
MOST_BLANK = 0.75
"""Of the rows of a panel with more than `FEW`."""
FEW = 6
MAY_BE_BLANK = {"sweep", "findings", "verdict", "evidence"}
"""Sentences and numbers, which are as long as they are."""


def threads():
    return made_run("cpu", "thread", lanes=4, machine=made_machine(2))


def coroutines():
    return made_run("io", "coroutine", lanes=16, machine=made_machine(2))


def processes():
    return made_run("cpu", "process", lanes=8, machine=made_machine(16))


def alone():
    return made_run("cpu", "main", lanes=1, machine=made_machine(2))


def two():
    return made_run("cpu", "process", lanes=2, seconds=1.0, session=threads())


def studied():
    made = session()
    add_comparison(made, compared())
    add_sweep(made)
    return made


def only_compared():
    made = session()
    add_comparison(made, compared())
    return made


def measured():
    made = session()
    add_differences(made)
    return made


SCREENS = {
    "threads": (threads, "lab", "", 2_000_000),
    "coroutines": (coroutines, "lab", "", 2_000_000),
    "processes": (processes, "lab", "", 2_000_000),
    "alone": (alone, "lab", "", 2_000_000),
    "over": (threads, "lab", "", None),
    "present": (threads, "lab", "P", 2_000_000),
    "present 16 cores": (processes, "lab", "P", 2_000_000),
    "before and after": (two, "lab", "B", None),
    "compare": (studied, "compare", "", None),
    "only compared": (only_compared, "compare", "", None),
    "differences": (measured, "differences", "", None),
}


def shown(app):
    """The panels that are on the screen, by id."""
    return {panel.id: panel for panel in app.screen.panels if panel.outer_size.width and on_screen(panel)}


def on_screen(panel):
    return panel.display and all(parent.display for parent in panel.ancestors if hasattr(parent, "display"))


@pytest.mark.parametrize("name", SCREENS)
async def test_every_panel_at_every_size(name):
    make, mode, key, t_us = SCREENS[name]
    made = make()
    app = replay(made)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await opened(pilot, mode, made.length_us if t_us is None else t_us)
        if key:
            await pilot.press(key)
        for size in SIZES:
            await resized(pilot, size)
            panels = shown(app)
            assert panels, (name, size)
            for panel in panels.values():
                whole(panel, (name, size))
                filled(panel, (name, size))
            labelled(app, panels, (name, size))


def whole(panel, where):
    """All rows are as wide as the panel, and a frame has its right edge."""
    rows = panel._rows
    width, height = panel.outer_size
    assert len(rows) == height, (where, panel.id)
    assert {width_of(row) for row in rows} == {width}, (where, panel.id, plain(rows))
    if panel.frame == "round":
        assert {plain([row])[-1] for row in rows[1:-1]} <= {"│"}, (where, panel.id, plain(rows))


def filled(panel, where):
    """Most of its rows have something on them."""
    height = panel.outer_size.height
    inside = [plain([row]).strip("│ ") for row in panel._rows]
    blank = sum(not row.strip() for row in inside)
    if height > FEW and panel.id not in MAY_BE_BLANK:
        assert blank <= MOST_BLANK * height, (where, panel.id, plain(panel._rows))


def labelled(app, panels, where):
    """Figures have their words, and glyphs their legend."""
    words = text(app)
    if "headline" in panels or "present" in panels:
        assert "of" in words.split(), where
        assert "core" in words, where
    if "processes" in panels:
        assert "rocess" in plain(panels["processes"]._rows), where
        assert "hread" in plain(panels["threads"]._rows), where
    for panel in ("workers", "present"):
        if panel in panels:
            assert "runs" in plain(panels[panel]._rows), (where, words)
    if "cores" in panels and panels["cores"].frame != "bare":
        assert "this run" in plain(panels["cores"]._rows), (where, words)
    if "table" in panels and panels["table"].frame != "bare":
        assert "agrees" in plain(panels["table"]._rows), (where, words)
