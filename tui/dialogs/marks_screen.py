"""The list of marks: what there is to go to in a session; what somebody has set in it can be corrected and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from ...engine.text.clocks import clock
from ..widgets.choice_list import ChoiceList, Row
from .dialog import Dialog

if TYPE_CHECKING:
    from ..app.host import Host
    from ..app.parts.marks import Listed, Marks
    from ..app.parts.recordings import Recordings


class MarksScreen(Dialog[None]):
    """Runs, chapters and captions by time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "back", id="marks.back"),
        Binding("f2", "correct", "correct its words", id="marks.rename"),
        Binding("delete", "delete", "delete it", id="marks.delete"),
        Binding("ctrl+z", "undo", "take back", id="marks.undo"),
    ]

    def __init__(self, marks: Marks, recordings: Recordings, host: Host) -> None:
        super().__init__(classes="above", id="marks")
        self._marks, self._recordings, self._host = marks, recordings, host
        self._listed: dict[str, Listed] = {}

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(id="box"):
            yield ChoiceList("Chapters and captions", id="choices", types=True)
            yield Static("b sets a chapter, n a caption, where the play head stands.", id="about", markup=False)
            yield Static("enter go there   F2 correct   del delete   esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self._offer()
        self.query_one(ChoiceList).focus()

    def _offer(self) -> None:
        choices = self.query_one(ChoiceList)
        self._listed = {str(place): each for place, each in enumerate(self._marks.listed())}
        rows = [Row(f"{clock(each.t_us):>6}  {each.words}", name, each.kind) for name, each in self._listed.items()]
        last = str(len(rows) - 1)
        kept = choices.selected if choices.selected in self._listed else last if choices.selected else "0"
        choices.offer(rows or [Row("Nothing is marked yet.")], kept if rows else "")

    @property
    def _chosen(self) -> Listed | None:
        return self._listed.get(self.query_one(ChoiceList).selected)

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        if message.final and (mark := self._chosen) is not None:
            self._marks.go(mark.t_us)
            self.dismiss(None)

    def action_correct(self) -> None:
        """Type other words."""
        mark = self._chosen
        if mark is not None and mark.event is not None:
            self._marks.ask_words(mark.event, self._offer)
        else:
            self._refuse()

    def action_delete(self) -> None:
        """Take it out of the session; u brings it back."""
        mark = self._chosen
        if mark is not None and mark.event is not None:
            self._marks.delete(mark.event)
            self._offer()
        else:
            self._refuse()

    def action_undo(self) -> None:
        """Take back what was done last."""
        self._recordings.undo()
        self._offer()

    def _refuse(self) -> None:
        self._host.notify("Only chapters and captions that were set by hand can be changed: b and n set them.")

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
