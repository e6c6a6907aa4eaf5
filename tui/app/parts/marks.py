"""What a lecturer puts into a session: chapters, captions, and the name under which it is kept; and taking it back.

A log is only added to. So a mark is deleted by another one like it that says so, and corrected by deleting it and setting another;
what takes a change back is the same thing the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
OTHERS = "It was set in another session: open that one first."


@dataclass(frozen=True, slots=True)
class Written:
    """A mark or a name was written into the file on disk."""

    text: str
    moved: tuple[Path, Path] | None = None
    """From where to where the file was moved."""
    undo: Callable[[], Written] | None = None
    """Takes it back, on a thread."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list of marks."""

    t_us: int
    words: str
    kind: str
    """`chapter`, `caption`, or what happened there by itself: `run`, `end` …"""
    event: Chapter | Note | None = None
    """What can be corrected and deleted; None where nobody set it."""


class Marks:
    """Asks for them, and puts them into the session and its file."""

    def __init__(self, state: State, clock: Clock, host: Host, recordings: Recordings) -> None:
        self._state, self._clock, self._host, self._recordings = state, clock, host, recordings
        self._undos: list[Callable[[], object]] = []

    def undo(self) -> None:
        """Take back the last chapter, caption, name, keeping or deletion."""
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

    def ask_marks(self) -> None:
        """Show the list of what there is to go to."""
        self._host.when_ready(self._host.list_marks)

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
            self._host.notify(f"It is kept already, as {name_of(state.path)!r}: N in Sessions renames it.")
        else:
            question = "Under the name:" if state.replaying else "From its beginning and going on, under the name:"
            self._host.ask("Keep this session", question, suggest_name(state.backend.session), self._keep)

    def _ask_export(self) -> None:
        if self._state.path is None:
            self._host.notify("This session is not being recorded, so there is nothing to export.", severity="warning")
        else:
            shown = self._state.snapshot
            self._host.export(self._state.path, shown.run.run if shown is not None and shown.run is not None else None)

    def _t_us(self) -> int:
        return position(self._state.head, self._state.length_us)

    # ------------------------------------------------------------------ the list

    @property
    def some(self) -> bool:
        """Whether somebody has set any."""
        backend = self._state.backend
        return backend is not None and bool(backend.session.chapters() or backend.session.notes())

    def listed(self) -> list[Listed]:
        """All that one can go to, in the order of time."""
        from ....engine.session.memory.chapters import marks

        if self._state.backend is None:
            return []
        session = self._state.backend.session
        found = [Listed(each.t_us, each.title, "chapter", each) for each in session.chapters()]
        found += [Listed(each.t_us, each.text, "caption", each) for each in session.notes()]
        found += [Listed(t_us, words, kind) for t_us, words, kind in marks(session) if kind != "chapter"]
        return sorted(found, key=lambda each: each.t_us)

    def go(self, t_us: int) -> None:
        """Put the play head there."""
        from .play_head import placed

        self._clock.go(placed(self._state.head, t_us, self._state.length_us))

    def ask_words(self, event: Chapter | Note, then: Callable[[], object]) -> None:
        """Let the user correct a mark's words; `then` hears of it."""
        chapter, words = _kind(event)

        def done(text: str) -> None:
            self.correct(event, text)
            then()

        question = "Its title:" if chapter else "One or two short sentences:"
        name = "Chapter" if chapter else "Caption"
        self._host.ask(f"{name} at {clock(event.t_us)}", question, words, done)

    def correct(self, event: Chapter | Note, text: str) -> None:
        """Other words for a mark."""
        import msgspec

        chapter, words = _kind(event)
        text = _line(text, LONGEST_TITLE if chapter else LONGEST_NOTE)
        if text == words:
            return
        other = msgspec.structs.replace(event, **{"title" if chapter else "text": text})
        self._mark((_turned(event), other), f"{'Chapter' if chapter else 'Caption'} corrected.")

    def delete(self, event: Chapter | Note) -> None:
        """Take a mark out."""
        chapter, words = _kind(event)
        self._mark((_turned(event),), f"{'Chapter' if chapter else 'Caption'} deleted: {words[:60]}. u brings it back.")

    # ------------------------------------------------------------------ what is done

    def _set_chapter(self, t_us: int, title: str) -> None:
        from ....engine.session.events import Chapter

        self._mark((Chapter(t_us, _line(title, LONGEST_TITLE)),), f"Chapter set at {clock(t_us)}.")

    def _set_note(self, t_us: int, text: str) -> None:
        from ....engine.session.events import Note

        self._mark((Note(t_us, _line(text, LONGEST_NOTE)),), f"Caption set at {clock(t_us)}.")

    def _mark(self, events: Sequence[Chapter | Note], text: str, *, undone: bool = False) -> None:
        """Into the session; that of a file is also put into the file, on a thread."""
        state = self._state
        assert state.backend is not None
        session = state.backend.session
        for event in events:
            session.append(event)
        if not undone:
            self.can_undo(partial(self._take_back, session, tuple(_turned(event) for event in reversed(events))))
        self._clock.tick(force=True)
        if state.recorded is None:
            self._host.notify(text)
        else:
            self._host.work(partial(_mark_file, state.recorded, events, text), self._written, "mark")

    def _take_back(self, session: Session, events: Sequence[Chapter | Note]) -> None:
        """Do the opposite of what was done."""
        backend = self._state.backend
        if backend is None or backend.session is not session:
            self._host.notify(OTHERS)
            self._undos.append(partial(self._take_back, session, events))
            return
        last = events[-1]
        chapter, what = _kind(last)
        done = "taken back" if last.gone else "as it was"
        self._mark(events, f"{'Chapter' if chapter else 'Caption'} {done}: {what[:60]}", undone=True)

    def _keep(self, name: str) -> None:
        state = self._state
        assert state.backend is not None
        self._host.work(partial(_keep_file, state.backend.session, state.recorded, name), self._written, "keep")

    def _written(self, written: Written) -> None:
        """Say so."""
        if written.moved is not None:
            self._recordings.follow_move(*written.moved)
        if written.undo is not None:
            undo = written.undo
            self.can_undo(lambda: self._host.work(undo, self._written, "undo"))
        self._host.notify(written.text)
        self._host.show_recordings()

    def renamed(self, path: Path, name: str) -> Callable[[], Written]:
        """What gives a recording another name, or keeps it under one; to be done on a thread."""
        state = self._state
        living = state.live_session if path == state.live_path else None
        return partial(_rename_file, living, path, name)

    def written(self, act: Callable[[], Written]) -> None:
        """Do it on a thread, and say so."""
        self._host.work(act, self._written, "change")


