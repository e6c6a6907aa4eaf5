"""What a lecturer puts into a session: chapters, captions, and the name under which it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

from .play_head import clock, position
from .player import Replaying

if TYPE_CHECKING:
    from ...engine.session.events import Chapter, Note

LONGEST_TITLE, LONGEST_NOTE = 200, 400


class Marking(Replaying):
    """An app in which sessions can be marked and kept."""

    class Kept(Message):
        """A mark or a name was written into the file on disk, or (`problem`) can't be."""

        def __init__(self, text: str, problem: str = "", path: Path | None = None) -> None:
            super().__init__()
            self.text, self.problem, self.path = text, problem, path

    @property
    def is_kept(self) -> bool:
        """Whether the session on the screen has a name."""
        path = self.recorded if self.replaying else self.live_path()
        return path is not None and path.parent.name == "kept"

    def ask_chapter(self) -> None:
        """Set a chapter where the play head is now."""
        self.soon(self._ask_chapter)

    def ask_note(self) -> None:
        """Write a caption for where the play head is now."""
        self.soon(self._ask_note)

    def ask_name(self) -> None:
        """Keep this session under a name."""
        self.soon(self._ask_name)

    def _ask_chapter(self) -> None:
        assert self.backend is not None
        t_us = position(self.head, self.length_us())
        title = f"Chapter {len(self.backend.session.chapters()) + 1}"
        self._ask(f"Chapter at {clock(t_us)}", "Its title:", title, partial(self._set_chapter, t_us))

    def _ask_note(self) -> None:
        t_us = position(self.head, self.length_us())
        self._ask(f"Caption at {clock(t_us)}", "One or two short sentences:", "", partial(self._set_note, t_us))

    def _ask_name(self) -> None:
        from ...engine.session.library.keeping import kept_folder, name_of, suggested

        assert self.backend is not None
        path = self.recorded if self.replaying else self.live_path()
        if path is None:
            self.say("This session is not being recorded, so it can't be kept.", "warning")
            return
        if path.parent == kept_folder():
            self.say(f"It is kept already, as {name_of(path)!r}: rename it in Sessions.")
            return
        question = "Under the name:" if self.replaying else "From its beginning and going on, under the name:"
        self._ask("Keep this session", question, suggested(self.backend.session), self._keep)

    def live_path(self) -> Path | None:
        """Where the live session is recorded; None where it isn't."""
        live = self._aside[0] if self._aside is not None else self.backend
        writer = live.session.writer if live is not None and live.instrument is not None else None
        return writer.path if writer is not None else None

    def _ask(self, title: str, question: str, value: str, then: Callable[[str], object]) -> None:
        from ..lab.dialogs.picker import PromptScreen

        def done(text: str | None) -> None:
            if text is not None and text.strip():
                then(text)

        self.push_screen(PromptScreen(title, question, value), done)

    # ------------------------------------------------------------------ what is done

    def _set_chapter(self, t_us: int, title: str) -> None:
        from ...engine.export.film.grid import one_line
        from ...engine.session.events import Chapter

        self._mark(Chapter(t_us, one_line(title, LONGEST_TITLE)), f"Chapter set at {clock(t_us)}.")

    def _set_note(self, t_us: int, text: str) -> None:
        from ...engine.export.film.grid import one_line
        from ...engine.session.events import Note

        self._mark(Note(t_us, one_line(text, LONGEST_NOTE)), f"Caption set at {clock(t_us)}.")

    def _mark(self, event: Chapter | Note, text: str) -> None:
        """Into the session; that of a file is also put into the file, on a thread."""
        assert self.backend is not None
        self.backend.session.append(event)
        self.tick(force=True)
        if self.recorded is None:
            self.say(text)
        else:
            self.run_worker(partial(self._mark_file, self.recorded, event, text), thread=True, name="mark")

    def _mark_file(self, path: Path, event: Chapter | Note, text: str) -> None:
        from ...engine.export.options import ExportError
        from ...engine.export.whole_files import whole_file
        from ...engine.session.library.edit import add
        from ...engine.session.library.keeping import KeepError

        try:
            add(path, [event], whole=partial(whole_file, force=True))
        except (KeepError, ExportError, OSError) as error:
            self.post_message(self.Kept(text, f"It can't be written into the file: {error}"))
        else:
            self.post_message(self.Kept(text))

    def _keep(self, name: str) -> None:
        self.run_worker(partial(self._keep_file, name), thread=True, name="keep")

    def _keep_file(self, name: str) -> None:
        from ...engine.session.library.keeping import KeepError, keep, keep_file, name_of

        assert self.backend is not None
        try:
            path = keep(self.backend.session, name) if self.recorded is None else keep_file(self.recorded, name)
        except KeepError as error:
            self.post_message(self.Kept("", f"{error}."[:1].upper() + f"{error}."[1:]))
        else:
            going_on = ", from its beginning and going on" if self.recorded is None else ""
            self.post_message(self.Kept(f"Kept as {name_of(path)!r}{going_on}.", path=path))

    def on_marking_kept(self, message: Kept) -> None:
        """Say so."""
        if message.path is not None and self.backend is not None and self.replaying:
            self.backend = replace(self.backend, recorded=message.path)
        self.say(message.problem or message.text, "warning" if message.problem else "information")
        show: Any = getattr(self.screen_stack[0], "sessions_changed", None)
        if show is not None:
            show()

    def ask_export(self) -> None:
        """Choose a format and export this session."""
        self.soon(self._ask_export)

    def _ask_export(self) -> None:
        path = self.recorded if self.replaying else self.live_path()
        if path is None:
            self.say("This session is not being recorded, so there is nothing to export.", "warning")
        else:
            self.export(path)

    def export(self, path: Path) -> None:
        """Choose a format and export the recording at `path`."""
        from ..export.export_screen import ExportScreen

        self.push_screen(ExportScreen(path))
