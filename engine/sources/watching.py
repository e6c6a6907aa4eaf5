"""A program or a cluster that is watched, with its session and its recording: what the app and the commands hold."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ..model.plan import Plan, PlanError
from ..probe.machine import describe
from ..session.events import Missing
from ..session.library.recording import close_recording, writer_for
from ..session.memory.log import Session
from .cluster.found_cluster import NO_LINES, FoundCluster
from .program import PATIENCE_S, FoundProgram, ProgramEnd, StartedProgram
from .source import begin
from .watch_source import WatchSource

Seen = StartedProgram | FoundProgram | FoundCluster
Make = Callable[[], Seen]


class Watching:
    """One session of one program, from `open` to `close`. In the app it stands where the lab's instrument does."""

    trying = ""
    tried_calls = 0

    def __init__(self, program: Seen, session: Session, *, unnamed: bool) -> None:
        self.program, self.session = program, session
        self.end: ProgramEnd | None = None
        """How it ended; None as long as it goes on."""
        self._source = program.source if isinstance(program, FoundCluster) else WatchSource(program)
        self._unnamed = unnamed
        self._closed = False

    @classmethod
    def open(
        cls,
        make: Make,
        *,
        record_to: Path | None = None,
        recording: bool = True,
        replace: bool = False,
        for_s: float | None = None,
    ) -> Watching:
        """Starts or finds the program and begins to watch it.

        Args:
            make: starts or finds it.
            record_to: a file of the user's; None for one in the state folder.
            recording: whether it is recorded at all.
            replace: whether `record_to` may be replaced.
            for_s: leave it after so long; None: as long as it goes on.

        Raises:
            UserError: it can't be started or found, or the recording can't be written.
        """
        writer, problem = writer_for(record_to, replace=replace) if recording else (None, "")
        session = Session(describe(), writer=writer)
        if problem:
            session.append(Missing(0, "recording", problem))
        try:
            watching = cls(make(), session, unnamed=record_to is None)
        except PlanError:
            close_recording(session, unnamed=record_to is None)
            raise
        begin(watching._source, session)
        if for_s is not None:
            timer = threading.Timer(for_s, watching.stop)
            timer.daemon = True
            timer.start()
        return watching

    @property
    def running(self) -> bool:
        """Whether it is still being watched."""
        return not self._source.wait(0)

    @property
    def name(self) -> str:
        """What the program is called."""
        return self.program.name

    @property
    def ours(self) -> bool:
        """Whether it was started here, and so ends with us."""
        return isinstance(self.program, StartedProgram)

    def wait(self, timeout_s: float) -> bool:
        """Waits until watching is over; whether it is."""
        return self._source.wait(timeout_s)

    def start(self, plan: Plan) -> NoReturn:
        """Nothing can be run in this session.

        Raises:
            PlanError: always.
        """
        del plan
        raise PlanError("a program is watched in this session: 1 goes to the Lab, where something can be run")

    def stop(self) -> None:
        """Leaves the program alone; returns at once."""
        self._source.stop()

    def close(self) -> None:
        """Ends watching, and a program that was started here, and the recording. May be called again."""
        if self._closed:
            return
        self._closed = True
        self._source.close()
        self.end = self._end_told
        if self.end is None and isinstance(self.program, StartedProgram):
            self.end = self.program.end()
        close_recording(self.session, unnamed=self._unnamed)

    def ask_to_end(self) -> None:
        """Ends a program that was started here (SIGTERM, then SIGKILL); of another one takes leave."""
        if not isinstance(self.program, StartedProgram):
            self._source.stop()
        elif self.running:
            self.program.ask_to_end(signal.SIGTERM)
            if not self._source.wait(PATIENCE_S):
                self.program.ask_to_end(signal.SIGKILL)

    def ask_for_lines(self, *, wanted: bool) -> str:
        """Begins or ceases to ask for lines of Python; '' or why they are not to be had."""
        return self._source.ask_for_lines(wanted=wanted) if isinstance(self._source, WatchSource) else NO_LINES

    @property
    def exit_code_known(self) -> int | None:
        """How it ended; None where it goes on, or nobody can know."""
        end = self.end or self._end_told
        return end.exit_code if end is not None else None

    @property
    def _end_told(self) -> ProgramEnd | None:
        return self._source.end if isinstance(self._source, WatchSource) else None
