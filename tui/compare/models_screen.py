"""Which models are compared, and under which Pythons: a list to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from ..app.backend import Inventory, python_label, unavailable
from ..app.choice import Choice
from ..dialogs.dialog import Dialog
from ..widgets.choice_list import ChoiceList, Row
from ..widgets.line import Part, Parts

BASELINE = "sequential"


@dataclass(frozen=True, slots=True)
class Offer:
    """One that can be ticked: `threads@3.13.5t`, and what it is."""

    name: str
    label: str
    note: str
    refusal: str = ""
    group: str = ""


def offered(shelf: Inventory, choice: Choice) -> list[Offer]:
    """All models under the chosen Python; then those that other Pythons change most: threads, processes, interpreters."""
    own = shelf.python(choice.python)
    offers = [
        Offer(name, model.title, model.uses, unavailable(model, own), f"CPython {python_label(own)}")
        for name, model in shelf.models.items()
    ]
    for python in shelf.pythons:
        if str(python.path) == choice.python:
            continue
        label = python_label(python)
        group = f"CPython {label}, {'no GIL' if python.free_threaded else 'GIL'}"
        for name, model in shelf.models.items():
            if name in ("threads", "processes", "interpreters") and not unavailable(model, python):
                offers.append(Offer(f"{name}@{label}", model.title, model.uses, "", group))
    return offers


class TickList(ChoiceList):
    """A list in which several rows can be ticked."""

    SPACE_TYPES = False
    ticked: frozenset[str] = frozenset()

    def _row(self, row: Row, cells: int) -> Parts:
        if not row.name:
            return super()._row(row, cells)
        box = "[✓]" if row.name in self.ticked else "[ ]"
        return (Part(f"{box} ", "good" if row.name in self.ticked else "dim"), *super()._row(row, cells - 4))


class ModelsScreen(Dialog[tuple[str, ...] | None]):
    """Tick with space; the result is what is ticked, in the list's order, None after esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "tick or untick", id="models.tick"),
        Binding("enter", "done", "take what is ticked", id="models.done", priority=True),
        Binding("escape", "cancel", "back", id="models.back"),
    ]

    def __init__(self, offers: Sequence[Offer], ticked: Sequence[str]) -> None:
        super().__init__(classes="above")
        self._offers = offers
        self._ticked = frozenset((*ticked, BASELINE))

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(id="box"):
            yield TickList("Compare", id="choices", types=True)
            yield Static("sequential is always there: the others are measured against it.", id="about", markup=False)
            yield Static("↑↓ move   type to find   space tick   enter take   esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Show the rows in groups."""
        rows: list[Row] = []
        group = ""
        for offer in self._offers:
            if offer.group != group:
                group = offer.group
                rows.append(Row(group))
            rows.append(Row(offer.label, offer.name, offer.note, offer.refusal))
        choices = self.query_one(TickList)
        choices.ticked = self._ticked
        choices.offer(rows, next((offer.name for offer in self._offers if not offer.refusal), ""))
        choices.focus()

    def action_tick(self) -> None:
        """Tick the row under the cursor, or untick it."""
        choices = self.query_one(TickList)
        self._ticked = (self._ticked ^ {choices.selected}) | {BASELINE}
        choices.ticked = self._ticked
        choices.refresh()

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        if message.final:  # a click
            self.action_tick()

    def action_done(self) -> None:
        """Take what is ticked."""
        self.dismiss(tuple(offer.name for offer in self._offers if offer.name in self._ticked and not offer.refusal))

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
