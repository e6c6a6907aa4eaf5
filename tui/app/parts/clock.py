"""The clock of the app: where the play head stands, when to look at the session again, and whom to show it to.

At full rate (4 Hz) while a run goes on and for 3 s after; once a second while paused (only the session's length moves);
every two seconds while nothing runs (the cores still move); and not at all where neither the session nor the play head has
changed. While nothing moves fast, its quick timer rests too, and one beat a second is all that wakes the app. Where there is
no screen to show anything on (it isn't composed yet, or is being taken down) a tick does nothing: every screen asks for one as
soon as it is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

from ...lab.startup_hint import with_preparation, without_hints
from .play_head import Live, PlayHead, Playing, played, position
from .state import State

if TYPE_CHECKING:
    from ....engine.analysis.program.program_pair import ProgramPicture
    from ....engine.analysis.snapshot import Snapshot

PAUSED_EVERY_S = 1.0
IDLE_EVERY_S = 2.0
READ_EVERY_US = 700_000
"""Words and numbers are for reading, and shown less often than pictures: at four ticks a second, with every third of them."""
AFTERGLOW_S = 3.0
"""How long after a run's end the tick stays at full rate, so that the end is seen as it happened."""
BEAT_S = 1.0
"""How often a clock whose quick timer rests looks whether it should."""
HISTORY_STEP_S = 0.5
"""One cell of the cores' history: at least two of the 250 ms that a bar needs to be true to 3 %."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of time that a screen has room for."""

    timeline_us: int
    history_steps: int
    history_s: float
    pair: tuple[int, ...] | None = None
    """Two runs that are to be set on one axis (see `engine.analysis.build.snapshot`); None: nobody asks."""
    other: ProgramPicture | None = None
    """Another watched program that is to be set beside the one that is shown."""

    @classmethod
    def of_steps(
        cls, timeline_us: int, steps: int, pair: tuple[int, ...] | None = None, other: ProgramPicture | None = None
    ) -> Windows:
        """With so many cells of the cores' history."""
        return cls(timeline_us, steps, steps * HISTORY_STEP_S, pair, other)


class Shown(Protocol):
    """A screen that snapshots are shown on."""

    def windows(self) -> Windows | None:
        """The windows of time that it has room for; None where it shows none."""
        ...

    def show(self, snapshot: Snapshot, *, everything: bool) -> None:
        """Show this snapshot; what is read rather than watched only with `everything`."""
        ...


class Clock:
    """Ticks, and the play head."""

    def __init__(
        self,
        state: State,
        screen: Callable[[], Shown | None],
        refresh_hz: float,
        real_us: Callable[[], int] = lambda: time.monotonic_ns() // 1000,
    ) -> None:
        self.refresh_hz = refresh_hz
        self.skip_idle = False
        """Whether playing leaps over the stretches in which nothing runs."""
        self.real_us = real_us
        """Real time, for playing."""
        self._state, self._screen = state, screen
        self._played_us = 0
        self._seen: tuple[object, ...] = ()
        self._skipped = 0.0
        self._glow = self._stirred = 0
        self._read_us = 0
        self.wake: Callable[[], object] = lambda: None
        """Called where the quick timer must not rest any longer …"""
        self.rest = self.wake
        """… and where it may."""

    @property
    def awake(self) -> bool:
        """Whether each tick may show something: a run or playing goes on, or something was asked for a moment ago."""
        state = self._state
        moves = state.running or state.preparing or isinstance(state.head, Playing)
        return bool(moves or self._glow or self._stirred)

    def quick(self) -> None:
        """The quick timer."""
        self.tick()
        if not self.awake:
            self.rest()

    def beat(self) -> None:
        """The slow timer: in the place of the ticks of a second, where the quick one rests."""
        if not self.awake:
            self.tick(ticks=BEAT_S * self.refresh_hz)
        if self.awake:
            self.wake()

    def go(self, head: PlayHead, *, force: bool = False) -> None:
        """Put the play head there; with `force` also where it stands there already."""
        self._played_us = self.real_us()
        if self._state.backend is not None and (force or head != self._state.head):
            self._state.head = head
            self.tick(force=True)

    def tick(self, force: bool = False, ticks: float = 1) -> None:
        """Move on if the session is being played, build one snapshot and show it, if there can be anything new in it."""
        self._stirred = round(AFTERGLOW_S * self.refresh_hz) if force else max(0, self._stirred - 1)
        if force:
            self.wake()
        force = self._play() or force
        state, screen = self._state, self._screen()
        if state.backend is None or screen is None or not (force or self._due(ticks)):
            return
        length_us = state.length_us
        seen = (state.head, state.backend.session.length_us, state.running, length_us // 1_000_000)
        if seen == self._seen and not force:
            return
        self._seen = seen
        before = self._names()
        wanted = self._look(screen, length_us, force)
        if self._names() != before and screen.windows() != wanted:
            # New lanes have other names, and leave another width for the timeline: what is shown must not depend on
            # what was shown before.
            self._look(screen, length_us, force)

    def _play(self) -> bool:
        """Whether the session is being played; then the play head moves on by the time that has passed."""
        head, backend = self._state.head, self._state.backend
        if not isinstance(head, Playing) or backend is None:
            return False
        from ....engine.session.memory.chapters import idle

        now_us = self.real_us()
        stretches = idle(backend.session) if self.skip_idle else ()
        self._state.head = played(head, now_us - self._played_us, self._state.length_us, stretches)
        self._played_us = now_us
        return True

    def _names(self) -> Sequence[str] | None:
        return self._state.snapshot.lanes.name if self._state.snapshot is not None else None

    def _look(self, screen: Shown, length_us: int, force: bool) -> Windows | None:
        """Build a snapshot and hand it to the screen; returns the windows of time that it has."""
        state, windows = self._state, screen.windows()
        assert state.backend is not None
        t_us = None if isinstance(state.head, Live) else position(state.head, length_us)
        before = state.snapshot
        everything = force or self._glow == 0 or before is None or length_us - self._read_us >= READ_EVERY_US
        state.snapshot = state.backend.snapshot(
            state.backend.session,
            t_us,
            live_us=length_us,
            # What is read rather than watched is not shown now: the words of the last snapshot will do.
            words=None if everything else before,
            **({each.name: getattr(windows, each.name) for each in fields(windows)} if windows is not None else {}),
        )
        if everything or before is None or state.snapshot.findings is not before.findings:
            everything, self._read_us = True, length_us  # where something has begun or ended, all words are new
        if t_us is None and state.preparing and (state.trying or state.snapshot.run is None):
            state.snapshot = with_preparation(state.snapshot, state.trying)
        elif (state.replaying or not state.hints) and state.snapshot.run is None:
            state.snapshot = without_hints(state.snapshot)
        screen.show(state.snapshot, everything=everything)
        return windows

    def _due(self, ticks: float) -> bool:
        """Whether this tick counts: each one during a run and shortly after, else one a second or two."""
        live = isinstance(self._state.head, Live)
        if live and self._state.running:
            self._glow = round(AFTERGLOW_S * self.refresh_hz)
        elif live and self._glow > 0:
            self._glow -= 1
        else:
            self._skipped += ticks
            if self._skipped < (IDLE_EVERY_S if live else PAUSED_EVERY_S) * self.refresh_hz:
                return False
        self._skipped = 0
        return True
