"""What a run has printed, and the traceback if it failed: text that is read and never obeyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip

from ....engine.text.printable import printable
from ...dialogs.dialog import Dialog
from ...widgets.foreign import foreign
from ...widgets.line import Part
from ...widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from textual.events import Resize

    from ....engine.analysis.snapshot import RunView
    from ...app.contract import Concviz

FULL_BYTES = 64 * 1024
"""A run's output is kept up to here (see `engine.session.events.Output`)."""


def output_lines(run: RunView) -> list[tuple[str, str]]:
    """(line, ink) of the traceback, then of what was printed; control characters are made visible, tabs are blanks."""
    lines: list[tuple[str, str]] = []
    trace = run.error.traceback
    if trace:
        lines += [(run.error.message, "bad"), *((line, "") for line in _split(trace))]
    if trace and run.output:
        lines += [("", ""), ("What it printed", "title")]
    lines += [(line, "") for line in _split(run.output)]
    if len(run.output.encode(errors="replace")) >= FULL_BYTES:
        lines.append(("… it printed more: the first 64 KiB are kept", "dim"))
    return lines


def _split(text: str) -> list[str]:
    return printable(text, lined=True).expandtabs(8).rstrip("\n").split("\n") if text else []


def wrapped(lines: list[tuple[str, str]], cells: int) -> list[tuple[str, str]]:
    """The lines broken where they are longer than `cells`."""
    rows: list[tuple[str, str]] = []
    for line, ink in lines:
        row, wide = "", 0
        for character in line:
            if wide + cell_len(character) > max(2, cells):
                rows.append((row, ink))
                row, wide = "", 0
            row += character
            wide += cell_len(character)
        rows.append((row, ink))
    return rows


class OutputText(Scrolled):
    """The text, scrolled without a bar; the lower border says where one is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_by(-1)", "up", id="output.up", show=False),
        Binding("down,j", "scroll_by(1)", "down", id="output.down", show=False),
        Binding("pageup", "page(-1)", "page up", id="output.pageup", show=False),
        Binding("pagedown,space", "page(1)", "page down", id="output.pagedown", show=False),
        Binding("home,g", "scroll_by(-1000000)", "first line", id="output.home", show=False),
        Binding("end,G", "scroll_by(1000000)", "last line", id="output.end", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="text")
        self.lines: list[tuple[str, str]] = []
        self.rows: list[tuple[str, str]] = []

    def show(self, lines: list[tuple[str, str]]) -> None:
        """Show these lines, from where the reader is."""
        if lines != self.lines:
            self.lines = lines
            self._wrap()

    def _wrap(self) -> None:
        self.rows = wrapped(self.lines, self.size.width)
        self.action_scroll_by(0)

    @property
    def row_count(self) -> int:
        """As broken at this width."""
        return len(self.rows)

    def tell_where(self) -> None:
        """Which lines are seen, where not all are."""
        height = self.size.height
        last = min(len(self.rows), self.top + height)
        where = f"lines {self.top + 1:,} to {last:,} of {len(self.rows):,} · " if len(self.rows) > height else ""
        self.border_subtitle = foreign(f"{where}esc back")

    def render_line(self, y: int) -> Strip:
        """One row."""
        at = y + self.top
        parts = (Part(*self.rows[at]),) if at < len(self.rows) else ()
        return self.strip(parts, self.size.width)

    def on_resize(self, _event: Resize) -> None:
        """Another width, other rows."""
        self._wrap()


class OutputScreen(Dialog[None]):
    """What this run has printed until the play head."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,O,enter", "close", "back", id="output.close")]

    def __init__(self, run: RunView) -> None:
        super().__init__(classes="above", id="output")
        self._run = run

    def compose(self) -> ComposeResult:
        """Only the text."""
        yield OutputText()

    def on_mount(self) -> None:
        """Show it."""
        text = self.query_one(OutputText)
        title = self._run.plan.task_title
        text.border_title = foreign(f"What run {self._run.run} printed · {title}")
        text.show(output_lines(self._run))
        text.focus()

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def show_output(app: App[object], concviz: Concviz) -> None:
    """What the run on the screen has printed, or one line where it has printed nothing."""
    snapshot = concviz.state.snapshot
    run = snapshot.run if snapshot is not None else None
    if run is None or not (run.output or run.error.traceback):
        concviz.notify("The run has printed nothing." if run is not None else "Nothing has run yet.")
    else:
        app.push_screen(OutputScreen(run))
