"""Recordings: opened and left again, kept under a name, exported; and taking back what was changed.

A recording is the same app on a session that was read from a file: its backend has no instrument, so nothing can be run in
it, and whoever tries is told so. The live session goes on meanwhile and can be gone back to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ....engine.text.words import plural
from ..host import Host
from ..tabs import home_of
from .clock import Clock
from .play_head import Paused, PlayHead
from .state import Aside, State

if TYPE_CHECKING:
    from ....engine.session.memory.log import Session


MOST_UNDOS = 100


@dataclass(frozen=True, slots=True)
class Written:
    """A mark or a name was written into the file on disk."""

    text: str
    moved: tuple[Path, Path] | None = None
    """From where to where the file was moved."""
    undo: Callable[[], Written] | None = None
    """Takes it back, on a thread."""


class Recordings:
    """Opens them, and changes what is in their files and under which name those lie."""

    def __init__(self, state: State, clock: Clock, host: Host) -> None:
        self.opening: PlayHead | None = None
        """Where the recording that the app begins with is to be opened; None: at its first chapter."""
        self._state, self._clock, self._host = state, clock, host
        self._undos: list[Callable[[], object]] = []

    def open(self, path: Path, *, mode: str = "", at_us: int | None = None, pair: tuple[int, ...] = ()) -> None:
        """Read a recording and show it; the live session goes on.

        Args:
            path: the file.
            mode: of the screen to show it on; '': the one that belongs to it.
            at_us: where the play head begins; None: at the first chapter.
            pair: numbers of two of its runs, to be set side by side in Before and after.
        """
        self._host.when_ready(partial(self._open, path, mode, at_us, pair))

    def _open(self, path: Path, mode: str, at_us: int | None, pair: tuple[int, ...]) -> None:
        self._host.notify(f"Opening {path.name} …")
        self._host.work(partial(_load, path), partial(self._loaded, path, mode, at_us, pair), "load")

    def _loaded(self, path: Path, mode: str, at_us: int | None, pair: tuple[int, ...], session: Session) -> None:
        """Show it."""
        state = self._state
        assert state.backend is not None
        if not state.replaying:
            state.aside = Aside(state.backend, state.inventory, state.choice, state.head)
        state.backend = replace(state.backend, session=session, instrument=None, recorded=path)
        self.opening = Paused(at_us) if at_us is not None else None
        state.pair, state.opens_with = pair, "before-after" if pair else ""
        self._host.switch_mode(mode or home_of(session))
        self.enter()

    def enter(self) -> None:
        """Go to where the recording that is open is to begin, and say what it is."""
        from ....engine.session.memory.chapters import first_chapter_us

        state = self._state
        if state.backend is None or not state.replaying:
            return
        session, state.snapshot = state.backend.session, None
        self._clock.go(self.opening or Paused(first_chapter_us(session)), force=True)
        self.opening = None
        self._host.notify(_about(session), severity="warning" if session.notice else "information")

    def leave(self) -> None:
        """Back to the live session."""
        state, aside = self._state, self._state.aside
        if not state.replaying:
            return
        if aside is None:
            self._host.notify("There is no live session beside this recording: concviz without a file opens one.")
            return
        state.backend, state.inventory, state.choice, state.aside = aside.backend, aside.inventory, aside.choice, None
        state.pair = ()
        self._host.show_choice()
        self._clock.go(aside.head, force=True)

    def follow_move(self, before: Path, after: Path) -> None:
        """The file at `before` lies at `after` now."""
        if self._state.backend is not None and self._state.recorded == before:
            self._state.backend = replace(self._state.backend, recorded=after)

    # ------------------------------------------------------------------ what is changed

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

    def ask_name(self) -> None:
        """Keep this session under a name."""
        self._host.when_ready(self._ask_name)

    def ask_export(self) -> None:
        """Choose a format and export this session."""
        self._host.when_ready(self._ask_export)

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

    def _keep(self, name: str) -> None:
        state = self._state
        assert state.backend is not None
        self.change(partial(_keep_file, state.backend.session, state.recorded, name))

    def rename(self, path: Path, name: str) -> None:
        """Give a recording another name, or keep it under one."""
        state = self._state
        living = state.live_session if path == state.live_path else None
        self.change(partial(_rename_file, living, path, name))

    def change(self, act: Callable[[], Written]) -> None:
        """Do it on a thread, and say so."""
        self._host.work(act, self._changed, "change", lambda _: self._host.show_recordings())

    def _changed(self, written: Written) -> None:
        """Say so."""
        if written.moved is not None:
            self.follow_move(*written.moved)
        if written.undo is not None:
            self.can_undo(partial(self.change, written.undo))
        self._host.notify(written.text)
        self._host.show_recordings()


def _load(path: Path) -> Session:
    from ....engine.session.file.reader import load

    return load(path)


def _about(session: Session) -> str:
    """What it is a recording of, and what could not be read of it."""
    machine = session.machine
    words = ", ".join(word for word in (machine.system, machine.cpu[:60]) if word)
    cores = plural(machine.cores, "core")
    text = f"Recorded {session.created[:10]} on {words}, {cores}. space plays."
    return f"{text} {session.notice}" if session.notice else text


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
