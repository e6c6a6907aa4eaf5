"""A list to choose from, in groups: the tasks, the models, the interpreters.

The cursor is the choice: moving it picks (`Picked`), so that looking through the models needs no second key. Rows that
can't be picked now are dim and say why at their right end; the cursor passes over them, a click on one is refused aloud
(`Refused`). What doesn't fit is scrolled without a bar, and the lower border says how much more there is.

Every list can be searched by typing: in dialogs at once (`types`), elsewhere after `/`, because there letters are keys. The rows
that fit are shown, the likeliest first and under the cursor; esc brings all of them back, and the choice as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import BindingType
from textual.events import Blur, Click, Key, Resize
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from ...engine.text.finding import Sought, found
from ..app.key_table import bindings
from .foreign import foreign
from .line import Part, Parts
from .scrolled import Scrolled

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
    words: str = ""
    """What else it is found by."""

    @property
    def pickable(self) -> bool:
        """Whether the cursor may stand here."""
        return bool(self.name) and not self.refusal


def _start(text: str, room: int) -> str:
    """The beginning of a note, where that is enough to be worth the cells."""
    return f"{set_cell_size(text, room - 1)}…" if text and room >= LEAST_NOTE else ""


class ChoiceList(Scrolled):
    """Rows in groups with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("list")]
    wheel_rows = 1
    SPACE_TYPES: ClassVar[bool] = True
    """False where space is a key of its own."""

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

    def __init__(
        self, title: str = "", *, id: str | None = None, classes: str | None = None, types: bool = False
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.border_title = foreign(title)
        self.types = types
        """Whether letters are typed at once, without `/`."""
        self.typed = ""
        """What was typed to find a row."""
        self.shown: tuple[Row, ...] = ()
        """The rows that fit what was typed; all of them where nothing was."""
        self._finding, self._before = False, ""
        self.rows: tuple[Row, ...] = ()
        self.selected = ""
        self.marked = ""
        """The row of the run that is shown, where that is another one than what is chosen."""

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
        self._sift()
        self._reveal()
        self.refresh(layout=resized)

    @property
    def row_count(self) -> int:
        """Of those that fit what was typed."""
        return len(self.shown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line a row."""
        return max(1, len(self.rows))

    def action_move(self, by: int) -> None:
        """Move the cursor to the next row that can be picked."""
        names = [row.name for row in self.shown if row.pickable]
        if not names:
            return
        at = names.index(self.selected) + by if self.selected in names else 0
        self._pick(names[max(0, min(at, len(names) - 1))], final=False)

    def action_done(self) -> None:
        """Confirm what the cursor stands on."""
        if self.typed and not self.shown:
            return
        self._all_again()
        self.post_message(self.Picked(self, self.selected, True))

    # ------------------------------------------------------------------ finding

    @property
    def finding(self) -> bool:
        """Whether letters are typed into it now."""
        return self._finding

    def action_find(self) -> None:
        """Letters find a row, from now until enter or esc."""
        self.focus()
        self._finding, self._before = True, self.selected
        self.tell_where()
        self.refresh()

    def on_key(self, event: Key) -> None:
        """What is typed finds; it isn't a key of the screen then."""
        letter = event.character if event.is_printable and event.character else ""
        if letter == " " and (not self.typed or not self.SPACE_TYPES):
            letter = ""
        if letter and (self._finding or self.types):
            if not self._finding:
                self.action_find()
            if letter != "/" or self.typed:
                self._find(self.typed + letter)
        elif event.key == "backspace" and self._finding:
            self._find(self.typed[:-1])
        elif event.key == "escape" and self._finding:
            self._give_up()
        else:
            return
        event.stop()
        event.prevent_default()

    def _find(self, typed: str) -> None:
        self.typed = typed
        self._sift()
        first = next((row.name for row in self.shown if row.pickable), "")
        if not typed:
            first = self._before
        if first:
            self._pick(first, final=False)
        self._reveal()
        self.refresh()

    def _give_up(self) -> None:
        """All rows again, and the one that was chosen before."""
        before = self._before
        self._all_again()
        if before and before != self.selected:
            self._pick(before, final=False)

    def _all_again(self) -> None:
        self._finding, self.typed = False, ""
        self._sift()
        self._reveal()
        self.refresh()

    def on_blur(self, _event: Blur) -> None:
        """Whoever goes elsewhere has found."""
        if self._finding:
            self._all_again()

    def _sift(self) -> None:
        if not self.typed:
            self.shown = self.rows
            return
        rows = [row for row in self.rows if row.name]
        places = found(self.typed, [self._sought(row) for row in rows])
        self.shown = tuple(rows[place] for place in places)

    def _sought(self, row: Row) -> Sought:
        """What a row is found by."""
        return Sought(row.label, f"{row.name} {row.note} {row.words}")

    # ------------------------------------------------------------------ the cursor

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
        if not height or len(self.shown) <= height:
            self.top = 0
        else:
            at = next((i for i, row in enumerate(self.shown) if row.name and row.name == self.selected), 0)
            first = at - 1 if at and not self.shown[at - 1].name else at
            self.top = max(min(self.top, first), at - height + 1)
            self.top = max(0, min(self.top, len(self.shown) - height))
        self.tell_where()

    def tell_where(self) -> None:
        """What was typed, or how much there is above and below."""
        if self._finding:
            there = f"{len(self.shown)} found" if self.shown else "nothing like this"
            self.border_subtitle = foreign(f"/{self.typed}▏ {there}" if self.typed else "/▏ type to find")
            return
        hints = [f"▴ {self.top}"] if self.top else []
        hints += [f"▾ {self.rows_below} more"] if self.rows_below else []
        self.border_subtitle = foreign(" ".join(hints))

    def on_resize(self, _event: Resize) -> None:
        """Keep the cursor in view."""
        self._reveal()

    def on_click(self, event: Click) -> None:
        """Pick the row under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y + self.top < len(self.shown):
            return
        row = self.shown[offset.y + self.top]
        if row.pickable:
            self._pick(row.name, final=True)
        elif row.refusal:
            self.post_message(self.Refused(row))

    def render_line(self, y: int) -> Strip:
        """One row."""
        index = y + self.top
        cells = self.size.width
        parts = self._row(self.shown[index], cells) if index < len(self.shown) else ()
        chosen = index < len(self.shown) and bool(parts) and self.shown[index].name == self.selected != ""
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
