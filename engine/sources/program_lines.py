"""Lines of Python and asyncio tasks of a watched program, asked for twice a second on a thread of their own while somebody wants them."""

from __future__ import annotations

import threading

import msgspec

from ..probe.lines.line_reader import Answer, LineReader, NoLinesError, line_reader
from ..session.events import AsyncTasks, CodeLines
from ..session.events.program_events import MOST_ROWS
from ..session.memory.log import Session

MOST_PROCESSES = 32


class ProgramLines:
    """Appends them to the session."""

    def __init__(self, session: Session, run: int) -> None:
        self._session, self._run = session, run
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._told: tuple[object, ...] = ()

    def begin(self, pid: int) -> str:
        """Begins to ask; '' or why they are not to be had. Takes some tenths of a second."""
        self.end()
        try:
            reader = line_reader(pid)
        except NoLinesError as error:
            return str(error)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, args=(reader, self._stop), name="concviz-lines", daemon=True)
        self._thread.start()
        return ""

    def end(self) -> None:
        """Ceases to ask, and says that nothing is known any more. May be called again."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._tell(Answer())
        self._thread = None

    def _ask(self, reader: LineReader, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                who = self._session.who(self._run)
                pids = [pid for pid, _, _ in who.processes][:MOST_PROCESSES] if who is not None else []
                self._tell(reader.read(pids))
                stop.wait(reader.every_s)
        except (OSError, ValueError, msgspec.ValidationError):
            self._tell(Answer())  # it has ended, or its interpreter has
        finally:
            reader.close()

    def _tell(self, found: Answer) -> None:
        told = (found.lines, found.tasks)
        if told == self._told:
            return
        self._told = told
        now = self._session.now_us()
        self._session.append(CodeLines(now, self._run, found.lines[:MOST_ROWS]))
        more = max(0, len(found.tasks) - MOST_ROWS)
        if found.tasks or self._session.latest(AsyncTasks, self._run) is not None:
            self._session.append(AsyncTasks(now, self._run, found.tasks[:MOST_ROWS], more))
