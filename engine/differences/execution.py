"""Numbers of an experiment, in words: how workers compute and wait, how many there can be, what is lost and what can't be sent."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.difference_facts import NumberFacts, ParallelismFacts, PicklingFacts, RaceFacts, TasksFacts, Way
from ..text.quantities import duration, percent, size, times
from ..text.words import listed, plural
from .evidence import NOTHING, Finding
from .experiment_numbers import (
    CrowdNumbers,
    ParallelismNumbers,
    PicklingNumbers,
    RaceNumbers,
    SpeedupNumbers,
    TasksNumbers,
    Updates,
)
from .observer import Look


def parallelism(kind: str, numbers: ParallelismNumbers, _: dict[str, Look]) -> Finding[ParallelismFacts]:
    """The cell `parallelism`: cores used, and cores wished for in vain."""
    spans = numbers.spans
    if not spans or (kind != "coroutine" and len(spans) < numbers.asked):
        refused = numbers.refused or "they never began"
        return Finding(
            "none could be started", [f"{len(spans)} of {numbers.asked} began: {refused}"], ParallelismFacts()
        )
    wall = max(span.ended for span in spans) - min(span.began for span in spans)
    cores = round(sum(span.cpu for span in spans) / wall, 3)
    waited = round(sum(span.waited for span in spans) / wall, 3)
    evidence = [f"{plural(numbers.asked, kind)} computed for {duration(wall / 1e9)} and used {cores:.2f} cores"]
    if kind != "coroutine":
        evidence += [f"{kind} {index}: {duration(span.cpu / 1e9)} of CPU" for index, span in enumerate(spans, 1)]
    evidence.append(f"ready to run, but waiting for a core: {waited:.2f} cores' worth")
    evidence.append(f"the GIL of this Python is {'on' if numbers.gil else 'off'}")
    facts = ParallelismFacts(cores_used=cores, cores_waited=waited, gil=numbers.gil)
    return Finding(f"{cores:.2f} cores", evidence, facts)


def tasks(kind: str, numbers: TasksNumbers, _: dict[str, Look]) -> Finding[TasksFacts]:
    """The cell `tasks`: two speed-ups."""
    value, evidence, errors = [], [], []
    for side, name, what in ((numbers.cpu, "CPU", "computing"), (numbers.io, "I/O", "requests that wait")):
        if side is None:
            errors.append(f"{what}: the server at the other end could not be started")
        elif side.error:
            errors.append(f"{what}: {side.error}")
        else:
            value.append(f"{name} {times(round(side.speedup, 3))}")
            evidence += _sides(what, side, plural(side.workers, kind))
    cpu = numbers.cpu if numbers.cpu and not numbers.cpu.error else None
    io = numbers.io if numbers.io and not numbers.io.error else None
    facts = TasksFacts(
        errors=errors,
        gil=numbers.gil,
        cpu_speedup=cpu and round(cpu.speedup, 3),
        cpu_speedup_started=cpu and round(cpu.speedup_started, 3),
        cpu_startup_s=cpu and round(cpu.startup_s, 4),
        others_cores=cpu and round(cpu.others_cores, 3),
        cpu_share=cpu and round(cpu.sequential_cpu_s / cpu.sequential_s, 3),
        io_speedup=io and round(io.speedup, 3),
        io_speedup_started=io and round(io.speedup_started, 3),
        io_startup_s=io and round(io.startup_s, 4),
    )
    return Finding(" · ".join(value) or "not measured", [*evidence, *errors], facts)


def _sides(what: str, side: SpeedupNumbers, workers: str) -> Iterator[str]:
    """`computing: 40 one after the other 450 ms, with 2 threads 460 ms, …`"""
    best = f" (the fastest of {side.tries} each)" if side.tries > 1 else ""
    yield (
        f"{what}: {side.items} one after the other {duration(side.sequential_s)}, with {workers} {duration(side.model_s)}, "
        f"{duration(side.startup_s)} of it until the first began: {times(round(side.speedup, 3))}{best}"
    )
    if not side.equal:
        yield f"{what}: the results were not equal!"


def number(kind: str, numbers: CrowdNumbers, looks: dict[str, Look]) -> Finding[NumberFacts]:
    """The cell `number`: how many at once, how long that took, how much memory, why no more."""
    alive, wall = numbers.alive, numbers.wall_ns
    before, after = looks.get("before", NOTHING), looks.get("alive", NOTHING)
    grown = max(0, after.memory_bytes - before.memory_bytes)
    facts = NumberFacts(alive=alive, wall_s=wall / 1e9, memory_bytes=grown, most=numbers.most, stopped=numbers.stopped)
    evidence = []
    if alive:
        evidence.append(
            f"{plural(alive, kind)} alive at once, {duration(wall / 1e9)} after asking for the first, {size(grown)} more memory "
            f"({after.measure})"
        )
        evidence.append(
            f"from outside: {plural(before.threads, 'thread')} in {plural(len(before.processes), 'process')} before, "
            f"{plural(after.threads, 'thread')} in {plural(len(after.processes), 'process')} then"
        )
    evidence.append(
        f"no more because {numbers.stopped}"
        if numbers.stopped
        else f"that was as many as we ask for ({numbers.most:,})"
    )
    if numbers.start_method:
        evidence.append(f"start method: {numbers.start_method}")
    return Finding(
        f"{alive:,} · {duration(wall / 1e9)} · {size(grown)}" if alive else "none could be started", evidence, facts
    )


WAYS: dict[Way, tuple[str, str]] = {
    "call": ("without a lock", "count = step(count)"),
    "lock": ("with one", "the same with a lock"),
    "bare": ("with a bare +=", "count += 1"),
}
"""Each way of adding, in the cell and in the evidence."""


def race(_: str, numbers: RaceNumbers, __: dict[str, Look]) -> Finding[RaceFacts]:
    """The cell `race`: shares of updates that were lost; also for numbers that are still coming in."""
    evidence, value = [], []
    tried: dict[Way, Updates | None] = {"call": numbers.call, "lock": numbers.lock, "bare": numbers.bare}
    facts = RaceFacts(
        gil=numbers.gil,
        threads=numbers.threads,
        **{f"{way}_lost": found.lost for way, found in tried.items() if found and found.rounds},
        **{f"{way}_expected": found.expected for way, found in tried.items() if found and found.rounds},
    )
    for way, (short, words) in WAYS.items():
        found, share = tried[way], facts.share(way)
        if found is None or share is None:
            continue
        value.append(f"{short} {percent(share)}")
        evidence.append(
            f"{words}: {found.lost:,} of {found.expected:,} updates lost ({percent(share, 1)}), in {found.rounds_lost} of "
            f"{plural(found.rounds, 'round')}"
        )
    return Finding("lost " + ", ".join(value) if value else "", evidence, facts)


def pickling(_: str, numbers: PicklingNumbers, __: dict[str, Look]) -> Finding[PicklingFacts]:
    """The cell `pickling`: what can be sent, and each error."""
    can = [what for what, error in numbers.objects if not error]
    cannot = {what: error for what, error in numbers.objects if error}
    evidence = [f"can be sent: {listed(can)}", *(f"{what}: {error}" for what, error in cannot.items())]
    facts = PicklingFacts(can=can, cannot=cannot)
    return Finding(f"{len(cannot)} of {len(numbers.objects)} kinds of object can't be sent", evidence, facts)
