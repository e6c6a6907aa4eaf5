"""The user's own work: a Python file, one of its functions, and what to call it with.

One line for the path, with the files and folders it can become below it; once it is a file, its functions stand there
instead. Files are parsed and never imported. Where the work is a function, a second line takes its inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from ....engine.catalogue.own_inputs import inputs_of
from ....engine.catalogue.own_work import Offer, absolute, offers
from ....engine.lab.own.home import split
from ....engine.model.errors import UserError
from ...app.backend import Inventory, describe_own
from ...app.host import attempt
from ...dialogs.dialog import Dialog
from ...dialogs.typed_line import TypedLine
from ...widgets.choice_list import ChoiceList, Row
from ...widgets.foreign import foreign
from .typed_path import completed, joined, listing, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ....engine.catalogue.describe import TaskInfo

FILE, FOLDER, FUNCTION, RECENT = "file:", "folder:", "function:", "recent:"
"""What the name of a row begins with."""
ASK_FILE = "A Python file, or module:function"
ASK_INPUTS = "Call it with: an expression like range(200), or a file of JSON, CSV or lines of text"


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """What was chosen: the fields of a plan."""

    task: str
    inputs: str = ""
    python: str = ""
    """The one that was named for it, '' for the one that it belongs to."""


class PathLine(TypedLine):
    """A path; tab completes it as a shell does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "complete", id="own.complete", show=False),
        Binding("down", "app.focus_next", "to the list", id="own.list", show=False),
    ]

    def action_complete(self) -> None:
        """Complete, or go on to the list where there is nothing to complete."""
        text = completed(self.value, listing(self.value))
        if text == self.value:
            self.screen.focus_next()
        else:
            self.value, self.cursor_position = text, len(text)


