"""What a run really did, from the notes that its items wrote themselves (see `own_clocks`), and how far off what was said is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

TOGETHER = {"wait_core": "wait_loop"}
"""Of coroutines: waiting for a core is waiting for the loop to the coroutine, and its own clocks can't tell the two apart."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Shares of the workers' time by state, and cores used, between the first item begun and the last ended."""

    shares: Mapping[str, float]
    cores: float
    seconds: float


def truth(notes: Iterable[str], *, rest: str, coroutines: bool = False, threads_alone: bool = False) -> Truth:
    """The account of a run.

    Args:
        notes: lines of JSON, one an item.
        rest: what the time of workers is that no clock explains, from the first item of each to its last.
        coroutines: many share a thread; else every thread is a worker of its own.
        threads_alone: cores are those of the workers' threads: interpreters are made while the first has items, and that is no item's.

    Raises:
        ValueError: without any item.
    """
    items = [json.loads(line) for line in notes]
    if not items:
        raise ValueError("no item was noted")
    begin, end = min(item["begin"] for item in items), max(item["end"] for item in items)
    workers: dict[tuple[int, int], list[dict]] = {}
    for item in items:
        workers.setdefault((item["pid"], item["tid"]), []).append(item)
    sums: dict[str, float] = {}
    for item in items:
        for state, seconds in item["states"].items():
            _add(sums, state, seconds)
    if coroutines:
        _add(sums, "on_core", sum(item["computed"] for item in items))
    else:
        for mine in workers.values():
            _add_thread(sums, mine, rest)
    whole = (_most_at_once(items) if coroutines else len(workers)) * (end - begin)
    _add(sums, "wait_loop" if coroutines else "idle", max(whole - sum(sums.values()), 0.0))
    cores = (
        sum(_clock(mine, "cpu") for mine in workers.values()) / (end - begin)
        if threads_alone
        else _cores(items, end - begin)
    )
    return Truth({state: seconds / whole for state, seconds in sums.items()}, cores, end - begin)


def _most_at_once(items: list[dict]) -> int:
    """How many items were in hand at the same time, at most."""
    edges = sorted([(item["begin"], 1) for item in items] + [(item["end"], -1) for item in items])
    return max(accumulate(step for _, step in edges))


def _add_thread(sums: dict[str, float], items: list[dict], rest: str) -> None:
    """A worker's time from its first item to its last: what its clocks say, and what nothing explains."""
    cpu, core = _clock(items, "cpu"), _clock(items, "core")
    waits = sum(sum(item["states"].values()) for item in items)
    known = max(item["end"] for item in items) - min(item["begin"] for item in items)
    _add(sums, "on_core", cpu)
    _add(sums, "wait_core", core)
    _add(sums, rest, max(known - cpu - core - waits, 0.0))


def _clock(items: list[dict], name: str) -> float:
    """By how much that clock of a worker's went on from its first item to its last."""
    return max(item[name][1] for item in items) - min(item[name][0] for item in items)


def _add(sums: dict[str, float], state: str, seconds: float) -> None:
    sums[state] = sums.get(state, 0.0) + seconds


def _cores(items: list[dict], seconds: float) -> float:
    """CPU of every process, its children's included, between its own first item begun and last ended; of several, their parent's too."""
    processes: dict[int, list[dict]] = {}
    for item in items:
        processes.setdefault(item["pid"], []).append(item)
    handing_out = _clock(items, "parent") if len(processes) > 1 else 0.0
    return (sum(_clock(mine, "process") for mine in processes.values()) + handing_out) / seconds


def off(
    said: Mapping[str, float], true: Mapping[str, float], *, coroutines: bool = False
) -> dict[str, tuple[float, float]]:
    """Every state that either of the two has: its share as said, and as it was."""

    def merged(shares: Mapping[str, float]) -> dict[str, float]:
        found: dict[str, float] = {}
        for state, share in shares.items():
            name = TOGETHER.get(state, state) if coroutines else state
            found[name] = found.get(name, 0.0) + share
        return found

    one, other = merged(said), merged(true)
    names = [*one, *[name for name in other if name not in one]]
    return {name: (one.get(name, 0.0), other.get(name, 0.0)) for name in names if one.get(name) or other.get(name)}


def worst(pairs: Mapping[str, tuple[float, float]]) -> float:
    """The biggest difference, in points."""
    return max((abs(said - true) for said, true in pairs.values()), default=0.0) * 100
