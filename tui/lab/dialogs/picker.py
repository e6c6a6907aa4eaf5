"""Small screens above the Lab: a list to pick from, with what each entry is, and a line to type a number into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ...app.tabs import ABOVE
from ...widgets.choice_list import ChoiceList, Row

WIDTH, LEAST = 64, 8
"""Cells of the box; rows of its list below which nothing else is shown."""


class PickerScreen(ModalScreen[str | None]):
    """Pick one row: its name is the result, None after esc."""

    CSS_PATH = ABOVE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", "back", id="picker.cancel"),
        Binding("t,m,p", "next", "next", id="picker.next", show=False),
    ]

    def __init__(
        self, title: str, rows: Sequence[Row], selected: str, about: Callable[[str], tuple[str, ...]] = lambda _: ()
    ) -> None:
        super().__init__(classes="above")
        self._title, self._rows, self._selected, self._about = title, rows, selected, about

    def compose(self) -> ComposeResult:
        """The list, and below it what the row under the cursor is."""
        with Vertical(id="box"):
            yield ChoiceList(self._title, id="choices")
            yield Static("", id="about", markup=False)
            yield Static("↑↓ move   enter choose   esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Show the rows with the cursor on what is chosen now."""
        choices = self.query_one(ChoiceList)
        choices.offer(self._rows, self._selected)
        choices.focus()
        self._tell(self._selected)

    def on_resize(self, event: Resize) -> None:
        """Leave room below the list for what each entry is; a small screen has room for the list alone."""
        width = min(WIDTH, event.size.width) - 4
        longest = max((self._height(row.name, width) for row in self._rows if row.pickable), default=0)
        room = int(event.size.height * 0.96) - longest - 1
        self.set_class(room < LEAST, "-bare")
        self.query_one(ChoiceList).styles.max_height = room if room >= LEAST else int(event.size.height * 0.96)

    def _height(self, name: str, width: int) -> int:
        return sum(max(1, len(wrap(line, width))) for line in self._about(name))

    def _tell(self, name: str) -> None:
        lines = self._about(name)
        self.query_one("#about", Static).update("\n".join(lines))
        self.query_one("#about").display = bool(lines)

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        if message.final:
            self.dismiss(message.name)
        else:
            self._tell(message.name)

    @on(ChoiceList.Refused)
    def _refused(self, message: ChoiceList.Refused) -> None:
        message.stop()
        self.notify(f"{message.row.label} {message.row.refusal}", severity="warning", markup=False)

    def action_next(self) -> None:
        """The key that opened the picker goes on to the next row."""
        self.query_one(ChoiceList).action_move(1)

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


class PromptScreen(ModalScreen[str | None]):
    """Type one value: the text is the result, None after esc."""

    CSS_PATH = ABOVE
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "back", id="prompt.cancel")]

    def __init__(self, title: str, question: str, value: str) -> None:
        super().__init__(classes="above")
        self._title, self._question, self._value = title, question, value

    def compose(self) -> ComposeResult:
        """The question and a line."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = self._title
            yield Static(self._question, id="about", markup=False)
            yield Input(self._value, id="answer-line", compact=True)
            yield Static("enter ok   esc back", id="keys", markup=False)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.dismiss(message.value)

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
