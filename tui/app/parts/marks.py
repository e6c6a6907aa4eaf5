"""What a lecturer puts into a session: chapters and captions; and taking them back.

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
from .recordings import Recordings, Written
from .state import State

if TYPE_CHECKING:
    from ....engine.session.events import Chapter, Note
    from ....engine.session.memory.log import Session

LONGEST_TITLE, LONGEST_NOTE = 200, 400
OTHERS = "It was set in another session: open that one first."


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

    def ask_chapter(self) -> None:
        """Set a chapter where the play head is now."""
        self._host.when_ready(self._ask_chapter)

    def ask_note(self) -> None:
        """Write a caption for where the play head is now."""
        self._host.when_ready(self._ask_note)

    def ask_marks(self) -> None:
        """Show the list of what there is to go to."""
        self._host.when_ready(self._host.list_marks)

    def _ask_chapter(self) -> None:
        assert self._state.backend is not None
        t_us = self._t_us()
        title = f"Chapter {len(self._state.backend.session.chapters()) + 1}"
        self._host.ask(f"Chapter at {clock(t_us)}", "Its title:", title, partial(self._set_chapter, t_us))

    def _ask_note(self) -> None:
        t_us = self._t_us()
        self._host.ask(f"Caption at {clock(t_us)}", "One or two short sentences:", "", partial(self._set_note, t_us))

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
            self._recordings.can_undo(
                partial(self._take_back, session, tuple(_turned(event) for event in reversed(events)))
            )
        self._clock.tick(force=True)
        if state.recorded is None:
            self._host.notify(text)
        else:
            self._recordings.change(partial(_mark_file, state.recorded, events, text))

    def _take_back(self, session: Session, events: Sequence[Chapter | Note]) -> None:
        """Do the opposite of what was done."""
        backend = self._state.backend
        if backend is None or backend.session is not session:
            self._host.notify(OTHERS)
            self._recordings.can_undo(partial(self._take_back, session, events))
            return
        last = events[-1]
        chapter, what = _kind(last)
        done = "taken back" if last.gone else "as it was"
        self._mark(events, f"{'Chapter' if chapter else 'Caption'} {done}: {what[:60]}", undone=True)


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
