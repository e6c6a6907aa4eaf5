"""What a scheduler answers (`at_scheduler`), typed. What doesn't fit, because something there is older or newer, is left out here, once."""

from __future__ import annotations

import msgspec

from ...model.lenient import lenient


class NodeTold(msgspec.Struct, frozen=True):
    """A worker's own reading, as of its last heartbeat (`at_node`). Times are µs, and totals since it began."""

    machine: str
    """What tells its machine from others."""
    pid: int = 0
    python: str = ""
    cores: int = 0
    """That it may use."""
    at_us: int = 0
    """When, by its own clock that only goes on."""
    busy_us: list[int] = []
    """Of each core of its machine."""
    own_us: list[int] = []
    """What its own threads used of each."""
    cpu_us: int = 0
    """What they used together."""
    delay_us: int = 0
    """What its calendar lacks to the scheduler's."""
    trip_us: int = 0
    """Of a heartbeat and its answer, on average."""
    running: list[tuple[int, str, int]] = []
    """(thread, prefix, since when by its calendar) of the tasks that are being done."""


class WorkerTold(msgspec.Struct, frozen=True):
    """A worker as the scheduler knows it."""

    address: str
    host: str = ""
    pid: int = 0
    threads: int = 0
    status: str = ""
    silent_s: float = 0.0
    """Since its last heartbeat."""
    memory_limit: int = 0
    processing: int = 0
    """Tasks that it has been given, those that are being done included."""
    stored: int = 0
    """Results that it keeps."""
    cpu: float = 0.0
    """Percent of one core, by Dask's own monitor."""
    memory: int = 0
    spilled: int = 0
    """Bytes that it had to put on its disk."""
    fetching: int = 0
    """Bytes that are on their way to it."""
    executing: int = 0
    node: NodeTold | None = None
    """Its own reading; None where it has none."""


class Told(msgspec.Struct, frozen=True):
    """One answer."""

    time_us: int = 0
    """The scheduler's calendar."""
    spans: list[tuple[str, int, str, int, int, bool]] = []
    """(worker's address, thread, prefix, start by the scheduler's calendar, µs that it took, whether it failed)."""
    lost: int = 0
    """Spans that came too thick to be told."""
    prefixes: list[tuple[str, dict[str, int], list[int]]] = []
    """(prefix, tasks by their state now, [done, failed, µs computed, µs fetched, bytes] since it is asked)."""
    workers: list[WorkerTold] = []
    clients: int = 0
    """Others."""
    unplaced: str = ""
    """Why workers give no readings of their own; '' where they do."""


def told_of(answer: object) -> Told:
    """The answer, typed."""
    return lenient(Told, answer) or Told()
