"""Rules about runs on a cluster: what handing out costs there, and whether two processes on one machine would have been sooner."""

from __future__ import annotations

from math import ceil

from ...text.quantities import duration, percent
from ...text.words import capital, plural, worded
from ..facts import Facts
from ..snapshot import Finding

SLOWER = 1.1
"""Times as long that a cluster must have taken to be called slower …"""
EXPLAINS = 0.5
"""… and the share of what it took too long that handing out must account for."""
HERE = 2
"""Processes that it is set beside where none were measured."""


def slower_on_a_cluster(facts: Facts) -> Finding | None:
    """What it costs to hand out tasks is more than the cluster's threads save against processes on one machine."""
    if facts.status != "done" or not (facts.cluster_cores and facts.task_s and facts.done and facts.lanes):
        return None
    use, task_s, chunk = facts.usage, facts.task_s, max(facts.chunk, 1)
    work_s = use.in_flight * use.compute_s
    handing_s = task_s * ceil(facts.done / chunk) / facts.lanes
    lost_s = use.wall_s - work_s / facts.lanes
    measured = facts.processes_before
    here, wall_s = (measured.workers, measured.wall_s) if measured is not None else (HERE, work_s / HERE)
    if use.wall_s <= SLOWER * wall_s or handing_s < EXPLAINS * lost_s:
        return None
    would = "took" if measured is not None else "would take about"
    text = (
        f"It took {duration(use.wall_s)}; {worded(here, 'process')} on one machine {would} {duration(wall_s)}. A task costs a "
        f"thread of this cluster {duration(task_s)}, and {_in_a_task(chunk)} {duration(chunk * work_s / facts.done)}. "
        f"{_break_even(facts.lanes, here, task_s / chunk)}"
    )
    return Finding("slower on a cluster", "Slower than on one machine.", text, "warn", (("m", "processes"),))


def in_chunks(facts: Facts) -> Finding | None:
    """Items that were too short for a task each."""
    if facts.status != "done" or facts.chunk <= 1 or not (facts.cluster_cores and facts.task_s and facts.done):
        return None
    item_s = facts.usage.in_flight * facts.usage.compute_s / facts.done
    share = facts.task_s / (facts.task_s + facts.chunk * item_s)
    text = (
        f"A task costs a thread of this cluster {duration(facts.task_s)} and an item takes {duration(item_s)}: with "
        f"{plural(facts.chunk, 'item')} to a task that is {percent(share)} of its time."
    )
    return Finding("in chunks", f"{facts.chunk:,} items at a time.", text)


def _in_a_task(chunk: int) -> str:
    """`an item takes`, `its 27 items take`."""
    return "an item takes" if chunk == 1 else f"its {chunk:,} items take"


def _break_even(threads: int, here: int, cost_s: float) -> str:
    """From which length of items on so many threads are sooner than those processes, if each item costs that much."""
    if threads <= here:
        return f"{capital(worded(threads, 'thread'))} there can't be faster, however long the items are."
    return f"{capital(worded(threads, 'thread'))} there are faster from items of {duration(cost_s * here / (threads - here))} on."
