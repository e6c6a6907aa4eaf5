"""What a lecturer puts into a session: chapters, captions, and the name under which it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ....engine.text.clocks import clock
from ..host import Host
from .clock import Clock
from .play_head import position
from .recordings import Recordings
from .state import State

if TYPE_CHECKING:
    from ....engine.session.events import Chapter, Note
    from ....engine.session.memory.log import Session

LONGEST_TITLE, LONGEST_NOTE = 200, 400
MOST_UNDOS = 100


@dataclass(frozen=True, slots=True)
class Written:
    """A mark or a name was written into the file on disk."""

    text: str
    moved: tuple[Path, Path] | None = None
    """From where to where the file was moved."""


class Marks:
    """Asks for them, and puts them into the session and its file."""

    def __init__(self, state: State, clock: Clock, host: Host, recordings: Recordings) -> None:
        self._state, self._clock, self._host, self._recordings = state, clock, host, recordings
        self._undos: list[Callable[[], object]] = []

    def undo(self) -> None:
        """Take back the last chapter, caption, name or deletion."""
        if not self._undos:
            self._host.notify("There is nothing to take back.")
            return
        act = self._undos.pop()
        act()

    def can_undo(self, act: Callable[[], object]) -> None:
        """`act` takes back what was just done."""
        self._undos.append(act)
        del self._undos[:-MOST_UNDOS]

    def ask_chapter(self) -> None:
        """Set a chapter where the play head is now."""
        self._host.when_ready(self._ask_chapter)

    def ask_note(self) -> None:
        """Write a caption for where the play head is now."""
        self._host.when_ready(self._ask_note)

    def ask_name(self) -> None:
        """Keep this session under a name."""
        self._host.when_ready(self._ask_name)

    def ask_export(self) -> None:
        """Choose a format and export this session."""
        self._host.when_ready(self._ask_export)

    def _ask_chapter(self) -> None:
        assert self._state.backend is not None
        t_us = self._t_us()
        title = f"Chapter {len(self._state.backend.session.chapters()) + 1}"
        self._host.ask(f"Chapter at {clock(t_us)}", "Its title:", title, partial(self._set_chapter, t_us))

    def _ask_note(self) -> None:
        t_us = self._t_us()
        self._host.ask(f"Caption at {clock(t_us)}", "One or two short sentences:", "", partial(self._set_note, t_us))

    def _ask_name(self) -> None:
        from ....engine.session.library.find import kept_folder
        from ....engine.session.library.keep import suggest_name
        from ....engine.session.library.names import name_of

        state = self._state
        assert state.backend is not None
        if state.path is None:
            self._host.notify("This session is not being recorded, so it can't be kept.", severity="warning")
        elif state.path.parent == kept_folder():
            self._host.notify(f"It is kept already, as {name_of(state.path)!r}: rename it in Sessions.")
        else:
            question = "Under the name:" if state.replaying else "From its beginning and going on, under the name:"
            self._host.ask("Keep this session", question, suggest_name(state.backend.session), self._keep)

    def _ask_export(self) -> None:
        if self._state.path is None:
            self._host.notify("This session is not being recorded, so there is nothing to export.", severity="warning")
        else:
            self._host.export(self._state.path)

    def _t_us(self) -> int:
        return position(self._state.head, self._state.length_us)

    # ------------------------------------------------------------------ what is done

    def _set_chapter(self, t_us: int, title: str) -> None:
        from ....engine.export.film.grid import one_line
        from ....engine.session.events import Chapter

        self._mark(Chapter(t_us, one_line(title, LONGEST_TITLE)), f"Chapter set at {clock(t_us)}.")

    def _set_note(self, t_us: int, text: str) -> None:
        from ....engine.export.film.grid import one_line
        from ....engine.session.events import Note

        self._mark(Note(t_us, one_line(text, LONGEST_NOTE)), f"Caption set at {clock(t_us)}.")

    def _mark(self, event: Chapter | Note, text: str) -> None:
        """Into the session; that of a file is also put into the file, on a thread."""
        state = self._state
        assert state.backend is not None
        session = state.backend.session
        session.append(event)
        if not event.gone:
            self.can_undo(partial(self._take_back, session, event))
        self._clock.tick(force=True)
        if state.recorded is None:
            self._host.notify(text)
        else:
            self._host.work(partial(_mark_file, state.recorded, event, text), self._written, "mark")

    def _take_back(self, session: Session, event: Chapter | Note) -> None:
        backend = self._state.backend
        if backend is None or backend.session is not session:
            self._host.notify("It was set in another session: open that one first.")
            self._undos.append(partial(self._take_back, session, event))
            return
        import msgspec

        from ....engine.session.events import Chapter

        kind, what = ("Chapter", event.title) if isinstance(event, Chapter) else ("Caption", event.text)
        gone = msgspec.structs.replace(event, gone=True)
        self._mark(gone, f"{kind} taken back: {what[:60]}")

    def _keep(self, name: str) -> None:
        state = self._state
        assert state.backend is not None
        self._host.work(partial(_keep_file, state.backend.session, state.recorded, name), self._written, "keep")

    def _written(self, written: Written) -> None:
        """Say so."""
        if written.moved is not None:
            self._recordings.follow_move(*written.moved)
        self._host.notify(written.text)
        self._host.show_recordings()


def _mark_file(path: Path, event: Chapter | Note, text: str) -> Written:
    from ....engine.export.whole_files import whole_file
    from ....engine.model.errors import UserError
    from ....engine.session.library.edit import add

    try:
        add(path, [event], whole=partial(whole_file, force=True))
    except (UserError, OSError) as error:
        raise UserError(f"It can't be written into the file: {error}") from None
    return Written(text)


def _keep_file(session: Session, recorded: Path | None, name: str) -> Written:
    from ....engine.session.library.keep import keep, keep_file
    from ....engine.session.library.names import name_of

    path = keep(session, name) if recorded is None else keep_file(recorded, name)
    if recorded is None:
        return Written(f"Kept as {name_of(path)!r}, from its beginning and going on.")
    return Written(f"Kept as {name_of(path)!r}.", moved=(recorded, path))
