"""Sessions: the recordings that are kept, and the last ones that nobody has named. Open, rename, delete, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ...engine.text.quantities import size
from ...engine.text.words import plural
from ..app.contract import Concviz
from ..terminal.daemon import on_daemon
from ..widgets.app_screen import AppScreen
from ..widgets.choice_list import ChoiceList
from ..widgets.footer import Key
from ..widgets.foreign import foreign
from .recording_words import recording_words
from .session_list import SessionDetails, SessionList

if TYPE_CHECKING:
    from ...engine.session.library.find import Recording

STYLE = Path(__file__).parent.parent / "theme" / "styles" / "sessions.tcss"
NOTHING = "Nothing is recorded yet. Whatever you run is recorded while it happens; R in the Lab keeps it under a name."
KEYS = (
    Key("↑↓", "choose", "screen.noop", 90),
    Key("enter", "open", "screen.open", 100),
    Key("e", "export", "screen.export", 95),
    Key("R", "rename", "screen.rename", 94),
    Key("del", "delete", "screen.delete", 93),
    Key("u", "undo", "screen.time('undo')", 60),
    Key("esc", "Lab", "app.tab('lab')", 80),
    Key("d", "theme", "app.next_theme", 20),
    Key("?", "help", "app.help", 97),
    Key("^p", "palette", "app.command_palette", 70),
    Key("q", "quit", "app.quit", 96),
)


class SessionsScreen(AppScreen):
    """The list, and below it what the chosen one holds."""

    CSS_PATH = STYLE
    AUTO_FOCUS = "SessionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open the recording in the Lab", id="sessions.open"),
        Binding("e", "export", "export the recording", id="sessions.export"),
        Binding("R,f2", "rename", "rename; an unnamed one is kept by it", id="sessions.rename"),
        Binding("delete,backspace,x", "delete", "delete, after asking", id="sessions.delete"),
        Binding("u", "time('undo')", "take back the last deletion", id="sessions.undo"),
        Binding("f5", "reload", "look again", id="sessions.reload"),
        Binding("escape", "app.tab('lab')", "back to the Lab", id="sessions.back"),
    ]

    class Listed(Message):
        """What there is."""

        def __init__(self, recordings: list[Recording]) -> None:
            super().__init__()
            self.recordings = recordings

    class Changed(Message):
        """A file was renamed or deleted, or (`problem`) can't be."""

        def __init__(self, text: str, problem: str = "") -> None:
            super().__init__()
            self.text, self.problem = text, problem

    def __init__(self, concviz: Concviz) -> None:
        super().__init__(concviz, "sessions")
        self.recordings: list[Recording] = []
        self._list, self._details = SessionList(), SessionDetails()

    def body(self) -> Iterator[Widget]:
        """The list, and the details of what the cursor stands on."""
        with Vertical(id="sessions-body"):
            yield self._list
            yield Static(NOTHING, id="sessions-nothing", markup=False)
            yield self._details

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        return KEYS

    def on_screen_resume(self) -> None:
        """Look at what there is now."""
        self.action_reload()

    def show_recordings(self) -> None:
        """Something was kept or renamed."""
        self.action_reload()

    # ------------------------------------------------------------------ the list

    def action_reload(self) -> None:
        """Read the folder, on a thread."""
        self.run_worker(self._read, name="list", group="list", exclusive=True)

    async def _read(self) -> None:
        from ...engine.session.library.find import recordings

        self.post_message(self.Listed(await on_daemon(recordings, "list")))

    def on_sessions_screen_listed(self, message: Listed) -> None:
        """Show it."""
        self.recordings = message.recordings
        self._list.show(self.recordings)
        self._list.border_title = foreign(self._title())
        self.set_class(not self.recordings, "-empty")
        if self.recordings and self.focused is None:
            self._list.focus()
        self._tell()

    def _title(self) -> str:
        kept = sum(each.kept for each in self.recordings)
        whole = size(sum(each.summary.size_bytes for each in self.recordings))
        others = len(self.recordings) - kept
        return f"Sessions · {kept} kept · {plural(others, 'other')} · {whole}"

    @property
    def chosen(self) -> Recording | None:
        """The recording under the cursor."""
        return next((each for each in self.recordings if str(each.path) == self._list.selected), None)

    def _tell(self) -> None:
        self._details.show(self.chosen)

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        self._tell()
        if message.final:
            self.action_open()

    # ------------------------------------------------------------------ what keys do

    def _with_chosen(self, act: Callable[[Recording], None]) -> None:
        if self.chosen is not None:
            act(self.chosen)
        else:
            self.concviz.notify("There is no recording yet: run something in the Lab.")

    def action_open(self) -> None:
        """Open it in the Lab, at its first chapter."""
        self._with_chosen(self._open)

    def _open(self, recording: Recording) -> None:
        if recording.path == self.concviz.state.live_path:
            self.concviz.recordings.leave()
            self.concviz.switch_mode("lab")
            self.concviz.notify("This is the session that goes on now.")
        else:
            self.concviz.recordings.open(recording.path)

    def action_export(self) -> None:
        """Choose a format."""
        self._with_chosen(lambda recording: self.concviz.export(recording.path))

    def action_rename(self) -> None:
        """Type another name."""
        self._with_chosen(self._rename)

    def _rename(self, recording: Recording) -> None:
        from ..dialogs.prompt import PromptScreen

        title = "Rename" if recording.kept else "Keep under a name"

        def done(name: str | None) -> None:
            if name is not None:
                self._change(partial(self._move, recording, name))

        self.app.push_screen(PromptScreen(title, "Its name:", recording_words(recording).name), done)

    def _move(self, recording: Recording, name: str) -> str:
        from ...engine.session.library.keep import keep, rename
        from ...engine.session.library.names import name_of

        state = self.concviz.state
        if state.backend is not None and recording.path == state.live_path and state.recorded is None:
            path = keep(state.backend.session, name)
        else:
            path = rename(recording.path, name)
        return f"It is {name_of(path)!r} now."

    def action_delete(self) -> None:
        """Ask, and delete."""
        self._with_chosen(self._ask_delete)

    def _ask_delete(self, recording: Recording) -> None:
        from ..dialogs.confirm import ConfirmScreen

        words = f"{recording.name!r}, {size(recording.summary.size_bytes)}. u brings it back."

        def done(yes: bool | None) -> None:
            if yes:
                self._change(partial(self._delete, recording))

        self.app.push_screen(ConfirmScreen("Delete this recording?", words, "delete it"), done)

    def _delete(self, recording: Recording) -> str:
        from ...engine.session.library.keep import set_aside

        aside = set_aside(recording.path)
        self.concviz.marks.can_undo(partial(self._change, partial(_brought_back, aside, recording.path)))
        return f"{recording.name!r} is deleted. u brings it back."

    def _change(self, act: Callable[[], str]) -> None:
        """Do it on a thread; what goes wrong is one line."""

        async def work() -> None:
            from ...engine.session.library.names import KeepError

            try:
                self.post_message(self.Changed(await on_daemon(act, "change")))
            except KeepError as error:
                text = str(error)
                self.post_message(self.Changed("", f"{text[:1].upper()}{text[1:]}."))

        self.run_worker(work, name="change")

    def on_sessions_screen_changed(self, message: Changed) -> None:
        """Say so, and look again."""
        severity = "warning" if message.problem else "information"
        self.concviz.notify(message.problem or message.text, severity=severity)
        self.action_reload()


def _brought_back(aside: Path, path: Path) -> str:
    from ...engine.session.library.keep import bring_back
    from ...engine.session.library.names import name_of

    bring_back(aside, path)
    return f"{name_of(path)!r} is back."
