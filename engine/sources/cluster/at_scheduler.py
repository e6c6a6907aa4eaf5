"""What runs beside a cluster's scheduler while concviz looks at it. It is sent as text (see `as_text`) and knows nothing of concviz.

It hears of every task that ends, and tells what it has when it is asked: nothing is sent that nobody fetches, and nothing is put into the
scheduler's own logs. It goes, with what it has put into the workers, when it is told to, when its client is gone (the scheduler says
so, also after a kill), and when nobody has asked for `lease_s`: a client whose machine has stopped says nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from typing import Any

LEASE_S = 60.0
MOST_SPANS = 1000
"""Between two questions; of more the last ones are told, and how many there were."""
MOST_PREFIXES = 200
OTHERS = "(others)"
"""Keys whose prefix is one too many."""
DONE, FAILED, COMPUTE_US, FETCH_US, BYTES = range(5)


class Observer:
    """A scheduler's plugin, but for the base class, which is known there."""

    def __init__(self, name: str, client: str, for_workers: bytes, lease_s: float = LEASE_S) -> None:
        """`client` is the id of who asks; `for_workers` the plugin that each worker gets."""
        self.name, self._client, self._for_workers, self._lease_s = name, client, for_workers, lease_s
        self._spans: deque[tuple[Any, ...]] = deque(maxlen=MOST_SPANS)
        self._ended, self._told, self._asked = 0, 0, 0.0
        self._prefixes: dict[str, list[int]] = {}
        self._unplaced = ""
        self._leaving: Any = None

    async def start(self, scheduler: Any) -> None:
        """As the scheduler calls it.

        Raises:
            RuntimeError: who has sent it is gone already.
        """
        if self._client not in scheduler.clients:
            raise RuntimeError("the client is gone")
        self._scheduler, self._asked = scheduler, time.monotonic()
        scheduler.handlers[self.name] = self.tell
        self._placing = asyncio.ensure_future(self._place())
        self._watching = asyncio.ensure_future(self._expire())

    async def _place(self) -> None:
        """Every worker gets its plugin, those that come later too."""
        try:
            answers = await self._scheduler.register_worker_plugin(
                None, plugin=self._for_workers, name=self.name, **self._not_twice()
            )
            wrong = [each for each in answers.values() if each.get("status") == "error"]
            self._unplaced = f"{len(wrong)} of {len(answers)} workers refuse it" if wrong else ""
        except Exception as problem:  # whatever an older or newer one raises: what the scheduler itself knows remains
            self._unplaced = f"{type(problem).__name__}: {problem}"

    def _not_twice(self) -> dict[str, bool]:
        """What newer schedulers want to be told and older ones don't know."""
        import inspect

        known = inspect.signature(self._scheduler.register_worker_plugin).parameters
        return {"idempotent": False} if "idempotent" in known else {}

    # ------------------------------------------------------------------ what it hears

    def transition(self, key: Any, start: str, finish: str, *_: Any, **more: Any) -> None:
        """A task has changed its state."""
        if start != "processing" or finish not in ("memory", "erred") or not more.get("startstops"):
            return
        prefix = self._prefix(key)
        sums = self._prefixes[prefix]
        sums[DONE] += 1
        sums[FAILED] += finish == "erred"
        sums[BYTES] += int(more.get("nbytes") or 0)
        for each in more["startstops"]:
            wall_us = max(0, round((each["stop"] - each["start"]) * 1e6))
            if each["action"] == "transfer":
                sums[FETCH_US] += wall_us
            elif each["action"] == "compute":
                sums[COMPUTE_US] += wall_us
                self._ended += 1
                thread = more.get("thread")
                where = (more.get("worker") or "", thread if isinstance(thread, int) else 0)
                self._spans.append((*where, prefix, round(each["start"] * 1e6), wall_us, finish == "erred"))

    def _prefix(self, key: Any) -> str:
        task = self._scheduler.tasks.get(key)
        prefix = str(getattr(getattr(task, "prefix", None), "name", None) or str(key).split("-")[0])
        if prefix not in self._prefixes and len(self._prefixes) >= MOST_PREFIXES:
            prefix = OTHERS
        self._prefixes.setdefault(prefix, [0] * 5)
        return prefix

    def remove_client(self, scheduler: Any, client: str) -> None:
        """A client is gone, whatever ended it."""
        if client == self._client:
            self._leave()

    # ------------------------------------------------------------------ what it tells

    async def tell(self, leave: bool = False) -> dict[str, object]:
        """What has been since it was last asked, and what is now."""
        self._asked = time.monotonic()
        if leave:
            await self._leave()
            return {}
        spans, self._spans = list(self._spans), deque(maxlen=MOST_SPANS)
        lost, self._told = self._ended - self._told - len(spans), self._ended
        scheduler = self._scheduler
        return {
            "time_us": time.time_ns() // 1000,
            "spans": spans,
            "lost": lost,
            "prefixes": self._now(),
            "workers": [self._worker(each) for each in list(scheduler.workers.values())],
            "clients": sum(each != self._client for each in scheduler.clients if not str(each).startswith("fire-")),
            "unplaced": self._unplaced,
        }

    def _now(self) -> list[tuple[Any, ...]]:
        """Each prefix with its tasks now, by state, and what has become of those that ended."""
        for name, prefix in list(self._scheduler.task_prefixes.items()):
            alive = any(count for state, count in prefix.states.items() if state not in ("forgotten", "released"))
            if alive and len(self._prefixes) < MOST_PREFIXES:
                self._prefixes.setdefault(name, [0] * 5)
        return [(name, self._states(name), sums) for name, sums in self._prefixes.items()]

    def _states(self, name: str) -> dict[str, int]:
        prefix = self._scheduler.task_prefixes.get(name)
        return {state: count for state, count in prefix.states.items() if count > 0} if prefix is not None else {}

    def _worker(self, worker: Any) -> dict[str, Any]:
        metrics = dict(getattr(worker, "metrics", None) or {})
        status = getattr(worker, "status", None)
        return {
            "address": worker.address,
            "host": str(getattr(worker, "host", "") or worker.address),
            "pid": getattr(worker, "pid", 0) or 0,
            "threads": worker.nthreads,
            "status": str(getattr(status, "name", status)),
            "silent_s": max(0.0, time.time() - worker.last_seen),
            "memory_limit": worker.memory_limit or 0,
            "processing": len(worker.processing),
            "stored": len(worker.has_what),
            "cpu": metrics.get("cpu") or 0.0,
            "memory": metrics.get("memory") or 0,
            "spilled": (metrics.get("spilled_bytes") or {}).get("disk") or 0,
            "fetching": (metrics.get("transfer") or {}).get("incoming_bytes") or 0,
            "executing": sum((metrics.get("task_counts") or {}).get(each, 0) for each in ("executing", "long-running")),
            "node": metrics.get(self.name),
        }

    # ------------------------------------------------------------------ how it goes

    async def _expire(self) -> None:
        while time.monotonic() - self._asked < self._lease_s:
            await asyncio.sleep(self._lease_s / 10)
        self._leave()

    def _leave(self) -> Any:
        """Goes, once; what is returned can be waited for."""
        if self._leaving is None:
            self._leaving = asyncio.ensure_future(self._gone())
        return self._leaving

    async def _gone(self) -> None:
        scheduler = self._scheduler
        scheduler.handlers.pop(self.name, None)
        scheduler.plugins.pop(self.name, None)
        self._watching.cancel()
        with contextlib.suppress(Exception):
            await self._placing
        with contextlib.suppress(Exception):  # a worker that is gone can't be told to forget it
            await scheduler.unregister_worker_plugin(None, name=self.name)


def made(name: str, client: str, for_workers: bytes, lease_s: float) -> Any:
    """The plugin."""
    from distributed.diagnostics.plugin import SchedulerPlugin

    return type("ConcvizObserver", (Observer, SchedulerPlugin), {})(name, client, for_workers, lease_s)
