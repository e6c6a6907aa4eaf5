"""Rules about a cluster that is watched: what keeps its tasks from being done, and who does which."""

from __future__ import annotations

from ...text.quantities import percent, rate, size
from ...text.words import capital, listed, plural, worded
from ..cluster.cluster_view import ClusterView, WorkerView
from ..facts import Facts
from ..snapshot import Finding

BUSY = 0.5
"""Share of all threads that have a task from which on it is asked what those tasks do."""
ON_CORES = 0.5
"""Cores used for each thread that has a task, below which most of their time is none on a core."""
LEAST = 0.5
"""Threads with a task, on average, from which on one speaks of them."""
MOST = 3
"""Prefixes that are named."""


def no_workers(facts: Facts) -> Finding | None:
    """There is nobody to do anything."""
    if facts.cluster is None or facts.cluster.workers or facts.over:
        return None
    waiting = facts.cluster.waiting
    tasks = f" {capital(worded(waiting, 'task'))} {_wait(waiting)}." if waiting else ""
    return Finding(
        "no workers", "No workers.", f"Nobody is connected to the scheduler who could do a task.{tasks}", "bad"
    )


def workers_silent(facts: Facts) -> Finding | None:
    """Workers of whom the scheduler hears nothing."""
    who = [each.row.number for each in _of(facts) if each.row.status == "silent"]
    if not who:
        return None
    text = f"{_named(who)} sent no heartbeat for long: hung, stopped, or cut off."
    return Finding("workers silent", "No heartbeat.", text, "bad")


def workers_paused(facts: Facts) -> Finding | None:
    """Workers that take no more tasks, as their memory is full."""
    paused = [each.row for each in _of(facts) if each.row.status == "paused"]
    if not paused:
        return None
    used = [f"{size(row.memory_bytes)} of {size(row.limit_bytes)}" for row in paused if row.limit_bytes]
    memory = f": {listed(used[:MOST])} of memory in use" if used else ""
    text = f"{_named([row.number for row in paused])} stopped beginning tasks{memory}."
    return Finding("workers paused", "Paused for want of memory.", text, "bad")


def results_on_disk(facts: Facts) -> Finding | None:
    """Results that had to leave the memory."""
    spilled = [each.row for each in _of(facts) if each.row.spilled_bytes]
    if not spilled:
        return None
    total = sum(row.spilled_bytes for row in spilled)
    text = f"{capital(worded(len(spilled), 'worker'))} put {size(total)} of results there for want of memory."
    return Finding("results on disk", "Results go to disk.", text, "warn")


def tasks_fail(facts: Facts) -> Finding | None:
    """Tasks that end with an error."""
    if facts.cluster is None:
        return None
    failed = [each.row for each in facts.cluster.prefixes if each.row.failed]
    if not failed:
        return None
    told = [f"{row.failed:,} of {row.done:,} {row.name}" for row in failed[:MOST]]
    return Finding("tasks fail", "Tasks fail.", f"{capital(listed(told))} ended with an error.", "warn")


def tasks_off_the_cores(facts: Facts) -> Finding | None:
    """Threads have tasks, and the workers use far fewer cores."""
    cluster = facts.cluster
    if cluster is None or facts.over or not cluster.threads or not facts.cluster_cores:
        return None
    busy, used = cluster.busy_threads, facts.cores_now
    could = min(busy, facts.cluster_cores)
    if busy < max(LEAST, BUSY * cluster.threads) or used >= ON_CORES * could:
        return None
    text = (
        f"{busy:.1f} of {plural(cluster.threads, 'thread')} have a task, and the workers use {used:.1f} cores: most of a task's "
        f"time it waits, for I/O, a lock, the GIL that threads of a worker share, or a core that others have."
    )
    return Finding("tasks off the cores", "Tasks mostly wait.", text, "warn")


def who_does_what(facts: Facts) -> Finding | None:
    """How many threads are busy, and with what."""
    cluster = facts.cluster
    if cluster is None:
        return None
    if facts.over:
        return Finding("who does what", "It is left.", "Going back shows what it did.")
    if not cluster.workers:
        return None
    busy = cluster.busy_threads
    per_s = sum(each.per_s for each in cluster.prefixes)
    if busy < 0.05 and not per_s:
        waiting = f"; {worded(cluster.waiting, 'task')} {_wait(cluster.waiting)}" if cluster.waiting else ""
        who = f"{capital(worded(len(cluster.workers), 'worker'))} with {worded(cluster.threads, 'thread')}"
        text = f"{who} {_have(cluster)} nothing to do{waiting}."
        return Finding("who does what", "Idle.", text)
    whole = sum(each.busy_threads for each in cluster.prefixes)
    parts = [
        f"{percent(each.busy_threads / whole)} {each.row.name}"
        for each in cluster.prefixes[:MOST]
        if each.busy_threads >= 0.01 * whole > 0
    ]
    of_them = f"; of their time {listed(parts)}" if parts else ""
    text = f"Tasks end at {rate(per_s)}{of_them}."
    return Finding("who does what", f"{busy:.1f} of {plural(cluster.threads, 'thread')} have a task.", text)


def _of(facts: Facts) -> tuple[WorkerView, ...]:
    return facts.cluster.workers if facts.cluster is not None and not facts.over else ()


def _named(numbers: list[int]) -> str:
    """`Worker 2 has`, `Workers 2 and 5 have`."""
    if len(numbers) == 1:
        return f"Worker {numbers[0]} has"
    shown = [str(number) for number in numbers[:MOST]]
    more = [f"{len(numbers) - MOST} more"] if len(numbers) > MOST else []
    return f"Workers {listed([*shown, *more])} have"


def _wait(tasks: int) -> str:
    return "waits" if tasks == 1 else "wait"


def _have(cluster: ClusterView) -> str:
    return "has" if len(cluster.workers) == 1 else "have"