class OwnScreen(Dialog[OwnChoice | None]):
    """Choose a file, a function and its inputs; None after esc. `python` is the one that was chosen for it by hand, if any."""

    AUTO_FOCUS = "#path"
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (18, "-normal")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back", id="own.back")]

    def __init__(self, shelf: Inventory, task: str = "", inputs: str = "", python: str = "") -> None:
        super().__init__(classes="above", id="own")
        self._shelf, self._inputs, self._python = shelf, inputs, python
        self._own = task if task in shelf.own else ""
        self._offers: Mapping[str, Offer] = {}
        self._file: Path | None = None

    def compose(self) -> ComposeResult:
        """The path, the list, the inputs, one line for what is wrong."""
        with Vertical(id="box", classes="framed") as box:
            box.border_title = "Your own work"
            yield Static(ASK_FILE, classes="ask", markup=False)
            yield PathLine(id="path", compact=True)
            yield ChoiceList(id="choices", types=True)
            with Vertical(id="with"):
                yield Static(ASK_INPUTS, classes="ask", markup=False)
                yield TypedLine(self._inputs, id="inputs", compact=True)
            yield Static("", id="about", markup=False)
            yield Static("tab complete   ↑↓ move   type to find   enter choose   esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin where the work is that is chosen now, else in the folder that concviz was started in."""
        place, _what = split(self._own)
        if place.endswith(".py"):
            self._put(shown(Path(place)))
        self._list(self.query_one("#path", Input).value)

    # ------------------------------------------------------------------ the list

    def _put(self, text: str) -> None:
        line = self.query_one("#path", Input)
        line.value = text
        line.cursor_position = len(text)

    @on(Input.Changed, "#path")
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._list(message.value)

    def _list(self, text: str) -> None:
        """Show what the text can become: a folder's entries, or a file's functions."""
        self._tell("")
        self._file, self._offers = None, {}
        self.remove_class("-asking")
        path = Path(text).expanduser() if text else None
        if path is not None and text.endswith(".py") and path.is_file():
            self._list_functions(path)
        else:
            self._list_folder(text)

    def _list_functions(self, path: Path) -> None:
        def refused(error: UserError) -> None:
            self._offer(f"Nothing in {path.name}", [], "")
            self._refuse(error)

        attempt(partial(offers, path), partial(self._offer_functions, path), refused)()

    def _offer_functions(self, path: Path, found: Sequence[Offer]) -> None:
        self._file = path.absolute()
        self._offers = {FUNCTION + offer.name: offer for offer in found}
        rows = [Row(offer.label, name, offer.about) for name, offer in self._offers.items()]
        before = FUNCTION + split(self._own)[1]
        self._offer(f"What {path.name} has", rows, before if before in self._offers else rows[0].name)

    def _list_folder(self, text: str) -> None:
        found = listing(text)
        rows: list[Row] = []
        if not text and self._shelf.own:
            rows.append(Row("Used last"))
            for name, info in self._shelf.own.items():
                rows.append(Row(info.title, RECENT + name, f"{info.path.name}  {self._shelf.inputs.get(name, '')}"))
            rows.append(Row("Here"))
        rows += [Row(name, FILE + name) for name in found.files]
        rows += [Row(f"{name}/", f"{FOLDER}{name}/", "folder") for name in found.folders]
        if not found.begun:
            rows.append(Row("../", f"{FOLDER}../", "up"))
        if found.problem and ":" not in text:
            self._tell(found.problem, wrong=True)
        first = next((row.name for row in rows if row.pickable), "")
        self._offer(shown(found.folder.absolute()), rows, first)

    def _offer(self, title: str, rows: list[Row], selected: str) -> None:
        choices = self.query_one(ChoiceList)
        choices.border_title = foreign(title)
        choices.offer(rows, selected)

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        line = self.query_one("#about", Static)
        line.update(foreign(text))
        line.set_class(wrong, "wrong")

    # ------------------------------------------------------------------ choosing

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        if message.final:
            self._take(message.name)

    def _take(self, name: str) -> None:
        if name.startswith(RECENT):
            own = name.removeprefix(RECENT)
            self.query_one("#inputs", Input).value = self._shelf.inputs.get(own, "")
            self._work_is(own)
        elif name.startswith(FUNCTION):
            function = name.removeprefix(FUNCTION)
            self._work_is(f"{self._file}:{function}" if function else str(self._file))
        elif name:
            self._put(joined(self.query_one("#path", Input).value, name.partition(":")[2]))
            self.query_one(ChoiceList).focus()

    def _work_is(self, task: str) -> None:
        """This task or function it is: done, unless its inputs must be said."""
        describe = partial(describe_own, task, self._python_named(task))
        attempt(describe, partial(self._described, task), self._refuse)()

    def _python_named(self, task: str) -> str:
        return self._python or self._shelf.by_hand.get(task, "")

    def _described(self, task: str, info: TaskInfo) -> None:
        if not info.inputs:
            self.dismiss(OwnChoice(task, python=self._python_named(task)))
            return
        self._own = task
        self._tell(f"{info.title} of {info.path.name}")
        self.add_class("-asking")
        self.query_one("#inputs").focus()

    @on(Input.Submitted, "#path")
    def _path_done(self, message: Input.Submitted) -> None:
        message.stop()
        text = message.value.strip()
        if split(text)[1]:
            self._work_is(absolute(text))
        elif self._file is not None or not text or text.endswith("/"):
            self.query_one(ChoiceList).focus()
        elif Path(text).expanduser().is_dir():
            self._put(f"{text}/")
        elif Path(text).expanduser().is_file() and text.endswith(".py"):
            self._list(text)  # says what is wrong with it
        else:
            only = [row.name for row in self.query_one(ChoiceList).rows if row.pickable]
            if len(only) == 1:
                self._take(only[0])
            else:
                self._tell("which one of these?" if only else f"there is no file {text}", wrong=True)

    @on(Input.Submitted, "#inputs")
    def _inputs_done(self, message: Input.Submitted) -> None:
        message.stop()
        attempt(partial(inputs_of, message.value), self._called_with, self._refuse)()

    def _called_with(self, inputs: str) -> None:
        self.dismiss(OwnChoice(self._own, inputs, self._python_named(self._own)))

    def _refuse(self, error: UserError) -> None:
        self._tell(str(error), wrong=True)

    def action_back(self) -> None:
        """One step back: from the inputs to the list, from a file to its folder, and out."""
        if self.has_class("-asking"):
            self.remove_class("-asking")
            self._tell("")
            self.query_one(ChoiceList).focus()
        elif self._file is not None:
            self._put(joined(self.query_one("#path", Input).value, ""))
            self.query_one("#path").focus()
        else:
            self.dismiss(None)
