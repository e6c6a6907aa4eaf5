"""The source of the chosen model or task, as a learner would write it, with notes that say where each call is in the picture."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.strip import Strip

from ...app.backend import Inventory
from ...app.choice import Choice
from ...app.key_table import bindings
from ...widgets.foreign import foreign
from ...widgets.line import Part, Parts, clipped, width
from ...widgets.scrolled import Scrolled
from .code_notes import notes

TURNS = ("", "model", "task")
LEAST_FOR_NOTES = 64
"""Cells; below it there is room for the code alone."""


class CodePanel(Scrolled):
    """Source with line numbers, colours and notes; scrolls without a bar."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("code")]

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self.what = ""
        """`model`, `task`, or '' while it is closed."""
        self.source = ""
        self._lines: list[Parts] = []
        self._notes: dict[int, str] = {}

    def turn(self) -> None:
        """Closed → the model → the task → closed."""
        self.what = TURNS[(TURNS.index(self.what) + 1) % len(TURNS)]
        self.top = 0

    def close(self) -> None:
        """Closed."""
        self.what, self.top = "", 0

    def show_choice(self, shelf: Inventory, choice: Choice) -> None:
        """Show the source of what is chosen; reads nothing while the panel is closed."""
        if not self.what:
            return
        task = shelf.task(choice.task) if self.what == "task" else None
        info = shelf.models.get(choice.model) if self.what == "model" else task
        try:
            source = shelf.source(info) if info is not None else ""
        except OSError as error:
            source = f"# can't be read: {error.strerror or error}"
        self.border_title = foreign(f"The {self.what}'s code · {info.title}" if info is not None else "Code")
        if source != self.source:
            self.source, self._lines, self._notes = source, highlighted(source), notes(source, self.what)
            own = task is not None and task.function
            self.top = line_of(source, task.name if task is not None and own else "work" if self.what == "task" else "")
        self.action_scroll_by(0)

    def render_line(self, y: int) -> Strip:
        """One line: number, code, and at the right the note on it."""
        at, cells = y + self.top, self.size.width
        if at >= len(self._lines):
            return self.strip((), cells)
        code: Parts = (Part(f"{at + 1:>3}  ", "dim"), *self._lines[at])
        note = self._notes.get(at + 1, "")
        if not note or cells < LEAST_FOR_NOTES:
            return self.strip(clipped(code, cells), cells)
        right = Part(f"  ◂ {note}", "note")
        code = clipped(code, cells - cell_len(right.text))
        return self.strip((*code, Part(" " * (cells - width(code) - cell_len(right.text))), right), cells)

    @property
    def row_count(self) -> int:
        """One a line."""
        return len(self._lines)

    def tell_where(self) -> None:
        """How much more there is, and what the key shows next."""
        again = "v: the task's" if self.what == "model" else "v: back to the workers"
        self.border_subtitle = foreign(f"▾ {self.rows_below} more lines · {again}" if self.rows_below else again)


def line_of(source: str, function: str) -> int:
    """Where that function begins, or with '' the first one, counted from 0; 0 where it doesn't."""
    named = f"{function}(" if function else ""
    heads = (f"def {named}", f"async def {named}")
    return next((number for number, line in enumerate(source.splitlines()) if line.startswith(heads)), 0)


def highlighted(source: str) -> list[Parts]:
    """The lines of Python source as parts; Pygments is imported only here, when code is first shown."""
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    inks = (
        (Comment, "comment"), (String, "string"), (Number, "number"), (Keyword, "keyword"),
        (Operator.Word, "keyword"), (Name.Function, "name"), (Name.Class, "name"),
    )  # fmt: skip
    lines: list[list[Part]] = [[]]
    for token, text in PythonLexer(stripnl=False).get_tokens(source):
        ink = next((ink for kind, ink in inks if token in kind), "")
        for index, piece in enumerate(text.expandtabs(4).split("\n")):
            if index:
                lines.append([])
            if piece and cell_len(piece):
                lines[-1].append(Part(piece, ink))
    while lines and not lines[-1]:
        lines.pop()
    return [tuple(line) for line in lines]
