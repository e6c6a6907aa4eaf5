"""What is open, chosen, shown and going on: the one thing that all parts of the app have in common.

Each field has one part that writes it: `Clock` the play head and the snapshot, `Settings` the choice, `Runs` and `Studies`
what goes on, `Recordings` what is open. Everybody reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..backend import Backend, InstrumentLike, Inventory
from ..choice import Choice
from .play_head import Live, Paused, PlayHead, Playing

if TYPE_CHECKING:
    from ....engine.analysis.program.program_pair import ProgramPicture
    from ....engine.analysis.snapshot import Snapshot
    from ....engine.session.memory.log import Session


@dataclass(frozen=True, slots=True)
class Aside:
    """The live session while a recording is on the screen."""

    backend: Backend
    inventory: Inventory
    choice: Choice
    head: PlayHead


@dataclass(slots=True)
class State:
    """All of it."""

    backend: Backend | None = None
    """None until the engine is there."""
    choice: Choice = field(default_factory=Choice)
    inventory: Inventory = field(default_factory=Inventory)
    head: PlayHead = field(default_factory=Live)
    snapshot: Snapshot | None = None
    """What is on the screen."""
    starting: bool = False
    """Whether a run is being handed to the instrument."""
    measuring: str = ""
    """What is being measured: `a comparison`, `a sweep`, `the table of differences`; '' for nothing."""
    aside: Aside | None = None
    """The session that is live below what is on the screen."""
    watched_shown: bool = False
    """Whether the session on the screen is that of a program that is watched."""
    pair: tuple[int, ...] = ()
    """Numbers of the two runs that Before and after shows; (): the last two of the same task."""
    other: ProgramPicture | None = None
    """The watched program of another recording, which stands beside the one on the screen."""
    opens_with: str = ""
    """What is to fill the Lab when it is shown next: `present`, `before-after`, or ''."""
    hints: bool = True
    """Whether an empty Lab says what to press."""
    film: str | None = None
    """In a film, what the header calls the recording; there time is neither held nor played."""

    @property
    def instrument(self) -> InstrumentLike | None:
        """What runs; None in a session that was read from a file, and before the engine is there."""
        return self.backend.instrument if self.backend is not None else None

    @property
    def replaying(self) -> bool:
        """Whether the session on the screen was read from a file."""
        return self.backend is not None and self.backend.instrument is None

    @property
    def offers_nothing_live(self) -> bool:
        """Whether keys that only a live session has are not to be named: in a recording, but for films, which show what was live."""
        return self.replaying and self.film is None

    @property
    def recorded(self) -> Path | None:
        """The file that is replayed."""
        return self.backend.recorded if self.backend is not None else None

    @property
    def recording_name(self) -> str:
        """The name of what is replayed; '' for a live session."""
        if self.film is not None:
            return self.film
        name = self.recorded.name if self.recorded is not None else ""
        return name.removesuffix(".gz").removesuffix(".concviz.jsonl")

    @property
    def live_path(self) -> Path | None:
        """Where the live session is recorded; None where it isn't."""
        live = self.aside.backend if self.aside is not None and not self.watched_shown else self.backend
        writer = live.session.writer if live is not None and live.instrument is not None else None
        return writer.path if writer is not None else None

    @property
    def has_two(self) -> bool:
        """Whether the last run has one of the same task before it."""
        runs = self.backend.session.runs() if self.backend is not None else []
        return any(run.plan.task == runs[-1].plan.task for run in runs[:-1])

    @property
    def live_session(self) -> Session | None:
        """The session that goes on, also below a recording; None where there is none."""
        live = self.aside.backend if self.aside is not None else self.backend
        return live.session if live is not None and live.instrument is not None else None

    @property
    def path(self) -> Path | None:
        """The recording of what is on the screen; None for a live session that isn't recorded."""
        return self.recorded if self.replaying else self.live_path

    @property
    def is_kept(self) -> bool:
        """Whether the session on the screen has a name."""
        return self.path is not None and self.path.parent.name == "kept"

    @property
    def running(self) -> bool:
        """Whether anything goes on that takes up cores, its start included; in a recording: at the play head."""
        if self.replaying:
            run = self.snapshot.run if self.snapshot is not None else None
            return run is not None and run.status in ("starting", "running") and not isinstance(self.head, Live)
        instrument = self.instrument
        return bool(self.measuring) or self.starting or (instrument is not None and instrument.running)

    @property
    def going_on(self) -> str:
        """What of the live session takes up cores, also below a recording: `a comparison`, `a run`; '' for nothing."""
        live = self.aside.backend.instrument if self.aside is not None else self.instrument
        if self.aside is None and self.watched_shown:
            live = None
        return self.measuring or ("a run" if self.starting or (live is not None and live.running) else "")

    @property
    def trying(self) -> str:
        """What the instrument is trying out now; '' for nothing."""
        return self.instrument.trying if self.instrument is not None else ""

    @property
    def preparing(self) -> bool:
        """Whether a run was asked for and the session has no line of it yet (its items are being sized)."""
        run = self.snapshot.run if self.snapshot is not None else None
        return self.running and (run is None or run.ended_us is not None)

    @property
    def length_us(self) -> int:
        """How long the session is by now."""
        if self.backend is None:
            return 0
        session = self.backend.session
        return session.length_us if self.backend.instrument is None else max(session.length_us, session.now_us())

    def recording(self, snapshot: Snapshot) -> bool | None:
        """Whether the session is written to disk; None for one that was read from there."""
        if self.instrument is None:
            return None
        return all(what != "recording" for what, _why in snapshot.missing)

    @property
    def mode_of_time(self) -> str:
        """`live`, `paused`, `replay` or `playing 2x`, as the time bar says it; `film` in a film."""
        if self.film is not None:
            return "film"
        if isinstance(self.head, Playing):
            return f"playing {self.head.speed:g}x"
        if self.replaying:
            return "replay"
        return "paused" if isinstance(self.head, Paused) else "live"
