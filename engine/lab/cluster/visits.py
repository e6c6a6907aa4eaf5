"""Workers of a cluster are visited while they work: who is there, how far their clocks are, and what they know beside their items.

Most of what they know comes with the results of items. Who is at one for long, or has nothing to do, is asked on a thread of its own here:
so an item of an hour isn't silent, a clock that drifts is followed, and a plugin at a worker knows that somebody still wants it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from .beside_worker import Reading, ask, leave, settle
from .nodes import Nodes
from .sent import Sent
from .sources import BOOT, payload

EVERY_S = 5.0
KEEP_S = 30.0
"""A plugin that nobody has asked for so long leaves by itself."""


class Visits:
    """Of one run."""

    def __init__(self, client: Any, nodes: Nodes, told: Callable[[str, Reading], None]) -> None:
        """`client` is Dask's; `told` hears what the worker at an address said of itself."""
        self.name = f"concviz-{uuid4().hex}"
        """Of the plugin."""
        self._client, self._nodes, self._told = client, nodes, told
        self._settle, self._ask, self._leave = Sent(settle), Sent(ask), Sent(leave)
        self._payload = payload()
        self._stop, self._ended = threading.Event(), False
        self._thread = threading.Thread(target=self._loop, name="concviz-visits", daemon=True)

    def begin(self) -> None:
        """Every worker has its plugin, and has said what it had used before the first item; visits go on."""
        self._hear(self._settled(None))
        self._thread.start()

    def end(self) -> None:
        """The last readings; nothing is left at the workers. Idempotent."""
        if self._ended:
            return
        self._ended = True
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._hear(self._run(self._leave))

    def _loop(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                found = self._run(self._ask)
                self._hear(found)
                self._hear(self._settled([address for address, fields in found.items() if fields is None]))
                self._nodes.meet_again(set(found))
            except (OSError, TimeoutError):
                continue  # the scheduler is gone: whoever waits for results is told so

    def _settled(self, workers: list[str] | None) -> dict[str, Any]:
        if workers == []:
            return {}
        return self._run(self._settle, BOOT, self._payload, KEEP_S, workers=workers)

    def _run(self, function: Sent, *arguments: Any, workers: list[str] | None = None) -> dict[str, Any]:
        """What each of those workers, or of all, answers; one that died meanwhile is left out."""
        return self._client.run(function, self.name, *arguments, workers=workers, on_error="ignore")

    def _hear(self, found: dict[str, Any]) -> None:
        for address, fields in found.items():
            if fields is not None:
                self._told(address, Reading(*fields))
