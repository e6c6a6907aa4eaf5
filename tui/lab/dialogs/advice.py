"""Advice about the user's function, to be read above the Lab: the page that `concviz advise` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from ....engine.study.pure.advise.advice_text import advice_lines
from ....engine.text.printable import printable
from ...dialogs.dialog import Dialog
from ...widgets.foreign import foreign
from .output import OutputText

if TYPE_CHECKING:
    from ....engine.model.own.advice_facts import Advice

INKS = {"title": "title", "heading": "title", "code": "dim"}
WIDEST = 110
AROUND = 6
"""Cells of the box and its margins."""


def page_lines(advice: Advice, width: int) -> list[tuple[str, str]]:
    """(line, ink) of the page for so many cells."""
    lines = advice_lines(advice, max(40, min(WIDEST, width)))
    return [(printable(text), INKS.get(role, "")) for text, role in lines]


class AdviceScreen(Dialog[None]):
    """The page, scrolled as what a run printed is; `y` copies its code."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,a,enter", "close", "back", id="advice.close"),
        Binding("y", "copy_code", "copy the code", id="advice.copy"),
    ]

    def __init__(self, advice: Advice) -> None:
        super().__init__(classes="above", id="output")
        self._advice = advice

    def compose(self) -> ComposeResult:
        """Only the text."""
        yield OutputText()

    def on_mount(self) -> None:
        """Show it."""
        text = self.query_one(OutputText)
        text.border_title = foreign(f"Advice · {self._advice.function} · y copies the code")
        self.write()
        text.focus()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self.write()

    def write(self) -> None:
        """Write the page for the room there is."""
        self.query_one(OutputText).show(page_lines(self._advice, self.app.size.width - AROUND))

    def action_copy_code(self) -> None:
        """Put the script on the clipboard."""
        if self._advice.code:
            self.app.copy_to_clipboard(self._advice.code)
            self.app.notify(f"The code is on the clipboard: save it as {self._advice.code_file}.", markup=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def show_advice(app: App[int], advice: object) -> None:
    """Open it; nothing where there is none, as it was stopped before it began."""
    from ....engine.model.own.advice_facts import Advice

    if isinstance(advice, Advice):
        app.push_screen(AdviceScreen(advice))
