"""Dialogs go once, and take nobody else with them."""

import ast
from pathlib import Path

from concviz.tui.dialogs.confirm import ConfirmScreen
from concviz.tui.dialogs.prompt import PromptScreen
from concviz.tui.help.help_screen import HelpScreen

from tests.support.fakes import app_for
from tests.support.sources import nodes_of

TUI = Path(__file__).parent.parent.parent / "tui"


async def test_a_dialog_that_is_dismissed_late_closes_nobody_else():
    app, answers = app_for(), []
    async with app.run_test(size=(80, 24)) as pilot:
        first, second = PromptScreen("a", "first", ""), PromptScreen("b", "second", "")
        app.push_screen(first, answers.append)
        app.push_screen(second, answers.append)
        await pilot.pause()
        first.dismiss("late")
        await pilot.pause()
        assert app.screen is second
        assert answers == []
        second.dismiss("in time")
        await pilot.pause()
        await pilot.pause()
        assert app.screen.id == "lab"
        assert answers == ["in time", "late"]


async def test_a_dialog_that_is_dismissed_below_another_screen_of_the_app_waits_for_its_own():
    app, answers = app_for(), []
    async with app.run_test(size=(80, 24)) as pilot:
        asked = ConfirmScreen("a", "b", "c")
        app.push_screen(asked, answers.append)
        await pilot.pause()
        await app.switch_mode("compare")
        app.push_screen(HelpScreen(None))
        await pilot.pause()
        asked.dismiss(True)
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen), "another screen's dialog stays"
        await app.switch_mode("lab")
        await pilot.pause()
        await pilot.pause()
        assert app.screen.id == "lab"
        assert answers == [True]


async def test_the_first_answer_counts():
    app, answers = app_for(), []
    async with app.run_test(size=(80, 24)) as pilot:
        asked = PromptScreen("a", "b", "")
        app.push_screen(asked, answers.append)
        await pilot.pause()
        asked.dismiss("first")
        asked.dismiss("second")
        await pilot.pause()
        assert answers == ["first"]
        assert app.screen.id == "lab"


def test_whatever_opens_above_a_screen_is_a_dialog():
    others = [
        path.name for path in sorted(TUI.rglob("*.py")) if path.name != "dialog.py" and "ModalScreen" in bases(path)
    ]
    assert others == []


def bases(path: Path) -> set[str]:
    """What the classes of a file are made from."""
    return {
        ast.unparse(base).partition("[")[0]
        for node in nodes_of(path)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
