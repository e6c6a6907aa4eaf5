"""Numbers of an experiment, in words: what kind of thing a worker is, whose it is, what it shares, what it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

from ..model.difference_facts import CellFacts, RelationFacts, SharingFacts, TypeFacts, WeightFacts, Whose
from ..text.quantities import duration, size
from ..text.words import plural
from .experiment_numbers import Handover, Refusable, SharingNumbers, ThreadId, TreeNumbers, WeightNumbers
from .observer import Look

CHANGES = {
    "argument": "appended 3 numbers to a list that it was handed",
    "global": "added 3 to a global of its module",
    "function": "wrote a 3 on a function of its module",
}
NOTHING = Look((), "RSS")
F = TypeVar("F", bound=CellFacts, covariant=True)


@dataclass(frozen=True, slots=True)
class Finding(Generic[F]):
    """What goes into a cell."""

    value: str
    evidence: list[str]
    facts: F
    """Numbers for `verdicts` and for machines."""


def kind_of_thing(kind: str, numbers: TreeNumbers, looks: dict[str, Look]) -> Finding[TypeFacts]:
    """The cell `type`: what the system had ids for."""
    workers, lab, seen = numbers.workers, numbers.lab, looks.get("alive", NOTHING)
    processes = {pid for pid, _ in workers if pid != lab.pid}
    threads = {tid for pid, tid in workers if tid != lab.tid and pid == lab.pid}
    shown = {(each.pid, tid) for each in seen.processes for tid in each.threads}
    confirmed = all(worker in shown for worker in workers) if shown else None
    evidence = [f"asked for {plural(numbers.asked, kind)}, {len(workers)} of them began"]
    evidence += _refused(numbers)
    evidence += [f"{kind} {index}: process id {pid}, thread id {tid}" for index, (pid, tid) in enumerate(workers, 1)]
    evidence.append(
        f"from outside: {plural(len(seen.processes), 'process')} with {plural(seen.threads, 'thread')} altogether"
    )
    if confirmed is not None:
        evidence.append(f"psutil lists each of these ids: {'yes' if confirmed else 'no'}")
    facts = TypeFacts(workers=len(workers), processes=len(processes), threads=len(threads), confirmed=confirmed)
    if not workers:
        return Finding("none could be started", evidence, facts)
    if kind == "coroutine":
        return Finding("no ids: one thread" if not threads and not processes else "ids of their own", evidence, facts)
    value = plural(len(processes), "process") if processes else f"{plural(len(threads), 'thread')} of 1 process"
    return Finding(value, evidence, facts)


def relation(kind: str, numbers: TreeNumbers, looks: dict[str, Look]) -> Finding[RelationFacts]:
    """The cell `relation`: the tree as it was."""
    workers, lab, seen = numbers.workers, numbers.lab, looks.get("alive", NOTHING)
    parents = {each.pid: each.parent for each in seen.processes}
    above = {parents.get(pid) for pid, _ in workers if pid != lab.pid}
    whose: Whose = "self" if not above else "child" if above == {lab.pid} else "grandchild"
    facts = RelationFacts(
        workers=len(workers),
        whose=whose,
        inside=all(pid == lab.pid for pid, _ in workers),
        start_method=numbers.start_method,
        threads=min((each.thread_count for each in seen.processes), default=0),
        children=sum(each.parent == lab.pid for each in seen.processes),
    )
    evidence = _refused(numbers) + _tree(kind, seen, workers, lab)
    if kind == "process":
        evidence.append(f"start method: {facts.start_method}")
    value = {
        "thread": "inside their process",
        "interpreter": "inside their process",
        "coroutine": "inside one thread",
        "process": "the program's children" if whose == "child" else "a helper's children",
    }[kind]
    return Finding(value if workers else "none could be started", evidence, facts)


def _tree(kind: str, seen: Look, workers: Sequence[ThreadId], lab: ThreadId) -> list[str]:
    """The live tree, one line a process or thread."""
    names = {(worker.pid, worker.tid): f"{kind} {index}" for index, worker in enumerate(workers, 1)}
    lines: list[str] = []

    def show(pid: int, depth: int) -> None:
        each = next(each for each in seen.processes if each.pid == pid)
        mine = names.get((pid, pid)) if pid != lab.pid else None
        role = "the program" if pid == lab.pid else f"worker: {mine}" if mine else "helper of multiprocessing"
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
            f"   └─ {plural(len(workers), 'coroutine')} inside thread {lab.tid}; the system knows nothing of them"
        )
    return lines


def sharing(kind: str, numbers: SharingNumbers, _: dict[str, Look]) -> Finding[SharingFacts]:
    """The cell `sharing`: the list, and how long handing over takes."""
    if numbers.refused:
        return Finding("none could be started", _refused(numbers), SharingFacts())
    seen = {what: outside == 3 for what, (inside, outside) in numbers.changes.items() if inside == 3}
    evidence = [
        f"a worker {CHANGES[what]}: it saw {inside}, the parent afterwards {outside}"
        for what, (inside, outside) in numbers.changes.items()
    ]
    best: dict[str, float] = {}
    for way, sizes in numbers.ways.items():
        told = []
        for megabytes, cell in sizes.items():
            if cell.ns:
                best[f"{way} {megabytes} MB"] = median(cell.ns) / 1e9
                told.append(f"{megabytes} MB {duration(median(cell.ns) / 1e9)}{_copying(cell)}")
            else:
                told.append(f"{megabytes} MB not possible ({cell.error})")
        evidence.append(f"handing over bytes, {way}: {', '.join(told)}")
    shared = next(iter(seen.values())) if len(set(seen.values())) == 1 else None
    largest = [times for sizes in numbers.ways.values() if "100" in sizes and (times := sizes["100"].ns)]
    value = {True: "shared", False: "not shared", None: "not known"}[shared]
    if largest:
        value += f" · 100 MB: {duration(median(largest[0]) / 1e9)}"
    return Finding(
        value, evidence, SharingFacts(shared=shared, seen=seen, handover_s=best, start_method=numbers.start_method)
    )


def _copying(cell: Handover) -> str:
    copied = median(cell.copy_ns)
    return f" (of it {duration(copied / 1e9)} to copy them in)" if copied else ""


def weight(kind: str, numbers: WeightNumbers, looks: dict[str, Look]) -> Finding[WeightFacts]:
    """The cell `weight`: time to the first instruction, memory of one."""
    begun, alive = sorted(numbers.start_ns), numbers.alive
    before, after = looks.get("before", NOTHING), looks.get("alive", NOTHING)
    evidence, value = _refused(numbers), []
    start_s = memory_bytes = None
    if begun:
        start_s = median(begun) / 1e9
        value.append(duration(start_s))
        evidence.append(
            f"from asking for one to its first instruction: median {duration(start_s)} of {len(begun)}, "
            f"from {duration(begun[0] / 1e9)} to {duration(begun[-1] / 1e9)}"
        )
    if numbers.start_method:
        evidence.append(f"start method: {numbers.start_method}")
    if alive and before.processes and after.processes:
        grown = after.memory_bytes - before.memory_bytes
        memory_bytes = max(0, grown / alive)
        value.append(size(memory_bytes))
        evidence.append(
            f"{plural(alive, kind)} alive at once: {size(grown)} more ({after.measure}), {size(memory_bytes)} each"
        )
    facts = WeightFacts(start_s=start_s, memory_bytes=memory_bytes, start_method=numbers.start_method)
    return Finding(" · ".join(value) or "none could be started", evidence, facts)


def _refused(numbers: Refusable) -> list[str]:
    return [f"one more was refused: {numbers.refused}"] if numbers.refused else []
