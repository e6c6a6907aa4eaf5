"""A list to pick from, with what each entry is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Static

from ..widgets.choice_list import ChoiceList, Row
from ..widgets.foreign import foreign
from .dialog import Dialog

WIDTH, LEAST = 64, 8
"""Cells of the box; rows of its list below which nothing else is shown."""


class PickerScreen(Dialog[str | None]):
    """Pick one row: its name is the result, None after esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", id="picker.back"),
    ]

    def __init__(
        self, title: str, rows: Sequence[Row], selected: str, about: Callable[[str], tuple[str, ...]] = lambda _: ()
    ) -> None:
        super().__init__(classes="above")
        self._title, self._rows, self._selected, self._about = title, rows, selected, about

    def compose(self) -> ComposeResult:
        """The list, and below it what the row under the cursor is."""
        with Vertical(id="box"):
            yield ChoiceList(self._title, id="choices", types=True)
            yield Static("", id="about", markup=False)
            yield Static("↑↓ move   type to find   enter choose   esc back", id="keys", markup=False)

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
        self.query_one("#about", Static).update(foreign("\n".join(lines), lined=True))
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
        self.notify(f"{message.row.label} {message.row.refusal}", severity="warning")

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
