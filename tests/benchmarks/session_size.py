"""How large an hour is on disk, how fast it opens, how fast one seeks in it, and what writing it costs.

    python tests/benchmarks/session_size.py [gil] [io]

The hour is made up, but not smoothed: 32 threads share one GIL for 3,600 s, so 1,000,000 items of 3.6 ms are handed
round in slices of 5 ms (an item either stays on its thread or waits for 31 others), on 16 cores, sampled and drained ten
times a second with totals of every lane each time, as the recorder does. The second hour is one of 32 threads that mostly
wait for I/O, whose waits are noise: the worst case for packing.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from table import Row, show

HOUR_US = 3_600_000_000
CORES, THREADS, ITEMS = 16, 32, 1_000_000
SLICE_US = 5_000
DRAIN_US = 100_000
MACHINE = e.Machine("Linux 6.18 x86_64", "Made up", CORES, 8, tuple(range(CORES)), None, 16.0, 1 << 34, "3.14.2")
Spanned = tuple[int, int, int, int, int, int, int]
"""(lane, item, start, wall, cpu, core, flag)."""


def gil_spans(random_: random.Random) -> Iterator[Spanned]:
    """(lane, item, start, wall, cpu, core, flag) by end: threads take turns, one slice each."""
    now, item = 0, 0
    work = [0] * THREADS
    left, begun, number = [0] * THREADS, [0] * THREADS, [0] * THREADS
    core = [random_.randrange(CORES) for _ in range(THREADS)]
    while item < ITEMS + THREADS:
        for lane in range(THREADS):
            until = now + SLICE_US
            if random_.random() < 0.3:
                core[lane] = random_.randrange(CORES)
            while now < until:
                if not left[lane]:
                    left[lane] = work[lane] = int(random_.gauss(3_590, 120))
                    begun[lane], number[lane], item = now, item, item + 1
                step = min(left[lane], until - now)
                now, left[lane] = now + step, left[lane] - step
                if not left[lane]:
                    cpu = work[lane] + random_.randrange(12)
                    yield lane + 1, number[lane], begun[lane], now - begun[lane], cpu, core[lane], 0
                    now += random_.randrange(3, 9)
            now += random_.randrange(8, 60)


def io_spans(random_: random.Random) -> Iterator[Spanned]:
    """The same for threads that wait for a server most of the time."""
    free = [random_.randrange(100_000) for _ in range(THREADS)]
    for item in range(ITEMS):
        lane = min(range(THREADS), key=free.__getitem__)
        wall, cpu = int(random_.gauss(115_000, 9_000)), int(random_.gauss(900, 90))
        yield lane + 1, item, free[lane], wall, cpu, random_.randrange(CORES), 0
        free[lane] += wall + random_.randrange(20, 300)


class Lane:
    """Running totals of one lane."""

    def __init__(self, number: int) -> None:
        self.number, self.items, self.wall, self.cpu, self.first, self.last, self.item = number, 0, 0, 0, -1, 0, -1

    def take(self, rows: list[Spanned]) -> None:
        """Add finished spans."""
        for _, item, start, wall, cpu, _, _ in rows:
            self.first = start if self.first < 0 else self.first
            self.items, self.wall, self.cpu = self.items + 1, self.wall + wall, self.cpu + cpu
            self.last, self.item = start + wall, item

    def totals(self, t_us: int) -> e.LaneTotals:
        """What the recorder would append now."""
        spent = self.cpu + self.items * 11
        sums = (self.items, self.wall, self.cpu, 900, 900 + spent, max(0, self.first), self.last, 0, 0)
        return e.LaneTotals(t_us, 1, self.number, *sums, self.item + THREADS, self.last + 6, False)


def hour(spans: Iterator[Spanned], random_: random.Random) -> Iterator[e.Event]:
    """All events of the hour in the order in which they would be appended."""
    yield e.RunStarted(0, 1, {"task": "pi", "model": "threads", "workers": THREADS})
    lanes = {number: Lane(number) for number in range(1, THREADS + 1)}
    yield e.ProcessTable(0, 1, [(71, 71 + number, "worker", number) for number in lanes], [(71, 1, "lab")])
    ended = iter(sorted((row for row in spans if row[2] + row[3] < HOUR_US), key=lambda row: row[2] + row[3]))
    row = next(ended, None)
    sampler = Sampler(random_)
    for t_us in range(DRAIN_US, HOUR_US + 1, DRAIN_US):
        drained: dict[int, list[Spanned]] = {}
        while row is not None and row[2] + row[3] <= t_us:
            drained.setdefault(row[0], []).append(row)
            row = next(ended, None)
        for lane, rows in drained.items():
            lanes[lane].take(rows)
            columns = list(zip(*(r[1:] for r in rows), strict=True))
            yield e.Spans(t_us, 1, lane, *map(list, columns))
        for lane in lanes.values():
            if lane.items:
                yield lane.totals(t_us)
        if t_us % 100_000 == 0:
            yield from sampler.sample(t_us + random_.randrange(900), sum(lane.items for lane in lanes.values()), lanes)
    yield e.RunEnded(HOUR_US, 1, "done", {"cores_used": 1.0}, {})


class Sampler:
    """Made-up samples in the kernel's own steps: 10 ms for cores, 4 ms for threads."""

    def __init__(self, random_: random.Random) -> None:
        self.random = random_
        self.core = [0] * THREADS
        self.at = 0

    def sample(self, t_us: int, done: int, lanes: dict[int, Lane]) -> Iterator[e.Event]:
        """One tick of the probe and the runner."""
        busy = [min(1000, 100 * max(0, round(self.random.gauss(1.2, 1.2)))) for _ in range(CORES)]
        run = [min(b, 100 * self.random.randrange(2) + self.random.randrange(40)) for b in busy]
        yield e.Cores(t_us, t_us - self.at, busy, run, 1000 + self.random.randrange(-30, 30))
        self.at = t_us
        self.core = [self.random.randrange(CORES) if self.random.random() < 0.2 else core for core in self.core]
        cpu = [lane.cpu // 4_000 * 4_000 + 137 for lane in lanes.values()]
        wait = [lane.items * 31 for lane in lanes.values()]
        yield e.Threads(t_us, 1, cpu, wait, list(self.core))
        yield e.Progress(t_us, 1, done, ITEMS, f"π ≈ {3.14159 + self.random.gauss(0, 1e-6):.6f}")
        if t_us % 1_000_000 < 1_000:
            yield e.OwnUsage(t_us, self.random.randrange(15, 30), self.random.randrange(3, 7))
            yield e.Memory(t_us, 1, [24 << 20], [21 << 20], [done], [done // 3])


def seek(session: Session, t_us: int) -> None:
    """What a screen asks for at one play head."""
    session.run_at(t_us), session.run_end(1, t_us), session.phases(1, t_us), session.lanes(1, t_us)
    session.totals(1, t_us), session.totals_between(1, t_us - 1_000_000, t_us)
    session.spans(1, None, t_us - 1_000_000, t_us), session.cores(t_us - 60_000_000, t_us)
    session.threads(1, t_us - 1_000_000, t_us), session.who(1, t_us), session.memory(1, t_us), session.own(t_us)
    session.latest(e.Progress, 1, t_us), session.picture(1, t_us), session.missing(t_us), session.chapters(t_us)


def cpu_s() -> float:
    """CPU time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


HOURS = {"gil": gil_spans, "io": io_spans}
"""The made-up hours by name."""


def measure(hours: Sequence[str] = tuple(HOURS)) -> list[Row]:
    """The hours that were asked for."""
    with tempfile.TemporaryDirectory() as folder:
        return [row for name in hours for row in figures(name, HOURS[name](random.Random(1)), Path(folder))]


def figures(name: str, spans: Iterator[Spanned], folder: Path) -> list[Row]:
    """Record one hour, read it back."""
    events = list(hour(spans, random.Random(7)))
    count = sum(len(event.item) for event in events if isinstance(event, e.Spans))
    in_memory = appending(events, Session(MACHINE))
    path = folder / f"{name}.concviz.jsonl"
    writer = SessionWriter(path)
    session = Session(MACHINE, writer=writer)
    in_file = appending(events, session)
    plain, plain_s = path.stat().st_size / 1e6, opening(path)
    before = cpu_s()
    session.close(compress=True)
    closing = cpu_s() - before
    packed, packed_s = writer.path.stat().st_size / 1e6, opening(writer.path)
    back = load(writer.path)
    random_, seeks = random.Random(3), []
    for _ in range(500):
        begin = time.thread_time()
        seek(back, random_.randrange(HOUR_US))
        seeks.append((time.thread_time() - begin) * 1000)
    what = f"an hour ({name})"
    return [
        Row(f"{what}: plain", plain, "MB", 30, f"{count:,} spans, {len(events):,} events {back.notice}".strip()),
        Row(f"{what}: gzipped", packed, "MB", 10),
        Row(f"{what}: opening the plain file", plain_s, "s CPU", 0.7),
        Row(f"{what}: opening the gzipped file", packed_s, "s CPU"),
        Row(f"{what}: compressing at the end", closing, "s CPU"),
        Row(f"{what}: appending in memory", in_memory, "% core"),
        Row(f"{what}: appending with the file", in_file, "% core"),
        Row(f"{what}: seek, median", statistics.median(seeks), "ms", 16),
        Row(f"{what}: seek, worst of {len(seeks)}", max(seeks), "ms", 16),
    ]


def appending(events: list[e.Event], session: Session) -> float:
    """What it costs to take an hour's events, in percent of a core over that hour."""
    before = cpu_s()
    for event in events:
        session.append(event)
    return 100 * (cpu_s() - before) / (HOUR_US / 1e6)


def opening(path: Path) -> float:
    """CPU seconds to read a file, the best of five."""
    costs = []
    for _ in range(5):
        busy = time.process_time()
        load(path)
        costs.append(time.process_time() - busy)
    return min(costs)


if __name__ == "__main__":
    show(measure(sys.argv[1:] or tuple(HOURS)))
