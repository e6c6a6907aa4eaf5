"""The one tick of the app: when to look at the session again, and what to hand to the screen.

At full rate (4 Hz) while a run goes on and for 3 s after; once a second while paused (only the session's length moves);
every two seconds while nothing runs (the cores still move); and not at all where neither the session nor the play head has
changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from ..lab.startup_hint import with_preparation
from ..terminal.compositor import at_once
from .backend import Backend, Inventory
from .choice import Choice
from .play_head import Live, PlayHead, position

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot

PAUSED_EVERY_S = 1.0
IDLE_EVERY_S = 2.0
READ_EVERY_US = 700_000
"""Words and numbers are for reading, and shown less often than pictures: at four ticks a second, with every third of them."""
AFTERGLOW_S = 3.0
"""How long after a run's end the tick stays at full rate, so that the end is seen as it happened."""


class Ticking(App[int]):
    """An app that shows a session at a play head."""

    def __init__(self, backend: Backend | None, choice: Choice, refresh_hz: float) -> None:
        super().__init__()
        self.backend = backend
        """None until the engine is there."""
        self.shelf = backend.shelf if backend is not None else Inventory()
        self.choice = choice
        self.head: PlayHead = Live()
        self.snapshot: Snapshot | None = None
        """What is on the screen."""
        self._refresh_hz = refresh_hz
        self._waiting: list[Callable[[], object]] = []
        self._starting = False
        self._seen: tuple[object, ...] = ()
        self._skipped = 0
        self._glow = 0
        self._read_us = 0

    def soon(self, act: Callable[[], object]) -> None:
        """Do it now, or as soon as the engine is there: a key pressed early is not lost."""
        if self.backend is not None:
            act()
        else:
            self._waiting.append(act)

    @property
    def running(self) -> bool:
        """Whether a run is going on, its start included."""
        instrument = self.backend.instrument if self.backend is not None else None
        return self._starting or (instrument is not None and instrument.running)

    @property
    def trying(self) -> str:
        """What the instrument is trying out now; '' for nothing."""
        instrument = self.backend.instrument if self.backend is not None else None
        return instrument.trying if instrument is not None else ""

    @property
    def preparing(self) -> bool:
        """Whether a run was asked for and the session has no line of it yet (its items are being sized)."""
        run = self.snapshot.run if self.snapshot is not None else None
        return self.running and (run is None or run.ended_us is not None)

    def length_us(self) -> int:
        """How long the session is by now."""
        if self.backend is None:
            return 0
        session = self.backend.session
        return session.length_us if self.backend.instrument is None else max(session.length_us, session.now_us())

    def recording(self, snapshot: Snapshot) -> bool | None:
        """Whether the session is written to disk; None for one that was read from there."""
        if self.backend is None or self.backend.instrument is None:
            return None
        return all(what != "recording" for what, _why in snapshot.missing)

    def tick(self, force: bool = False) -> None:
        """Build one snapshot and show it, if there can be anything new in it."""
        if self.backend is None or not self.is_running or not (force or self._due()):
            # A last tick can come while the screens are being taken down: they have nothing left to show it on.
            return
        length_us = self.length_us()
        seen = (self.head, self.backend.session.length_us, self.running, length_us // 1_000_000)
        if seen == self._seen and not force:
            return
        self._seen = seen
        before = self._names()
        wanted = self._look(length_us, force)
        if self._names() != before and self._options() != wanted:
            # New lanes have other names, and leave another width for the timeline: what is shown must not depend on
            # what was shown before.
            self._look(length_us, force)

    def _names(self) -> list[str] | None:
        return [lane.name for lane in self.snapshot.lanes] if self.snapshot is not None else None

    def _options(self) -> dict[str, Any]:
        """The windows of time that the screen has room for now."""
        return getattr(self.screen_stack[0], "view_options", dict)()

    def _look(self, length_us: int, force: bool) -> dict[str, Any]:
        """Build a snapshot and hand it to the screen; returns the windows of time that it has."""
        assert self.backend is not None
        options = self._options()
        t_us = None if isinstance(self.head, Live) else position(self.head, length_us)
        before = self.snapshot
        everything = force or self._glow == 0 or before is None or length_us - self._read_us >= READ_EVERY_US
        # What is read rather than watched is not shown now: the words of the last snapshot will do.
        looked = {"live_us": length_us, **({} if everything else {"words": before}), **options}
        self.snapshot = self.backend.snapshot(self.backend.session, t_us, **looked)
        if everything or before is None or self.snapshot.findings is not before.findings:
            everything, self._read_us = True, length_us  # where something has begun or ended, all words are new
        if t_us is None and self.preparing and (self.trying or self.snapshot.run is None):
            self.snapshot = with_preparation(self.snapshot, self.trying)
        screen = self.screen_stack[0]
        show = getattr(screen, "show", None)
        if show is not None:
            with at_once(screen):
                show(self.snapshot, everything=everything)
        return options

    def _due(self) -> bool:
        """Whether this tick counts: each one during a run and shortly after, else one a second or two."""
        live = isinstance(self.head, Live)
        if live and self.running:
            self._glow = round(AFTERGLOW_S * self._refresh_hz)
        elif live and self._glow > 0:
            self._glow -= 1
        else:
            self._skipped += 1
            if self._skipped < (IDLE_EVERY_S if live else PAUSED_EVERY_S) * self._refresh_hz:
                return False
        self._skipped = 0
        return True
