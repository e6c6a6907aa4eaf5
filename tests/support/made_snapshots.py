"""Made-up snapshots for tests of the interface: no engine runs, and every number comes from a fixed seed.

Each function returns one frozen `Snapshot` that looks as a real one of its kind would: the shares add up, what runs under
a GIL takes turns, what waits is marked as waiting. They are for layouts, widgets and pictures, not for the analysis.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from concviz.engine.analysis.snapshot import (
    FAILED,
    RUN,
    WAIT_CORE,
    WAIT_GIL,
    WAIT_IO,
    WAIT_LOOP,
    Answer,
    CoreView,
    Counts,
    Finding,
    LaneView,
    LaneViews,
    RunView,
    Segments,
    Snapshot,
)
from concviz.engine.model.machine_facts import Machine
from concviz.engine.model.run_facts import Result, RunError, RunPlan
from concviz.engine.model.states import Ledger

MIB = 1024 * 1024
NOW_US = 42_000_000
WINDOW_US = 800_000
Piece = tuple[int, int, int, int, int, int]
"""(lane, start_us, end_us, state, core, item)."""


def machine(cores: int = 8, *, affinity: int | None = None, quota: float | None = None) -> Machine:
    """A Linux machine with `cores` logical cores."""
    allowed = tuple(range(affinity or cores))
    return Machine(
        system="Linux 6.18 x86_64",
        cpu="",
        cores=cores,
        physical_cores=max(1, cores // 2),
        affinity=allowed,
        quota_cores=quota,
        usable_cores=min(float(len(allowed)), quota or float(cores)),
        memory_bytes=16 * 1024 * MIB,
        python="3.14.2",
    )


def core_view(cores: int, load: list[float], *, busy_core: int | None = None, steps: int = 60) -> CoreView:
    """Cores whose run part over the whole history is about `load` (one share a core, cycled), one busy with others."""
    random = np.random.default_rng(cores)
    wanted = np.resize(np.asarray(load, dtype=float), cores)
    noise = random.gamma(1.4, 0.7, (cores, steps)) if wanted.max(initial=0.0) < 0.9 else np.ones((cores, steps))
    run = np.clip(wanted[:, None] * noise - random.random((cores, steps)) * 0.02, 0.0, 1.0)
    rest = random.random((cores, steps)) * 0.03
    if busy_core is not None and busy_core < cores:
        rest[busy_core] = 0.97 + random.random(steps) * 0.03
        run[busy_core] *= 0.02
    rest = np.minimum(rest, 1.0 - run)
    used = float(wanted.sum())
    return CoreView(
        run=run[:, -1],
        rest=rest[:, -1],
        history_run=run,
        history_rest=rest,
        step_s=1.0,
        window_s=0.25,
        cores_used=used,
        rest_used=float(rest[:, -1].sum()),
        split_known=True,
    )


def segments(pieces: list[Piece]) -> Segments:
    """Columns of the pieces, ordered by lane, then start."""
    table = np.array(sorted(pieces), dtype=np.int64).reshape(-1, 6)
    return Segments(
        lane=table[:, 0],
        start_us=table[:, 1],
        end_us=table[:, 2],
        state=table[:, 3].astype(np.uint8),
        core=table[:, 4],
        item=table[:, 5],
        until_us=NOW_US,
    )


def lane_views(count: int, kind: str, rate: float, *, pid: int = 7100) -> LaneViews:
    """`count` workers of one kind."""
    return LaneViews.of(
        LaneView(
            lane=lane,
            name=f"{kind} {lane}",
            kind=kind,
            pid=pid + (lane if kind == "process" else 0),
            tid=pid + lane,
            items=308 + lane,
            items_per_s=rate + (lane % 5) * 0.9,
            current_item=1230 + lane,
            ended=False,
            dropped=0,
            thinned=0,
        )
        for lane in range(1, count + 1)
    )


def run_view(
    model: str, workers: int, *, task: str = "pi", status: str = "running", gil: bool | None = True
) -> RunView:
    """A run that was started 10 s before now."""
    plan = RunPlan(task=task, model=model, workers=workers, size_s=4.0, items=2000, python="3.14.2", nice=10, seed=1)
    names = ("asked", "started", "imported", "items_ready", "workers_asked")
    return RunView(
        run=2,
        plan=plan,
        status=status,
        started_us=NOW_US - 10_000_000,
        ended_us=None if status in ("running", "starting") else NOW_US - 1_000_000,
        gil=gil,
        python="3.14.2",
        phases={name: NOW_US - 10_000_000 + 20_000 * index for index, name in enumerate(names)},
        result=None,
        error=RunError(),
        output="",
    )


def snapshot_of(cores: CoreView, run: RunView | None, **fields: object) -> Snapshot:
    """A snapshot with plain defaults for all that is not given."""
    count = len(cores.run)
    base = Snapshot(
        t_us=NOW_US,
        length_us=NOW_US,
        machine=machine(count),
        cores=cores,
        run=run,
        counts=Counts(),
        ledger=Ledger(),
        lanes=LaneViews.of(()),
        segments=segments([]),
        answer=Answer(),
        findings=(),
        own_permille=18,
        probe_permille=9,
        dropped_spans=0,
        thinned_spans=0,
        missing=(),
        chapters=(
            (17_000_000, "π · threads ×2", "run"),
            (21_500_000, "π · threads ×2", "end"),
            (32_000_000, "π · threads ×4", "run"),
        ),
        caption="",
    )
    return replace(base, **fields)


def taking_turns(lanes: int, *, switch_us: int = 5_000, window_us: int = WINDOW_US) -> list[Piece]:
    """Threads under a GIL: one runs for about a switch interval, the others wait."""
    random = np.random.default_rng(lanes)
    pieces: list[Piece] = []
    start, holder = NOW_US - window_us, 1
    waits_since = dict.fromkeys(range(1, lanes + 1), start)
    while start < NOW_US:
        end = min(NOW_US, start + int(switch_us * random.choice([0.8, 1.0, 1.0, 1.6])))
        if waits_since[holder] < start:
            pieces.append((holder, waits_since[holder], start, WAIT_GIL, -1, start // 2500))
        pieces.append((holder, start, end, RUN, int(random.integers(0, 4)), start // 2500))
        waits_since[holder] = end
        others = [lane for lane in range(1, lanes + 1) if lane != holder]
        holder = int(random.choice(others)) if others else holder
        start = end
    pieces += [(lane, since, NOW_US, WAIT_GIL, -1, 0) for lane, since in waits_since.items() if since < NOW_US]
    return pieces


def threads_snapshot(cores: int = 8, workers: int = 4) -> Snapshot:
    """π on threads under a GIL: one core's worth of work wanders over the cores, core 5 is busy with another program."""
    load = [0.4, 0.17, 0.15, 0.05, 0.13, 0.0, 0.07, 0.03] if cores > 1 else [0.95]
    view = core_view(cores, [share * 8 / max(cores, 8) for share in load], busy_core=5)
    return snapshot_of(
        replace(view, cores_used=1.0),
        run_view("threads", workers),
        counts=Counts(
            threads={"main": 1, "worker": workers}, processes={"lab": 1}, memory_bytes=24 * MIB, handoffs_per_s=187.3
        ),
        ledger=Ledger(on_core=0.25, wait_core=0.02, wait_gil=0.73, inferred=("wait_gil",)),
        lanes=lane_views(workers, "thread", 308.6),
        segments=segments(taking_turns(workers)),
        answer=Answer(text="π ≈ 3.14158", done=1234, total=2000),
        findings=(
            Finding(
                rule="gil",
                headline="Concurrent, not parallel.",
                text="Four threads take turns: only the one that holds the GIL runs Python bytecode, so together they "
                "use 1.0 of 8 cores. Core 5 is busy, but with another program.",
                tone="warn",
                tries=(("m", "processes"), ("p", "3.14t")),
            ),
        ),
    )


