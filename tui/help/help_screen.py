"""Help: all keys, what the colours and glyphs mean, what the words mean, and what this machine does not tell.

The keys are read from the table that the bindings are made of, so the list can't fall behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from ...engine.model.states import FAILED, LEDGER, SHARES
from ...engine.text.printable import printable
from ..app.key_table import SECTIONS, KeyRow, key_names, rows
from ..dialogs.dialog import Dialog
from ..lab.lab_screen import LabScreen
from ..theme.palette import palette_of
from ..widgets.app_screen import AppScreen

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ..app.keys import Keys

GLYPHS = (
    *((state.glyph, state.ink, state.legend) for state in (*LEDGER, FAILED) if state.name in (*SHARES, FAILED.name)),
    ("█", "rest", "the rest of the machine, in Cores"),
    ("●", "interface", "the interface: focus, keys, play head"),
)
"""Glyph, ink and meaning."""

DISPATCHING = ("time", "view", "pick")
"""Actions whose first argument says what is done."""
TEXTUALS = (
    KeyRow("app.next", "tab", "app.focus_next", "", "the next list or panel"),
    KeyRow("app.quit2", "ctrl+q", "quit", "", "quit"),
)
"""Keys that Textual has."""

HERE, SHARED = "On this screen", ("time", "app", "list", "setting", "code")
"""Title of a screen's own keys, and groups that have a title of their own."""

WORDS = (
    ("task", "what is computed"),
    ("item", "one independent piece of a task"),
    ("model", "how items are scheduled on workers"),
    ("worker", "does items: a thread, a process, an interpreter, a coroutine"),
    ("run", "one execution, in a fresh process of its own, the lab"),
    ("concurrent", "over 1.2 items under way at the same time"),
    ("parallel", "and over 1.2 cores really used"),
    ("hand-off", "another worker of the same process goes on"),
    ("cores used", "CPU time of the run over time"),
    ("size", "seconds the work takes one item after another"),
)
"""Word and meaning."""


def key_rows(listed: Iterable[KeyRow]) -> list[tuple[str, str]]:
    """(keys, what they do); two neighbours that do the same thing, one way and the other, share a row."""
    found = []
    for _, group in groupby(listed, key=lambda each: _verb(each.action)):
        same = list(group)
        for pair in (same[at : at + 2] for at in range(0, len(same), 2)):
            keys = [key_names(each.keys) for each in pair]
            names = " ".join(each[0] for each in keys) if len(pair) > 1 else "  ".join(keys[0])
            found.append((names, " · ".join(each.about for each in pair)))
    return found


def _verb(action: str) -> str:
    """What an action does, without the direction: `time('rewind'` of `time('rewind', 1)`, `move` of `move(1)`."""
    name, _, arguments = action.partition("(")
    return f"{name}({arguments.partition(',')[0]}" if name in DISPATCHING else name


def sections(listed: Iterable[KeyRow]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(title, rows) by what the keys are for: those of the screen first."""
    found: dict[str, list[KeyRow]] = {}
    for each in listed:
        found.setdefault(SECTIONS[each.group] if each.group in SHARED else HERE, []).append(each)
    return [(title, key_rows(mine)) for title, mine in found.items()]


class HelpScreen(Dialog[None]):
    """Everything on one page, in two columns where there is room."""

    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (110, "-normal")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,enter", "dismiss_help", "back", id="help.close"),
        Binding("up,k", "page(-1)", "up", id="help.up"),
        Binding("down,j", "page(1)", "down", id="help.down"),
        Binding("pageup", "page(-10)", "page up", id="help.pageup"),
        Binding("pagedown,space", "page(10)", "page down", id="help.pagedown"),
    ]

    def __init__(self, snapshot: Snapshot | None) -> None:
        super().__init__(classes="above", id="help")
        self._missing = snapshot.missing if snapshot is not None else ()

    def compose(self) -> ComposeResult:
        """Keys at the left, meanings at the right."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = "Help"
            box.border_subtitle = "↑↓ scroll · esc back"
            with VerticalScroll(id="pages", can_focus=False), Horizontal(id="columns"):
                yield Static(self._keys(), id="left-page")
                yield Static(self._meanings(), id="right-page")

    def action_dismiss_help(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_page(self, lines: int) -> None:
        """Scroll."""
        self.query_one("#pages").scroll_relative(y=lines, animate=False)

    # ------------------------------------------------------------------ text

    def _keys(self) -> Group:
        parts = [part for title, rows in sections(self._listed()) for part in self._section(title, rows)]
        return Group(*parts)

    def _listed(self) -> list[KeyRow]:
        mine: Keys | None = getattr(self.app, "keys", None)
        listed = [*rows(*self._screen().KEYS, "app"), *TEXTUALS]
        if mine is None:
            return listed
        return [replace(each, keys=mine.of(each.id)) if each.id in mine.known else each for each in listed]

    def _screen(self) -> type[AppScreen]:
        """The screen whose keys are listed: the one below."""
        below = type(self.app.screen_stack[0])
        return below if issubclass(below, AppScreen) else LabScreen

    def _meanings(self) -> Group:
        style = palette_of(self.app).style
        glyphs = _grid(6)
        for glyph, ink, meaning in GLYPHS:
            glyphs.add_row(Text(glyph * 3, style(ink)), Text(meaning, style("text")))
        columns = self._screen().WORDS
        missing = self._section("What this machine does not tell", self._missing, wide=16) if self._missing else ()
        return Group(
            Text("Colours and glyphs", style("bold title")),
            glyphs,
            "",
            *missing,
            *(self._section("Columns", columns, wide=13) if columns else ()),
            *self._section("Words", WORDS, wide=13),
            *(part for title, mine in sections(rows("list", "setting", "code")) for part in self._section(title, mine)),
        )

    def _section(self, title: str, rows: Iterable[tuple[str, str]], *, wide: int = 16) -> tuple[RenderableType, ...]:
        style = palette_of(self.app).style
        grid = _grid(wide)
        for left, right in rows:
            grid.add_row(Text(printable(left), style("bold interface")), Text(printable(right), style("text")))
        return Text(title, style("bold title")), grid, ""


def _grid(wide: int) -> Table:
    """Two columns, the first one `wide` cells; what is too long goes on in its own column."""
    grid = Table.grid(padding=(0, 0, 0, 2))
    grid.add_column(width=wide)
    grid.add_column()
    return grid
