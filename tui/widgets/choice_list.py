"""A list to choose from, in groups: the tasks, the models, the interpreters.

The cursor is the choice: moving it picks (`Picked`), so that looking through the models needs no second key. Rows that
can't be picked now are dim and say why at their right end; the cursor passes over them, a click on one is refused aloud
(`Refused`). What doesn't fit is scrolled without a bar, and the lower border says how much more there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from .foreign import foreign
from .line import Inked, Part, Parts

LEAST_NOTE = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `name` '' makes it a heading; `refusal` says why it can't be picked, '' if it can."""

    label: str
    name: str = ""
    note: str = ""
    refusal: str = ""
    why: str = ""
    """The whole sentence, where `refusal` is only a mark."""

    @property
    def pickable(self) -> bool:
        """Whether the cursor may stand here."""
        return bool(self.name) and not self.refusal


def _start(text: str, room: int) -> str:
    """The beginning of a note, where that is enough to be worth the cells."""
    return f"{set_cell_size(text, room - 1)}…" if text and room >= LEAST_NOTE else ""


class ChoiceList(Inked, can_focus=True):
    """Rows in groups with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "previous", id="list.up", show=False),
        Binding("down,j", "move(1)", "next", id="list.down", show=False),
        Binding("enter", "done", "pick", id="list.pick", show=False),
    ]

    class Picked(Message):
        """The cursor moved to `name`; `final` once enter or a click confirmed it."""

        def __init__(self, sender: ChoiceList, name: str, final: bool) -> None:
            super().__init__()
            self.sender, self.name, self.final = sender, name, final

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.sender

    class Refused(Message):
        """A row was clicked that can't be picked now."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.border_title = foreign(title)
        self.rows: tuple[Row, ...] = ()
        self.selected = ""
        self.marked = ""
        """The row of the run that is shown, where that is another one than what is chosen."""
        self._top = 0

    def mark(self, name: str) -> None:
        """Give this row a second mark; '' for none."""
        if name != self.marked:
            self.marked = name
            self.refresh()

    def offer(self, rows: Sequence[Row], selected: str) -> None:
        """Show these rows with the cursor on `selected`; does nothing where nothing changed."""
        rows = tuple(rows)
        if rows == self.rows and selected == self.selected:
            return
        resized = len(rows) != len(self.rows)
        self.rows, self.selected = rows, selected
        self._reveal()
        self.refresh(layout=resized)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line a row."""
        return max(1, len(self.rows))

    def action_move(self, by: int) -> None:
        """Move the cursor to the next row that can be picked."""
        names = [row.name for row in self.rows if row.pickable]
        if not names:
            return
        at = names.index(self.selected) + by if self.selected in names else 0
        self._pick(names[max(0, min(at, len(names) - 1))], final=False)

    def action_done(self) -> None:
        """Confirm what the cursor stands on."""
        self.post_message(self.Picked(self, self.selected, True))

    def _pick(self, name: str, *, final: bool) -> None:
        if name == self.selected and not final:
            return
        self.selected = name
        self._reveal()
        self.refresh()
        self.post_message(self.Picked(self, name, final))

    def _reveal(self) -> None:
        """Scroll so that the selected row (and its heading, if it is the first of its group) is seen."""
        height = self.size.height
        if not height or len(self.rows) <= height:
            self._top = 0
        else:
            at = next((i for i, row in enumerate(self.rows) if row.name and row.name == self.selected), 0)
            first = at - 1 if at and not self.rows[at - 1].name else at
            self._top = max(min(self._top, first), at - height + 1)
            self._top = max(0, min(self._top, len(self.rows) - height))
        self._tell_more()

    def _tell_more(self) -> None:
        below = len(self.rows) - self._top - self.size.height
        hints = [f"▴ {self._top}"] if self._top else []
        hints += [f"▾ {below} more"] if self.size.height and below > 0 else []
        self.border_subtitle = foreign(" ".join(hints))

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in view."""
        self._reveal()

    def _scroll(self, by: int) -> None:
        self._top = max(0, min(self._top + by, len(self.rows) - self.size.height))
        self._tell_more()
        self.refresh()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll the rows."""
        event.stop()
        self._scroll(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll the rows."""
        event.stop()
        self._scroll(-1)

    def on_click(self, event: Click) -> None:
        """Pick the row under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y + self._top < len(self.rows):
            return
        row = self.rows[offset.y + self._top]
        if row.pickable:
            self._pick(row.name, final=True)
        elif row.refusal:
            self.post_message(self.Refused(row))

    def render_line(self, y: int) -> Strip:
        """One row."""
        index = y + self._top
        cells = self.size.width
        parts = self._row(self.rows[index], cells) if index < len(self.rows) else ()
        chosen = index < len(self.rows) and bool(parts) and self.rows[index].name == self.selected != ""
        under = self.ink("cursor") if chosen and self.has_focus else None
        return self.strip(parts, cells, under)

    def _row(self, row: Row, cells: int) -> Parts:
        if not row.name:
            return (Part(row.label, "title"),)
        chosen = row.name == self.selected
        label = row.label if cell_len(row.label) <= cells - 2 else set_cell_size(row.label, max(0, cells - 3)) + "…"
        room = cells - 3 - cell_len(label)
        texts = (row.why, row.refusal, row.note)
        note = next((text for text in texts if text and cell_len(text) <= room), "")
        note = note or _start(row.note if not row.refusal else row.why, room)
        ink = "dim" if row.refusal else "strong" if chosen else ""
        gap = " " * max(1, cells - 2 - cell_len(label) - cell_len(note))
        mark = Part("▸ ", "ui") if chosen else Part("◆ ", "dim") if row.name == self.marked else Part("  ")
        return (mark, Part(label, ink), Part(gap), Part(note, "dim"))