def side_by_side(lanes: int, *, window_us: int = WINDOW_US) -> list[Piece]:
    """Processes: every lane runs all the time, but for a short wait for a core now and then."""
    random = np.random.default_rng(lanes)
    pieces: list[Piece] = []
    for lane in range(1, lanes + 1):
        start = NOW_US - window_us
        while start < NOW_US:
            end = min(NOW_US, start + int(random.integers(20_000, 90_000)))
            pieces.append((lane, start, end, RUN, (lane * 3) % 8, start // 2000))
            start = min(NOW_US, end + int(random.integers(1_000, 5_000)))
            if start > end:
                pieces.append((lane, end, start, WAIT_CORE, -1, end // 2000))
    return pieces


def processes_snapshot(cores: int = 8, workers: int = 4) -> Snapshot:
    """π on processes: as many cores as workers are green."""
    load = [0.99 if core in (0, 2, 3, 6) else 0.01 for core in range(cores)]
    return snapshot_of(
        core_view(cores, load, busy_core=5),
        run_view("processes", workers),
        counts=Counts(threads={"main": workers + 1}, processes={"lab": 1, "worker": workers}, memory_bytes=91 * MIB),
        ledger=Ledger(on_core=0.978, wait_core=0.022),
        lanes=lane_views(workers, "process", 1214.0),
        segments=segments(side_by_side(workers)),
        answer=Answer(text="π ≈ 3.14158", done=1234, total=2000),
        findings=(
            Finding(
                rule="parallel",
                headline="Parallel: 3.9 of 8 cores.",
                text="Four processes, each with its own GIL, run Python bytecode at the same time: 3.6 times as fast as "
                "one. Starting them took 0.11 s.",
                tone="good",
                tries=(("c", "compare"), ("+", "more workers")),
            ),
        ),
    )


def waiting_for_io(lanes: int, *, window_us: int = WINDOW_US) -> list[Piece]:
    """Coroutines: short steps on the loop, 40 ms of waiting for the other end in between."""
    random = np.random.default_rng(lanes)
    pieces: list[Piece] = []
    for lane in range(1, lanes + 1):
        start = NOW_US - window_us - int(random.integers(0, 40_000))
        while start < NOW_US:
            ready, ran = start + int(random.integers(100, 1_500)), int(random.integers(400, 1_600))
            end = ready + ran + int(random.integers(38_000, 44_000))
            pieces.append((lane, start, ready, WAIT_LOOP, -1, start // 40_000))
            pieces.append((lane, ready, ready + ran, RUN, 2, start // 40_000))
            pieces.append((lane, ready + ran, end, WAIT_IO, -1, start // 40_000))
            start = end
    return pieces


def asyncio_snapshot(cores: int = 8, workers: int = 20) -> Snapshot:
    """Downloads on asyncio: one thread, many coroutines, nearly all of them waiting for the network."""
    return snapshot_of(
        core_view(cores, [0.02, 0.0, 0.38, 0.0], busy_core=None),
        run_view("asyncio", workers, task="download"),
        counts=Counts(
            threads={"main": 1}, processes={"lab": 1}, coroutines=workers, memory_bytes=38 * MIB, handoffs_per_s=934.0
        ),
        ledger=Ledger(on_core=0.024, wait_loop=0.019, wait_io=0.957, inferred=("wait_io",)),
        lanes=lane_views(workers, "coroutine", 23.4),
        segments=segments(waiting_for_io(workers)),
        answer=Answer(text="1,931 pages, 7.7 MB", done=1931, total=4000),
        findings=(
            Finding(
                rule="overlap",
                headline="Waiting overlaps.",
                text=f"{workers} downloads wait at the same time on one thread: 18.7 times as fast as one after the other, "
                "on 0.4 of a core.",
                tone="good",
                tries=(("+", "more workers"),),
            ),
        ),
    )


def mandelbrot(columns: int = 96, rows: int = 48) -> np.ndarray:
    """(rows, columns) brightness 0 to 15."""
    x, y = np.meshgrid(np.linspace(-2.2, 0.8, columns), np.linspace(-1.15, 1.15, rows))
    c = x + 1j * y
    z = np.zeros_like(c)
    steps = np.zeros(c.shape, dtype=int)
    for _ in range(60):
        inside = np.abs(z) <= 2
        z[inside] = z[inside] ** 2 + c[inside]
        steps += np.abs(z) <= 2
    return np.where(steps >= 60, 0, np.clip(15 * np.sqrt(steps / 40), 1, 15)).astype(np.uint8)


def fractal_snapshot(cores: int = 8, workers: int = 4, done: float = 0.7) -> Snapshot:
    """The fractal on processes, its rows coming in."""
    base = processes_snapshot(cores, workers)
    picture = mandelbrot()
    rows = picture.shape[0]
    lane = np.repeat(1 + np.random.default_rng(1).integers(0, workers, rows)[:, None], picture.shape[1], axis=1)
    missing = np.arange(rows) >= int(rows * done)
    picture[missing] = 255
    lane[missing] = 0
    answer = Answer(
        text="49 % of the points inside",
        done=int(rows * done),
        total=rows,
        picture=picture,
        picture_lane=lane.astype(np.int64),
    )
    return replace(base, answer=answer, run=run_view("processes", workers, task="fractal"))


def idle(cores: int = 8) -> Snapshot:
    """Nothing was run yet."""
    view = core_view(cores, [0.0], busy_core=5)
    history = view.history_rest.copy()
    history[:, :30] = np.nan
    return snapshot_of(replace(view, history_rest=history), None, chapters=())


def failed() -> Snapshot:
    """A worker was killed in item 1,007."""
    base = processes_snapshot()
    error = RunError(message="process 3 was killed by SIGKILL in item 1007", item=1007, lane=3, signal=9)
    pieces = [*side_by_side(4), (3, NOW_US - 40_000, NOW_US - 30_000, FAILED, 4, 1007)]
    pieces = [p for p in pieces if p[0] != 3 or p[3] == FAILED or p[2] < NOW_US - 40_000]
    lanes = LaneViews.of(replace(lane, ended=lane.lane == 3) for lane in base.lanes)
    return replace(
        base,
        run=replace(run_view("processes", 4, status="failed"), error=error),
        segments=segments(pieces),
        lanes=lanes,
        findings=(
            Finding(
                rule="failed",
                headline="The run failed.",
                text="Process 3 was killed by SIGKILL while it worked on item 1,007. Its lane stays as it was.",
                tone="bad",
                tries=(("r", "run again"),),
            ),
        ),
    )


def ended() -> Snapshot:
    """Threads a second after the run: nothing of it is left, its result is."""
    base = threads_snapshot()
    result = Result(cores_used=1.02, peak_threads=5, peak_processes=1, wall_s=4.1)
    assert base.run is not None
    return replace(
        base,
        cores=replace(base.cores, run=np.zeros(8), cores_used=0.0),
        run=replace(base.run, status="done", ended_us=NOW_US - 1_000_000, result=result),
        counts=Counts(handoffs_per_s=187.3),
        lanes=LaneViews.of(replace(lane, ended=True) for lane in base.lanes),
        answer=Answer(text="π ≈ 3.14159", done=2000, total=2000),
    )


def split_unknown(cores: int = 8) -> Snapshot:
    """A system that does not tell which core a thread ran on."""
    base = threads_snapshot(cores)
    view = base.cores
    merged = replace(
        view,
        run=np.zeros(cores),
        rest=view.run + view.rest,
        history_run=np.zeros_like(view.history_run),
        history_rest=view.history_run + view.history_rest,
        split_known=False,
    )
    why = "macOS does not tell which core a thread ran on"
    return replace(base, cores=merged, missing=(("per-core split", why),))


def many_lanes(workers: int = 1000, cores: int = 256) -> Snapshot:
    """A thousand threads on 256 cores, spans dropped and thinned."""
    base = threads_snapshot(cores, workers)
    counts = Counts(
        threads={"main": 1, "worker": workers}, processes={"lab": 1}, memory_bytes=310 * MIB, handoffs_per_s=204.0
    )
    lanes = LaneViews.of(replace(lane, dropped=lane.lane % 7, items_per_s=1.2) for lane in base.lanes)
    return replace(base, counts=counts, lanes=lanes, dropped_spans=12, thinned_spans=4100)


def paused(behind_s: int = 11) -> Snapshot:
    """The play head stands behind the end."""
    return replace(threads_snapshot(), t_us=NOW_US - behind_s * 1_000_000)


def curve_snapshot(curve: tuple[float, ...]) -> Snapshot:
    """The threads' snapshot with a curve in its answer."""
    base = threads_snapshot()
    return replace(base, answer=replace(base.answer, curve=curve))


ALL = {
    "threads": threads_snapshot,
    "processes": processes_snapshot,
    "asyncio": asyncio_snapshot,
    "fractal": fractal_snapshot,
    "idle": idle,
    "failed": failed,
    "ended": ended,
    "split_unknown": split_unknown,
    "one_core": lambda: threads_snapshot(1),
    "cores_16": lambda: threads_snapshot(16),
    "cores_64": lambda: processes_snapshot(64),
    "cores_256": lambda: threads_snapshot(256),
    "many_lanes": many_lanes,
    "paused": paused,
}
"""Every made-up snapshot by name, for tests that go through all of them."""
