"""Playing a session: forwards, faster, slower, from chapter to chapter; and opening one that was recorded before.

A recording is the same app on a session that was read from a file: its backend has no instrument, so nothing can be run in
it, and whoever tries is told so. The live session goes on meanwhile and can be gone back to.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from textual.message import Message

from .backend import Backend, Inventory
from .choice import Choice
from .play_head import (
    Live,
    Paused,
    PlayHead,
    Playing,
    chapter_after,
    chapter_before,
    clock,
    faster,
    moved,
    placed,
    played,
    position,
    toggled,
)
from .recorded_choice import RecordedPython, choice_of
from .runs import Control

RECORDED = "This is a recording"


class Replaying(Control):
    """An app that can play what happened."""

    speed = 1.0
    skip_idle = False
    clock_us: Callable[[], int] = staticmethod(lambda: time.monotonic_ns() // 1000)
    """Real time, for playing."""
    opening: PlayHead | None = None
    """Where the recording that the app begins with is to be opened; None: at its first chapter."""
    _played_us = 0
    _aside: tuple[Backend, Inventory, Choice, PlayHead] | None = None

    class Loaded(Message):
        """A recording was read, or (`problem`) can't be."""

        def __init__(self, backend: Backend | None, problem: str = "") -> None:
            super().__init__()
            self.backend, self.problem = backend, problem

    # ------------------------------------------------------------------ what is replayed

    @property
    def replaying(self) -> bool:
        """Whether the session on the screen was read from a file."""
        return self.backend is not None and self.backend.instrument is None

    @property
    def recorded(self) -> Path | None:
        """The file that is replayed."""
        return self.backend.recorded if self.backend is not None else None

    @property
    def recording_name(self) -> str:
        """The name of what is replayed; '' for a live session."""
        name = self.recorded.name if self.recorded is not None else ""
        return name.removesuffix(".gz").removesuffix(".concviz.jsonl")

    @property
    def running(self) -> bool:
        """Whether a run is going on; in a recording: at the play head."""
        if not self.replaying:
            return super().running
        run = self.snapshot.run if self.snapshot is not None else None
        return run is not None and run.status in ("starting", "running") and not isinstance(self.head, Live)

    @property
    def has_live(self) -> bool:
        """Whether there is a live session to go back to."""
        return self._aside is not None

    def on_mount(self) -> None:
        """A recording begins at its first chapter."""
        if self.replaying and self.recorded is not None:
            self._enter()

    def open_recording(self, path: Path) -> None:
        """Read a recording and show it; the live session goes on."""
        self.soon(partial(self._open_recording, path))

    def _open_recording(self, path: Path) -> None:
        self.say(f"Opening {path.name} …")
        self.run_worker(partial(self._load_recording, path), thread=True, name="load")

    def _load_recording(self, path: Path) -> None:
        from ...engine.session.file.reader import SessionFileError, load

        assert self.backend is not None
        try:
            session = load(path)
        except SessionFileError as error:
            self.post_message(self.Loaded(None, str(error)))
        else:
            self.post_message(self.Loaded(replace(self.backend, session=session, instrument=None, recorded=path)))

    def on_replaying_loaded(self, message: Loaded) -> None:
        """Show it, in the Lab."""
        if message.backend is None:
            self.say(message.problem, "warning")
            return
        if not self.replaying:
            assert self.backend is not None
            self._aside = self.backend, self.shelf, self.choice, self.head
        self.backend, self.opening = message.backend, None
        self.switch_mode("lab")
        self.call_after_refresh(self._enter)

    def _enter(self) -> None:
        from ...engine.session.memory.chapters import first_chapter_us

        assert self.backend is not None
        self.snapshot = None
        self.head = self.opening or Paused(first_chapter_us(self.backend.session))
        self.opening, self._played_us = None, self.clock_us()
        self.tick(force=True)
        self.say(self._about_recording(), "warning" if self.backend.session.notice else "information")

    def _about_recording(self) -> str:
        """What it is a recording of, and what could not be read of it."""
        assert self.backend is not None
        session = self.backend.session
        machine = session.machine
        words = ", ".join(word for word in (machine.system, machine.cpu[:60]) if word)
        cores = f"{machine.cores} core{'s' if machine.cores != 1 else ''}"
        text = f"Recorded {session.created[:10]} on {words}, {cores}. space plays."
        return f"{text} {session.notice}" if session.notice else text

    def close_recording(self) -> None:
        """Back to the live session."""
        if self._aside is None:
            self.say("There is no live session beside this recording: concviz without a file opens one.")
            return
        self.backend, self.shelf, self.choice, self.head = self._aside
        self._aside = None
        self._choice_changed()
        self.tick(force=True)

    # ------------------------------------------------------------------ the tick

    def tick(self, force: bool = False) -> None:
        """Move on if the session is being played, and show what there is."""
        head = self.head
        if isinstance(head, Playing) and self.backend is not None:
            now = self.clock_us()
            idle = self._idle() if self.skip_idle else ()
            self.head = played(head, now - self._played_us, self.length_us(), idle)
            self._played_us, force = now, True
        super().tick(force)
        if force and self.replaying:
            self._follow_plan()

    def _idle(self) -> list[tuple[int, int]]:
        from ...engine.session.memory.chapters import idle

        assert self.backend is not None
        return idle(self.backend.session)

    def _follow_plan(self) -> None:
        """What was chosen for the run on the screen (or the first one, before it) is what the lists show."""
        assert self.backend is not None
        session = self.backend.session
        run = self.snapshot.run if self.snapshot is not None else None
        first = session.runs()[:1]
        plan = run.plan if run is not None else first[0].plan if first else {}
        label = (run.python if run is not None else "") or session.machine.python
        choice = choice_of({"python": label, **plan}, self.choice)
        if choice != self.choice:
            label = choice.python
            known = RecordedPython(label, label.rstrip("t"), label.endswith("t"))
            self.shelf = replace(self.shelf, pythons=(known,))
            self.choice = choice
            self._choice_changed()

    # ------------------------------------------------------------------ keys

    def toggle_pause(self) -> None:
        """Hold the picture, or go on: live, or with playing."""
        self._go(toggled(self.head, self.length_us(), replay=self.replaying, speed=self.speed))

    def change_speed(self, by: int) -> None:
        """Faster or slower; from the past of a live session it also begins to play."""
        self.speed = faster(self.speed, by)
        head, length = self.head, self.length_us()
        if isinstance(head, Live) and not self.replaying:
            self.speed = 1.0
            self.say("Live is as fast as it happens: go back first (←), then < and > play slower or faster.")
            return
        if isinstance(head, Playing) or not self.replaying:
            self._go(Playing(position(head, length), self.speed))
        self.say(f"Speed {self.speed:g}x")
        self.tick(force=True)

    def go_chapter(self, by: int) -> None:
        """To the chapter before or after."""
        marks = self.snapshot.chapters if self.snapshot is not None else ()
        times, length = [t_us for t_us, _, _ in marks], self.length_us()
        t_us = chapter_after(self.head, times, length) if by > 0 else chapter_before(self.head, times, length)
        self.seek(t_us)
        title = next((title for time, title, _ in marks if time == t_us), "")
        if title:
            self.say(f"{clock(t_us)}  {title[:120]}")

    def toggle_idle(self) -> None:
        """Leap over the stretches in which nothing runs, or don't."""
        self.skip_idle = not self.skip_idle
        self.say("Stretches in which nothing runs are skipped." if self.skip_idle else "Everything is played.")

    def seek(self, t_us: int) -> None:
        """Put the play head there; it plays on if it was playing, and at the very end it is live."""
        self._go(placed(self.head, t_us, self.length_us()))

    def move_head(self, by_us: int | None) -> None:
        """Move the play head, or (None) to the beginning."""
        self._go(placed(self.head, 0, self.length_us()) if by_us is None else moved(self.head, by_us, self.length_us()))

    def _go(self, head: PlayHead) -> None:
        self._played_us = self.clock_us()
        self._move(head)

    def mode_of_time(self) -> str:
        """`live`, `paused`, `replay`, or `playing 2x`, as the time bar says it."""
        if isinstance(self.head, Playing):
            return f"playing {self.head.speed:g}x"
        return "replay" if self.replaying else super().mode_of_time()

    # ------------------------------------------------------------------ what a recording can't do

    def choose(self, **fields: Any) -> None:
        """Change what is chosen; in a recording that is what was."""
        if self.replaying:
            self.say(f"{RECORDED}: what was chosen for its runs can't be changed.", "warning")
            self._choice_changed()
            return
        super().choose(**fields)

    def begin_run(self) -> None:
        """Start what is chosen; a recording says how to get to where that can be done."""
        if self.replaying:
            way = "l goes back to the live session" if self.has_live else "concviz without a file opens a live session"
            self.say(f"This session was read from a file: nothing can be run in it. {way}.", "warning")
            return
        super().begin_run()

    def stop_run(self) -> None:
        """Ask the run to end."""
        if self.replaying:
            self.say(f"{RECORDED}: its run ended long ago. space pauses.", "warning")
            return
        super().stop_run()
