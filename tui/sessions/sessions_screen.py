"""Sessions: the recordings that are kept, and the last ones that nobody has named. Open, rename, delete, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ...engine.text.quantities import size
from ...engine.text.words import plural
from ..app.contract import Concviz
from ..app.key_table import bindings
from ..app.parts.recordings import Written
from ..terminal.daemon import on_daemon
from ..widgets.app_screen import AppScreen
from ..widgets.choice_list import ChoiceList
from ..widgets.footer import Key, key
from ..widgets.foreign import foreign
from .recording_words import recording_words
from .session_list import SessionDetails, SessionList

if TYPE_CHECKING:
    from ...engine.session.library.find import Recording

STYLE = Path(__file__).parent.parent / "theme" / "styles" / "sessions.tcss"
NOTHING = "Nothing is recorded yet. Whatever you run is recorded while it happens; R in the Lab keeps it under a name."


class SessionsScreen(AppScreen):
    """The list, and below it what the chosen one holds."""

    CSS_PATH = STYLE
    AUTO_FOCUS = "SessionList"
    KEYS = ("sessions", "time.undo")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS)]

    class Listed(Message):
        """What there is."""

        def __init__(self, recordings: list[Recording]) -> None:
            super().__init__()
            self.recordings = recordings

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
        yield self.notice

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        kept = self.chosen is not None and self.chosen.kept
        return (
            key("list.up", "list.down", label="choose", action="screen.noop", weight=90),
            key("list.find", action="screen.find", weight=85),
            key("sessions.open", weight=100),
            key("sessions.export", weight=95),
            *(
                (key("sessions.pair", weight=75),)
                if self.chosen is not None and len(self.chosen.summary.runs) > 1
                else ()
            ),
            key("sessions.rename", weight=94) if kept else key("sessions.keep", weight=94),
            key("sessions.delete", weight=93),
            key("time.undo", weight=60),
            key("sessions.back", weight=80),
            key("app.theme", weight=20),
            key("app.help", weight=97),
            key("app.palette", weight=70),
            key("app.quit", weight=96),
        )

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

    def action_find(self) -> None:
        """Find a recording by typing."""
        self._list.action_find()

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

    def action_pair(self) -> None:
        """Pick two of its runs, and open it with them in Before and after."""
        self._with_chosen(self._pick_pair)

    def _pick_pair(self, recording: Recording) -> None:
        from ..dialogs.pair_picker import pick_pair

        runs = recording.summary.runs
        if len(runs) < 2:
            self.concviz.notify("Before and after takes two runs, and there are no two in this recording.")
            return

        def picked(pair: tuple[int, ...]) -> None:
            if recording.path != self.concviz.state.live_path:
                self.concviz.recordings.open(recording.path, mode="lab", at_us=recording.summary.length_us, pair=pair)
                return
            self.concviz.recordings.leave()
            self.concviz.state.pair, self.concviz.state.opens_with = pair, "before-after"
            self.concviz.switch_mode("lab")

        pick_pair(self.app, runs, picked)

    def action_export(self) -> None:
        """Choose a format."""
        self._with_chosen(lambda recording: self.concviz.export(recording.path))

    def action_keep(self) -> None:
        """Type a name for one that has none."""
        self._with_chosen(self._keep)

    def _keep(self, recording: Recording) -> None:
        if recording.kept:
            self.concviz.notify(f"It is kept already, as {recording.name!r}: N renames it.")
        else:
            self._ask_name(recording, "Keep under a name")

    def action_rename(self) -> None:
        """Type another name."""
        self._with_chosen(self._rename)

    def _rename(self, recording: Recording) -> None:
        self._ask_name(recording, "Rename" if recording.kept else "Keep under a name")

    def _ask_name(self, recording: Recording, title: str) -> None:
        rename = partial(self.concviz.recordings.rename, recording.path)
        self.concviz.ask(title, "Its name:", recording_words(recording).name, rename)

    def action_delete(self) -> None:
        """Ask, and delete."""
        self._with_chosen(self._ask_delete)

    def _ask_delete(self, recording: Recording) -> None:
        from ..dialogs.confirm import ConfirmScreen

        words = f"{recording.name!r}, {size(recording.summary.size_bytes)}. u brings it back."

        def done(yes: bool | None) -> None:
            if yes:
                self.concviz.recordings.change(partial(_delete, recording))

        self.app.push_screen(ConfirmScreen("Delete this recording?", words, "delete it"), done)


def _delete(recording: Recording) -> Written:
    from ...engine.session.library.keep import set_aside

    aside = set_aside(recording.path)
    words = f"{recording.name!r} is deleted. u brings it back."
    return Written(words, undo=partial(_bring_back, aside, recording.path))


def _bring_back(aside: Path, path: Path) -> Written:
    from ...engine.session.library.keep import bring_back
    from ...engine.session.library.names import name_of

    bring_back(aside, path)
    return Written(f"{name_of(path)!r} is back.")
