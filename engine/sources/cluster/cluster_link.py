"""The connection to a scheduler that is looked at: made, asked, and taken away with everything that was put there."""

from __future__ import annotations

import contextlib
import logging
import pickle
import warnings
from importlib.metadata import version
from secrets import token_hex
from time import perf_counter_ns
from typing import Any

from ...lab.cluster.nodes import CONNECT_S
from ...model.plan import PlanError
from . import at_node, at_scheduler
from .as_text import as_text
from .scheduler_clock import SchedulerClock
from .told import Told, told_of

ANSWER_S = 10.0
"""So long a scheduler may take to answer: a busy one takes seconds."""
LEAVE_S = 5.0
OTHER_VERSION = "the scheduler at {} has another version of Dask than is installed here ({}), and the two don't understand each other"
NOT_INSTALLED = "Dask is not installed here: pip install 'concviz[cluster]'"


class LinkLostError(Exception):
    """The scheduler doesn't answer any more, or knows nothing of us."""


class ClusterLink:
    """One connection. TLS and the like are Dask's own: its configuration says them, as for any client."""

    def __init__(self, address: str) -> None:
        """Connects, and puts the observer beside the scheduler.

        Raises:
            PlanError: there is no Dask here, no scheduler there, or it takes no plugin; the text says why.
        """
        try:
            import distributed
        except ImportError:
            raise PlanError(NOT_INSTALLED) from None
        quieten()
        self.clock = SchedulerClock()
        self.name = f"concviz-{token_hex(4)}"

        class Client(distributed.Client):  # its name is in the scheduler's list of clients
            """One that couldn't be made says nothing about it when it is thrown away."""

            def __del__(self) -> None:
                pass

        try:
            self._client: Any = Client(address, timeout=CONNECT_S, set_as_default=False, name="concviz")
        except (OSError, ValueError) as problem:
            raise PlanError(f"no Dask scheduler answers at {address}: {reason(problem)}") from None
        except Exception as problem:  # it answers, and not as our Dask expects it: whatever that then raises
            raise PlanError(f"{OTHER_VERSION.format(address, version('distributed'))} ({reason(problem)})") from None
        try:
            self._place()
        except Exception as problem:  # whatever a scheduler of another version, or one that takes no pickles, says
            self.close()
            raise PlanError(f"that scheduler lets nobody look beside it: {reason(problem)}") from None

    def _place(self) -> None:
        from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin

        for_workers = pickle.dumps(as_text(WorkerPlugin, at_node, self.name))
        observer = as_text(SchedulerPlugin, at_scheduler, self.name, self._client.id, for_workers, at_scheduler.LEASE_S)
        self._client.register_plugin(observer, name=self.name)

    def ask(self) -> Told:
        """What has been since it was last asked.

        Raises:
            LinkLostError: there is no answer.
        """
        asked_ns = perf_counter_ns()
        answer = self._call(ANSWER_S)
        if not isinstance(answer, dict) or "time_us" not in answer:
            raise LinkLostError("the scheduler knows nothing of us any more")
        told = told_of(answer)
        self.clock.heard(asked_ns, told.time_us, perf_counter_ns())
        return told

    def again(self) -> bool:
        """Whether the scheduler could be asked to let us look once more, after it had lost us."""
        if self._client.status != "running":
            return False
        self.name = f"concviz-{token_hex(4)}"
        try:
            self._place()
        except Exception:
            return False
        return True

    def versions(self) -> str:
        """A sentence on versions of Dask and Python that differ in the cluster; '' where they don't, or nobody knows."""
        try:
            found: Any = self._client.get_versions()
        except Exception:
            return ""
        return differing({"scheduler": found.get("scheduler"), **(found.get("workers") or {})})

    def close(self) -> None:
        """Leaves nothing behind. May be called again."""
        with contextlib.suppress(LinkLostError):
            self._call(LEAVE_S, leave=True)
        with contextlib.suppress(Exception):  # a scheduler that is gone can't be told
            self._client.close(timeout=LEAVE_S)

    def _call(self, timeout_s: float, **words: bool) -> object:
        async def called() -> object:
            return await getattr(self._client.scheduler, self.name)(**words)

        try:
            return self._client.sync(called, callback_timeout=timeout_s)
        except Exception as problem:  # of the network, of the other side, of a client that is being closed
            raise LinkLostError(reason(problem)) from None


def quieten() -> None:
    """Dask says on standard error that it connects again, and which versions differ; the screen is there."""
    warnings.filterwarnings("ignore", module="distributed")
    for name in ("distributed", "tornado"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False


def reason(problem: BaseException) -> str:
    """The first line of what went wrong."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


def differing(found: dict[str, object]) -> str:
    """`Versions differ: distributed 2024.1.0, 2026.8.0; python 3.11.9, 3.12.1.` over scheduler and workers."""
    told: list[str] = []
    for package in ("distributed", "python"):
        versions = {version for each in found.values() if (version := _version(each, package))}
        if len(versions) > 1:
            told.append(f"{package} {', '.join(sorted(versions))}")
    return f"Versions differ in this cluster: {'; '.join(told)}." if told else ""


def _version(about: Any, package: str) -> str:
    found = about.get("packages") if isinstance(about, dict) else None
    return str((found or {}).get(package) or "").partition(".final")[0]
