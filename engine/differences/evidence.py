"""Numbers of an experiment, in words: what kind of thing a worker is, whose it is, what it shares, what it weighs."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from ..text.quantities import duration, size
from ..text.words import plural
from .observer import Look

NOTHING = Look((), "RSS")


@dataclass(frozen=True, slots=True)
class Finding:
    """What goes into a cell."""

    value: str
    evidence: list[str]
    facts: dict[str, Any] = field(default_factory=dict)
    """Numbers for `claims` and for machines."""


def kind_of_thing(kind: str, numbers: dict[str, Any], looks: dict[str, Look]) -> Finding:
    """The cell `type`: what the system had ids for."""
    workers, lab, seen = numbers["workers"], numbers["lab"], looks.get("alive", NOTHING)
    processes = {pid for pid, _ in workers if pid != lab[0]}
    threads = {tid for pid, tid in workers if tid != lab[1] and pid == lab[0]}
    shown = {(each.pid, tid) for each in seen.processes for tid in each.threads}
    confirmed = all(tuple(worker) in shown for worker in workers) if shown else None
    evidence = [f"asked for {plural(numbers['asked'], kind)}, {len(workers)} of them began"]
    evidence += _refused(numbers)
    evidence += [f"{kind} {index}: process id {pid}, thread id {tid}" for index, (pid, tid) in enumerate(workers, 1)]
    evidence.append(
        f"from outside: {plural(len(seen.processes), 'process')} with {plural(seen.threads, 'thread')} altogether"
    )
    if confirmed is not None:
        evidence.append(f"psutil lists each of these ids: {'yes' if confirmed else 'no'}")
    facts = {"workers": len(workers), "processes": len(processes), "threads": len(threads), "confirmed": confirmed}
    if not workers:
        return Finding("none could be started", evidence, facts)
    if kind == "coroutine":
        return Finding("no ids: one thread" if not threads and not processes else "ids of their own", evidence, facts)
    value = plural(len(processes), "process") if processes else f"{plural(len(threads), 'thread')} of 1 process"
    return Finding(value, evidence, facts)


def relation(kind: str, numbers: dict[str, Any], looks: dict[str, Look]) -> Finding:
    """The cell `relation`: the tree as it was."""
    workers, lab, seen = numbers["workers"], numbers["lab"], looks.get("alive", NOTHING)
    parents = {each.pid: each.parent for each in seen.processes}
    above = {parents.get(pid) for pid, _ in workers if pid != lab[0]}
    whose = "self" if not above else "child" if above == {lab[0]} else "grandchild"
    facts = {"workers": len(workers), "whose": whose, "inside": all(pid == lab[0] for pid, _ in workers)}
    facts["start_method"] = numbers.get("start_method", "")
    facts["threads"] = min((each.thread_count for each in seen.processes), default=0)
    facts["children"] = sum(each.parent == lab[0] for each in seen.processes)
    evidence = _refused(numbers) + _tree(kind, seen, workers, lab)
    if kind == "process":
        evidence.append(f"start method: {facts['start_method']}")
    value = {
        "thread": "inside their process",
        "interpreter": "inside their process",
        "coroutine": "inside one thread",
        "process": "the program's children" if whose == "child" else "a helper's children",
    }[kind]
    return Finding(value if workers else "none could be started", evidence, facts)


def _tree(kind: str, seen: Look, workers: list[list[int]], lab: list[int]) -> list[str]:
    """The live tree, one line a process or thread."""
    names = {tuple(worker): f"{kind} {index}" for index, worker in enumerate(workers, 1)}
    lines: list[str] = []

    def show(pid: int, depth: int) -> None:
        each = next(each for each in seen.processes if each.pid == pid)
        mine = names.get((pid, pid)) if pid != lab[0] else None
        role = "the program" if pid == lab[0] else f"worker: {mine}" if mine else "helper of multiprocessing"
        lines.append(
            f"{'   ' * depth}{'└─ ' if depth else ''}process {pid}  {role}, {plural(each.thread_count, 'thread')}"
        )
        for tid in each.threads:
            if tid != pid:
                lines.append(f"{'   ' * (depth + 1)}└─ thread {tid}  {names.get((pid, tid), 'helper')}")
        for child in seen.processes:
            if child.parent == pid and child.pid != pid:
                show(child.pid, depth + 1)

    if seen.processes:
        show(seen.processes[0].pid, 0)
    if kind == "coroutine":
        lines.append(
            f"   └─ {plural(len(workers), 'coroutine')} inside thread {lab[1]}; the system knows nothing of them"
        )
    return lines


def sharing(kind: str, numbers: dict[str, Any], _: dict[str, Look]) -> Finding:
    """The cell `sharing`: the list, and how long handing over takes."""
    if numbers["refused"]:
        return Finding("none could be started", _refused(numbers), {"shared": None})
    inside, outside = numbers["list"]
    evidence = [f"a worker appended 3 numbers to a list: it saw {inside}, the parent afterwards {outside}"]
    best: dict[str, float] = {}
    for way, sizes in numbers["ways"].items():
        told = []
        for megabytes, cell in sizes.items():
            if cell["ns"]:
                told.append(f"{megabytes} MB {duration(median(cell['ns']) / 1e9)}{_copying(cell)}")
                best[f"{way} {megabytes} MB"] = median(cell["ns"]) / 1e9
            else:
                told.append(f"{megabytes} MB not possible ({cell.get('error', 'no time left')})")
        evidence.append(f"handing over bytes, {way}: {', '.join(told)}")
    shared = outside == 3 if inside == 3 else None
    largest = [sizes["100"] for sizes in numbers["ways"].values() if sizes.get("100", {}).get("ns")]
    value = {True: "shared", False: "not shared", None: "not known"}[shared]
    if largest:
        value += f" · 100 MB: {duration(median(largest[0]['ns']) / 1e9)}"
    facts = {"shared": shared, "handover_s": best, "start_method": numbers.get("start_method", "")}
    return Finding(value, evidence, facts)


def _copying(cell: dict[str, Any]) -> str:
    copied = median(cell["copy_ns"])
    return f" (of it {duration(copied / 1e9)} to copy them in)" if copied else ""


def weight(kind: str, numbers: dict[str, Any], looks: dict[str, Look]) -> Finding:
    """The cell `weight`: time to the first instruction, memory of one."""
    begun, alive = sorted(numbers["start_ns"]), numbers["alive"]
    before, after = looks.get("before", NOTHING), looks.get("alive", NOTHING)
    evidence, value = _refused(numbers), []
    facts: dict[str, Any] = {"start_s": None, "memory_bytes": None}
    facts["start_method"] = numbers.get("start_method", "")
    if begun:
        facts["start_s"] = median(begun) / 1e9
        value.append(duration(median(begun) / 1e9))
        evidence.append(
            f"from asking for one to its first instruction: median {duration(median(begun) / 1e9)} of {len(begun)}, "
            f"from {duration(begun[0] / 1e9)} to {duration(begun[-1] / 1e9)}"
        )
    if facts["start_method"]:
        evidence.append(f"start method: {facts['start_method']}")
    if alive and before.processes and after.processes:
        grown = after.memory_bytes - before.memory_bytes
        facts["memory_bytes"] = max(0, grown / alive)
        value.append(size(facts["memory_bytes"]))
        evidence.append(
            f"{plural(alive, kind)} alive at once: {size(grown)} more ({after.measure}), {size(facts['memory_bytes'])} each"
        )
    return Finding(" · ".join(value) or "none could be started", evidence, facts)


def _refused(numbers: dict[str, Any]) -> list[str]:
    return [f"one more was refused: {numbers['refused']}"] if numbers.get("refused") else []
