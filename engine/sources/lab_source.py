"""The lab as a source: one lab after the other, and the sampler that watches them."""

from __future__ import annotations

import threading

from ..labs.background import TooFewThreads
from ..labs.launch import LabRequest
from ..labs.run import End, Run
from ..labs.world_keeper import WorldKeeper
from ..probe.sampler import Sampler
from ..probe.watcher import IoWait
from ..session.events import LAB
from ..session.memory.log import Session


class LabSource:
    """One lab after the other, and the sampler that watches them."""

    tells = LAB

    def __init__(self) -> None:
        self.world = WorldKeeper()
        self.stopping = threading.Event()
        """Set by `stop`; cleared by whoever begins something new."""
        self._sampler: Sampler | None = None
        self._session: Session | None = None
        self._run: Run | None = None

    def start(self, session: Session) -> None:
        """Begins to sample.

        Raises:
            TooFewThreads: there is no thread for it.
        """
        self._session, self._sampler = session, Sampler(session)
        try:
            self._sampler.start()
        except RuntimeError as error:
            raise TooFewThreads(error) from None

    def run(self, order: LabRequest, end: End) -> None:
        """One run, from the start of its lab until nothing of it is left; `end` is told how it went."""
        assert self._session is not None, "start comes first"
        assert self._sampler is not None
        self._run = Run(order, self._session, self._sampler, end)
        if self.stopping.is_set():
            self._run.stop()
        self._run.run()

    def io_now(self) -> list[IoWait]:
        """The threads of the run that waited for I/O just now."""
        return self._sampler.io_now() if self._sampler is not None else []

    def stop(self) -> None:
        """Asks the run, or what prepares it, to end; returns at once."""
        self.stopping.set()
        if self._run is not None:
            self._run.stop()

    def close(self) -> None:
        """Ends the sampler and the servers."""
        self.stop()
        if self._sampler is not None:
            self._sampler.stop()
        self.world.close()