def _kind(event: Chapter | Note) -> tuple[bool, str]:
    """Whether it is a chapter, and its words."""
    from ....engine.session.events import Chapter

    return (True, event.title) if isinstance(event, Chapter) else (False, event.text)


def _turned(event: Chapter | Note) -> Chapter | Note:
    """What takes it back."""
    import msgspec

    return msgspec.structs.replace(event, gone=not event.gone)


def _line(text: str, longest: int) -> str:
    from ....engine.export.film.grid import one_line

    return one_line(text, longest)


def _mark_file(path: Path, events: Sequence[Chapter | Note], text: str) -> Written:
    from ....engine.export.whole_files import whole_file
    from ....engine.model.errors import UserError
    from ....engine.session.library.edit import add

    try:
        add(path, list(events), whole=partial(whole_file, force=True))
    except (UserError, OSError) as error:
        raise UserError(f"It can't be written into the file: {error}") from None
    return Written(text)


def _keep_file(session: Session, recorded: Path | None, name: str) -> Written:
    from ....engine.session.library.keep import keep, keep_file
    from ....engine.session.library.names import name_of
    from ....engine.session.library.paths import sessions_folder

    if recorded is None:
        before = session.writer.path if session.writer is not None else None
        path = keep(session, name)
        undo = partial(_back, session, path, before, "It has no name any more.") if before is not None else None
        return Written(f"Kept as {name_of(path)!r}, from its beginning and going on.", undo=undo)
    path = keep_file(recorded, name)
    copied = recorded.parent != sessions_folder()
    undo = (
        partial(_forget, path, recorded) if copied else partial(_back, None, path, recorded, "It has no name any more.")
    )
    return Written(f"Kept as {name_of(path)!r}.", moved=(recorded, path), undo=undo)


def _rename_file(session: Session | None, path: Path, name: str) -> Written:
    from ....engine.session.library.find import kept_folder
    from ....engine.session.library.keep import keep, rename
    from ....engine.session.library.names import name_of

    after = keep(session, name) if session is not None else rename(path, name)
    if after == path:
        return Written(f"It is {name_of(path)!r} already.")
    words = f"It is {name_of(path)!r} again." if path.parent == kept_folder() else "It has no name any more."
    moved = None if session is not None else (path, after)
    return Written(f"It is {name_of(after)!r} now.", moved, partial(_back, session, after, path, words))


def _back(session: Session | None, path: Path, before: Path, text: str) -> Written:
    """The recording lies where it lay."""
    from ....engine.session.library.keep import put_back

    put_back(path, before, session)
    return Written(text, None if session is not None else (path, before))


def _forget(copy: Path, recorded: Path) -> Written:
    """A recording from elsewhere was kept as a copy: the copy goes."""
    from ....engine.session.library.keep import set_aside

    set_aside(copy)
    return Written("It is not kept any more.", (copy, recorded))
