"""A program that is watched, as a source: the sampler and the witness on its processes, and no lab.

What its threads wait for is asked by the witness where the system lets it (see `probe.linux.witness`); the program is not touched.
"""

from __future__ import annotations

import threading
from typing import Protocol

from ..model.plan import PlanError
from ..model.run_facts import ATTACHED, WATCHED, RunPlan
from ..probe.sampler import Sampler
from ..session.events import Missing, Output, RunEnded, RunStarted, Source
from ..session.memory.log import Session
from .program import ProgramEnd
from .program_lines import ProgramLines
from .program_words import ProgramWords

RUN = 1
SAMPLE_S = 0.25
"""Between two samples: a screen is drawn as often."""
MOST_CORES = 0.0035
"""Part of a core that samples may cost: with many threads, or where others have the caches, they come more rarely."""
WORDS_S = 0.4
"""How often threads that are new are asked for their names, and the like."""


class Program(Protocol):
    """What is watched (see `program`)."""

    name: str
    pid: int
    children: bool
    started_here: bool

    def wait(self, timeout_s: float) -> bool:
        """Waits for its end; whether it has ended."""
        ...

    def reap(self) -> ProgramEnd:
        """How it ended."""
        ...

    def printed(self) -> str:
        """What it has printed since the last time; '' where that goes somewhere else."""
        ...


class WatchSource:
    """One program, from `start` to its end or to `stop`."""

    tells = Source(0, "watch", lanes=False)

    def __init__(self, program: Program) -> None:
        self.program = program
        self.end: ProgramEnd | None = None
        """How the program ended; None as long as it goes on."""
        self._left = threading.Event()
        self._over = threading.Event()
        self._lines: ProgramLines | None = None
        self._session: Session | None = None
        self._sampler: Sampler | None = None

    def start(self, session: Session) -> None:
        """Begins to watch.

        Raises:
            PlanError: there is no thread for it.
        """
        self._session, self._lines = session, ProgramLines(session, RUN)
        self._sampler = Sampler(session, period_s=SAMPLE_S, most_cores=MOST_CORES)
        session.append(RunStarted(session.now_us(), RUN, plan_of(self.program)))
        self._sampler.track(RUN, self.program.pid, children=self.program.children)
        try:
            self._sampler.start()
            threading.Thread(target=self._follow, name="concviz-watch", daemon=True).start()
        except RuntimeError as error:
            raise PlanError(f"nothing can be watched here: {error}") from None

    def ask_for_lines(self, *, wanted: bool) -> str:
        """Begins or ceases to ask for lines of Python; '' or why they are not to be had."""
        if self._lines is None or self.wait(0):
            return "the program isn't watched any more"
        if wanted:
            return self._lines.begin(self.program.pid)
        self._lines.end()
        return ""

    def stop(self) -> None:
        """Leaves the program alone; it goes on."""
        self._left.set()

    def wait(self, timeout_s: float) -> bool:
        """Waits until watching is over; whether it is."""
        return self._over.wait(timeout_s)

    def close(self) -> None:
        """Ends watching. May be called again."""
        self.stop()
        if self._sampler is not None:
            self._over.wait(10.0)
            self._sampler.stop()

    def _follow(self) -> None:
        """In a thread: until the program has ended, or is left. Whatever goes wrong, nobody waits for it for good."""
        assert self._session is not None
        assert self._sampler is not None
        try:
            self._follow_into(self._session, self._sampler)
        finally:
            self._over.set()

    def _follow_into(self, session: Session, sampler: Sampler) -> None:
        ended, words = False, ProgramWords(session, RUN, sampler.io_now)
        tell = words.tell
        while not ended and not self._left.is_set():
            ended = self.program.wait(WORDS_S)
            self._tell_output(session)
            try:
                tell()
            except Exception as error:  # a name less, and never the end of the program unheard
                why = f"Names and targets are no longer told: {type(error).__name__}: {error}."
                session.append(Missing(session.now_us(), "words", why))
                tell = nothing_more
        sampler.sample_now()
        if ended:
            self.end = self.program.reap()
        sampler.untrack()
        if self._lines is not None:
            self._lines.end()
        self._tell_output(session)
        session.append(RunEnded(session.now_us(), RUN, "done" if ended else "stopped"))

    def _tell_output(self, session: Session) -> None:
        if text := self.program.printed():
            session.append(Output(session.now_us(), RUN, text))


def plan_of(program: Program) -> RunPlan:
    """What is recorded of it: its name, and whether it is watched from its start on."""
    how, words = (WATCHED, "watched") if program.started_here else (ATTACHED, "attached to")
    return RunPlan(task="watch", model=how, model_title=words, title=program.name, kind="own")


def nothing_more() -> None:
    """What is told where telling has failed."""
