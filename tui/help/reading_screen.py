"""Something to read above a screen: a titled box whose text scrolls where it is long."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from ...engine.text.printable import printable
from ..app.tabs import ABOVE
from ..charts.cells import Cells
from ..dialogs.dialog import Dialog
from ..theme.palette import palette_of
from ..widgets.foreign import foreign
from ..widgets.study_keys import SHEET

READING: tuple[BindingType, ...] = (
    Binding("escape,q", "close", "back", id="reading.close"),
    Binding("pageup", "page(-8)", "page up", id="reading.pageup"),
    Binding("pagedown,space", "page(8)", "page down", id="reading.pagedown"),
)


class ReadingScreen(Dialog[str]):
    """A box of text; the result is what to do next, '' for nothing."""

    CSS_PATH: ClassVar[list[object]] = [ABOVE, SHEET]  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self) -> None:
        super().__init__(classes="above reading")

    def title_words(self) -> str:
        """In the box's upper border."""
        raise NotImplementedError

    def key_words(self) -> str:
        """In its lower one."""
        return "↑↓ scroll · esc back"

    def text_rows(self, width: int) -> Cells:
        """The text, in rows of at most `width` cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box", classes="framed"), VerticalScroll(id="pages", can_focus=False):
            yield Static("", id="page", markup=False)

    def on_mount(self) -> None:
        """Write it."""
        self.write()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self.write()

    def write(self) -> None:
        """Write the text for the room there is."""
        box = self.query_one("#box")
        box.border_title, box.border_subtitle = foreign(self.title_words()), foreign(self.key_words())
        palette = palette_of(self.app)
        text = Text()
        for row in self.text_rows(max(20, min(92, self.app.size.width - 6))):
            for words, ink in row:
                text.append(printable(words), palette.style(ink))
            text.append("\n")
        text.rstrip()
        self.query_one("#page", Static).update(text)

    def action_close(self) -> None:
        """Back."""
        self.dismiss("")

    def action_page(self, lines: int) -> None:
        """Scroll."""
        self.query_one("#pages").scroll_relative(y=lines, animate=False)
