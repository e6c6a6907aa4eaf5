"""Which function is run how: the rows of the table of truth."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST = 16
EVERY = ("threads", "processes", "sequential")


@dataclass(frozen=True, slots=True)
class Case:
    """A function, the models it is run under, and in how many items it takes about two seconds.

    Attributes:
        rest: what the time of its items is that no clock of its own explains, in threads with a GIL.
        free: whether it is run under a Python without a GIL too.
        interpreters: whether it is run in interpreters too.
        computes: it takes as long as it gets cores for, so on a busy machine it has fewer items.
        quota: in how many cores' worth of time it is run; 0: as many as there are.
    """

    name: str
    items: int
    models: tuple[str, ...] = ("threads",)
    rest: str = "wait_gil"
    free: bool = False
    interpreters: bool = False
    computes: bool = False
    quota: float = 0.0

    def items_at(self, load: float) -> int:
        """How many items take about as long where so many programs want each core."""
        return max(round(self.items / max(load, 1.0)), FEWEST) if self.computes else self.items


CASES = (
    Case("compute", 160, EVERY, free=True, interpreters=True, computes=True),
    Case("compute", 60, ("processes", "threads"), quota=0.5),
    Case("lock_sleep", 100, ("threads", "processes"), free=True),
    Case("lock_hash", 160, ("threads",), free=True, computes=True),
    Case("free_hash", 160, ("threads", "processes", "sequential"), interpreters=True, computes=True),
    Case("half_sleep", 300, EVERY, free=True, interpreters=True),
    Case("only_sleep", 400, EVERY, free=True),
    Case("own_threads", 60, ("threads", "sequential"), computes=True),
    Case("own_processes", 20, ("threads", "sequential"), computes=True),
    Case("short_child", 40, EVERY, free=True, computes=True),
    Case("sleeping_child", 120, EVERY),
    Case("condition", 300, ("threads", "processes"), free=True),
    Case("from_queue", 300, ("threads", "processes"), free=True),
    Case("two_at_once", 200, ("threads",), free=True),
    Case("select_nothing", 400, ("threads", "sequential")),
    Case("pipe", 300, ("threads", "processes"), free=True),
    Case("select_socket", 300, ("threads", "processes")),
    Case("sleep_with_gil", 400, ("threads", "processes"), free=True),
    Case("sleep_without_gil", 400, ("threads",)),
    Case("sqlite", 80, ("threads", "processes"), rest="wait_lock", computes=True),
    Case("sync_file", 4000, ("threads", "processes")),
    Case("blas", 300, ("threads", "processes", "sequential"), rest="wait_lock", computes=True),
    Case("blocking", 100, ("asyncio",)),
    Case("async_sleep", 400, ("asyncio", "asyncio-threads"), free=True),
    Case("async_lock", 100, ("asyncio",)),
    Case("async_socket", 400, ("asyncio",)),
    Case("async_compute", 120, ("asyncio",), computes=True),
    Case("gated", 400, ("asyncio",)),
)
