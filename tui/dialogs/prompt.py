"""A line to type one value into."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from ..widgets.foreign import foreign
from .dialog import Dialog
from .typed_line import TypedLine


class PromptScreen(Dialog[str | None]):
    """Type one value: the text is the result, None after esc."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "back", id="prompt.cancel")]

    def __init__(self, title: str, question: str, value: str) -> None:
        super().__init__(classes="above")
        self._title, self._question, self._value = title, question, value

    def compose(self) -> ComposeResult:
        """The question and a line."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = foreign(self._title)
            yield Static(foreign(self._question), id="about")
            yield TypedLine(self._value, id="answer-line", compact=True)
            yield Static("enter ok   esc back", id="keys", markup=False)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.dismiss(message.value)

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
