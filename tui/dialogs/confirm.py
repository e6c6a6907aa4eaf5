"""A question that is answered with yes or no, above a screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from ..widgets.foreign import foreign
from .dialog import Dialog


class ConfirmScreen(Dialog[bool]):
    """True for yes; anything else is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", id="confirm.yes"),
        Binding("n,escape,q,enter", "answer(False)", "no", id="confirm.no"),
    ]

    def __init__(self, title: str, question: str, yes: str) -> None:
        super().__init__(classes="above")
        self._title, self._question, self._yes = title, question, yes

    def compose(self) -> ComposeResult:
        """The question, and the keys that answer it."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = foreign(self._title)
            yield Static(foreign(self._question), id="about")
            yield Static(foreign(f"y {self._yes}   n no"), id="keys")

    def action_answer(self, yes: bool) -> None:
        """Done."""
        self.dismiss(yes)
