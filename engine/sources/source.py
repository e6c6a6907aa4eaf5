"""What fills a session: our lab, a program that is watched, a cluster. One protocol for all of them."""

from __future__ import annotations

from typing import Protocol

from ..session.events import LAB, Source
from ..session.memory.log import Session


class SessionSource(Protocol):
    """One that appends events to a session from `start` until `close`, from threads of its own."""

    @property
    def tells(self) -> Source:
        """What it can tell. Whoever reads the session asks this and never which source it is."""
        ...

    def start(self, session: Session) -> None:
        """Begins to fill the session, and returns at once.

        Raises:
            PlanError: it can't; the text says why.
        """
        ...

    def stop(self) -> None:
        """Asks what is going on to end; returns at once. What the system tells goes on being told."""
        ...

    def close(self) -> None:
        """Ends everything and leaves nothing behind. May be called again."""
        ...


def begin(source: SessionSource, session: Session) -> None:
    """Says in the session what the source can tell, and starts it. Of the lab nothing has to be said."""
    if source.tells != LAB:
        session.append(source.tells)
    source.start(session)
