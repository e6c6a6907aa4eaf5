"""A Dask cluster that runs, as a source: it is asked four times a second, and what it answers becomes events."""

from __future__ import annotations

import threading
from time import monotonic

from ...model.plan import PlanError
from ...model.run_facts import RunPlan
from ...session.events import Missing, RunEnded, RunStarted, Source
from ...session.memory.log import Session
from .cluster_link import ClusterLink, LinkLostError
from .telling import Telling

RUN = 1
ASK_S = 0.25
PATIENCE_S = 20.0
"""So long a scheduler is asked again that doesn't answer."""
TITLE = "Dask cluster"
GONE = "The scheduler doesn't answer any more"


class ClusterSource:
    """One cluster, from `start` until its scheduler is gone, or `stop`."""

    tells = Source(0, "cluster", lanes=False, states=False, cores_by_thread=False, tasks=True)

    def __init__(self, address: str) -> None:
        """Connects.

        Raises:
            PlanError: it can't; the text says why.
        """
        self._link = ClusterLink(address)
        self._left, self._over = threading.Event(), threading.Event()
        self._session: Session | None = None

    def start(self, session: Session) -> None:
        """Begins to ask.

        Raises:
            PlanError: there is no thread for it.
        """
        self._session = session
        session.append(RunStarted(session.now_us(), RUN, PLAN))
        try:
            threading.Thread(target=self._follow, name="concviz-cluster", daemon=True).start()
        except RuntimeError as error:
            raise PlanError(f"nothing can be watched here: {error}") from None

    def stop(self) -> None:
        """Leaves the cluster alone; it goes on."""
        self._left.set()

    def wait(self, timeout_s: float) -> bool:
        """Waits until watching is over; whether it is."""
        return self._over.wait(timeout_s)

    def close(self) -> None:
        """Ends watching. May be called again."""
        self.stop()
        if self._session is None:
            self._link.close()
        else:
            self._over.wait(30.0)

    def _follow(self) -> None:
        """In a thread: until the scheduler is gone, or is left. Whatever goes wrong, nobody waits for it for good."""
        assert self._session is not None
        gone = False
        try:
            gone = self._ask_into(self._session)
        finally:
            self._session.append(RunEnded(self._session.now_us(), RUN, "done" if gone else "stopped"))
            self._link.close()
            self._over.set()

    def _ask_into(self, session: Session) -> bool:
        """Whether the scheduler is gone."""
        if differ := self._link.versions():
            session.append(Missing(session.now_us(), "versions", differ))
        telling = Telling(RUN, self._link.clock, session.at_us)
        silent_since, unplaced = 0.0, ""
        while not self._left.wait(ASK_S):
            try:
                told = self._link.ask()
            except LinkLostError as problem:
                silent_since = silent_since or monotonic()
                if monotonic() - silent_since > PATIENCE_S:
                    session.append(Missing(session.now_us(), "scheduler", f"{GONE}: {problem}."))
                    return True
                self._link.again()
                continue
            silent_since = 0.0
            if told.unplaced != unplaced:
                unplaced = told.unplaced
                session.append(Missing(session.now_us(), "readings", f"{UNPLACED} ({unplaced})."))
            for event in telling.events(told, session.now_us()):
                session.append(event)
        return False


UNPLACED = "The cores of nodes and which thread does what can't be told, workers give no readings"
PLAN = RunPlan(task="watch", model="cluster", model_title="cluster", title=TITLE, kind="own")
