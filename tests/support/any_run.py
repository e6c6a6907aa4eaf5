"""Runs and programs of every shape from a number: the same from the same number, of round figures, so that edges are met.

They needn't be what a machine could do: whatever is computed of them must stay what it is.
"""

from __future__ import annotations

import random

from concviz.engine.session.events import (
    Asks,
    Awaits,
    Chapter,
    CodeLines,
    Cores,
    HiddenCpu,
    Library,
    Memory,
    Missing,
    Note,
    OwnUsage,
    Places,
    ProcessTable,
    Progress,
    RunEnded,
    RunStarted,
    Source,
    Standstill,
    States,
    Targets,
    ThreadNames,
    Threads,
    Throttled,
)
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session

from tests.support.exact_run import LAB, ExactRun
from tests.support.made_sessions import made_machine

KINDS = ("cpu", "io", "released", "own")
WORKERS = {
    "thread": "threads",
    "process": "processes",
    "interpreter": "interpreters",
    "coroutine": "asyncio",
    "main": "sequential",
}
WAITS = (
    "gil_us",
    "lock_us",
    "io_us",
    "child_us",
    "asleep_us",
    "unseen_us",
    "held_us",
    "held_no_core_us",
    "held_waiting_us",
)
STEP_US = 100_000


def any_run(number: int, writer: SessionWriter | None = None) -> Session:
    """One or two runs of a second or two, one after the other; recorded by `writer`."""
    chance = random.Random(number)
    quota = chance.choice([None, None, 1.5, 2.0])
    machine = made_machine(chance.choice([1, 2, 4]), quota=quota)
    session = Session(machine, clock=lambda: 0, created="2026-01-01T00:00:00Z", writer=writer)
    for one in range(1, chance.choice([1, 1, 2]) + 1):
        _a_run(session, one, chance)
    return session


def _a_run(session: Session, number: int, chance: random.Random) -> None:
    worker = chance.choice(list(WORKERS))
    lanes = 1 if worker == "main" else chance.choice([1, 2, 3, 5])
    kind, gil = chance.choice(KINDS), chance.choice([True, True, False, None])
    asked = session.length_us + chance.choice([0, 100_000, 250_000])
    run = ExactRun(
        session, number=number, asked_us=asked, kind=kind, worker=worker, model=WORKERS[worker], workers=chance.choice([lanes, 4]),
        items=chance.choice([0, 40]), awaitable=chance.random() < 0.5, model_title=WORKERS[worker],
    )  # fmt: skip
    run.phase(asked + 50_000, "imported", python="3.14.2", gil=gil)
    begun, seconds = asked + chance.choice([150_000, 300_000]), chance.choice([0.2, 0.3, 1.0, 2.0])
    ends = begun + int(seconds * 1e6)
    pids = [LAB * number + (lane if worker == "process" else 0) for lane in range(1, lanes + 1)]
    tids = [LAB * number + (0 if worker in ("coroutine", "main") else lane) for lane in range(1, lanes + 1)]
    helpers = chance.choice([0, 0, 1])
    rows = dict.fromkeys((pid, tid, "main" if pid == tid else "worker") for pid, tid in zip(pids, tids, strict=True))
    rows = [*rows, *((LAB * number, LAB * number + 50 + n, "helper") for n in range(helpers))]
    run.who(
        begun - 20_000,
        *rows,
        processes=((LAB * number, 1, "lab"), *((pid, LAB * number, "worker") for pid in set(pids[1:]))),
    )
    shares = [chance.choice([0.0, 0.05, 0.2, 0.25, 0.5, 0.9, 1.0]) for _ in rows]
    short = [chance.choice([0.0, 0.0, 0.1, 0.5]) for _ in rows]
    told = {
        name: [chance.choice([0, 0, 10_000, 20_000, 60_000]) for _ in rows]
        for name in chance.sample(WAITS, chance.choice([0, 3, 9]))
    }
    knows_waits, looked = chance.random() < 0.8, chance.random() < 0.7
    if chance.random() < 0.3:
        session.append(Throttled(begun, 1, 1_000))
    for tick in range(int(seconds * 10) + 2):
        t_us = begun + tick * STEP_US
        clocks = [
            (7_000 + int(share * tick * STEP_US), int(wait * tick * STEP_US))
            for share, wait in zip(shares, short, strict=True)
        ]
        run.sample(t_us, *(clocks if knows_waits else [cpu for cpu, _ in clocks]))
        if looked:
            run.looks(
                t_us,
                [4 * tick] * len(rows),
                **{name: [each * tick for each in column] for name, column in told.items()},
            )
        busy = [chance.choice([0, 50, 300, 950]) for _ in range(session.machine.cores)]
        mine = [each // 2 for each in busy] if chance.random() < 0.7 else []
        session.append(Cores(t_us, STEP_US, busy, mine, sum(busy) // 2))
    for lane in range(1, lanes + 1):
        _a_lane(run, chance, lane, (worker, gil), (pids[lane - 1], tids[lane - 1]), (begun, ends))
    _around(session, number, chance, ends)
    if chance.random() < 0.8:
        status = chance.choice(["done", "done", "done", "failed", "stopped"])
        error = {"message": "no", "item": 3} if status == "failed" else {}
        wall, digest = (ends - asked) / 1e6, f"d{chance.choice([1, 2])}"
        session.append(
            RunEnded(
                ends + chance.choice([0, 40_000]),
                number,
                status,
                {"wall_s": wall, "digest": digest},
                error,
            )
        )


def _a_lane(
    run: ExactRun,
    chance: random.Random,
    lane: int,
    of: tuple[str, bool | None],
    who: tuple[int, int],
    when: tuple[int, int],
) -> None:
    (worker, gil), (pid, tid), (begun, ends) = of, who, when
    item_us = chance.choice([1_000, 9_000, 40_000, 100_000])
    gap_us = chance.choice([0, 50, 51, 1_000])
    share = chance.choice([0.0, 0.1, 0.5, 0.9, 1.0])
    spans, at = [], begun + chance.choice([0, 5_000])
    while at + item_us <= ends and len(spans) < 60:
        flag = 1 if chance.random() < 0.02 else 0
        if worker == "coroutine":
            spans.append((len(spans), at, at + item_us // 10, int(share * item_us) // 10, 2))
            spans.append((len(spans), at + item_us // 2, at + item_us // 2 + 500, 0, 3))
        spans.append((len(spans), at, at + item_us, int(share * item_us), flag))
        at += item_us + gap_us
    whole = [each for each in spans if each[4] < 2]
    if spans:
        run.spans(max(each[2] for each in spans), lane, *spans)
    cpu = sum(each[3] for each in whole)
    run.lane(
        lane, begun, whole[-1][2] if whole else begun, kind=worker, pid=pid, tid=tid, gil=gil, items=len(whole), read_us=ends,
        wall_us=sum(each[2] - each[1] for each in whole), cpu_us=cpu, thread_cpu_us=(1_000, 1_000 + cpu),
        lost=chance.choice([(0, 0), (0, 0), (2, 0), (0, 3)]), ended=chance.random() < 0.3,
        current=(99, at) if chance.random() < 0.3 and at < ends else (-1, 0),
    )  # fmt: skip


def _around(session: Session, number: int, chance: random.Random, t_us: int) -> None:
    """What is told beside lanes and samples."""
    for event, likely in (
        (
            Awaits(
                t_us,
                number,
                300_000,
                lock_us=chance.choice([0, 200_000]),
                asleep_us=chance.choice([0, 900_000]),
                other_us=50_000,
            ),
            0.3,
        ),
        (HiddenCpu(t_us, number, chance.choice([100_000, 700_000])), 0.3),
        (Throttled(t_us, 9, 400_000), 0.3),
        (OwnUsage(t_us, chance.choice([20, 700]), 10), 0.6),
        (Memory(t_us, number, [5 << 20, 7 << 20], chance.choice([[], [4 << 20, 6 << 20]]), []), 0.5),
        (Progress(t_us, number, 30, 40, "so far", (5, 4), [(0, 1, "0f"), (1, 2, "3c")], [1.0, 2.0]), 0.4),
        (Library(t_us, number, "OpenBLAS", chance.choice([1, 2, 4]), "OPENBLAS_NUM_THREADS"), 0.2),
        (Places(t_us, number, 40, [("work.py line 31, in job()", 30)]), 0.3),
        (Standstill(t_us, number, 3, "No item has ended for 10 s."), 0.1),
        (Missing(t_us, "memory", "no rights"), 0.2),
        (Note(t_us, "Four threads"), 0.3),
        (Chapter(t_us, "Look"), 0.3),
    ):
        if chance.random() < likely:
            session.append(event)


def any_program(number: int, writer: SessionWriter | None = None) -> Session:
    """A watched program of some threads and processes, for four seconds or for more than two minutes; recorded by `writer`."""
    chance = random.Random(1_000 + number)
    session = Session(
        made_machine(chance.choice([1, 2, 4])),
        clock=lambda: 0,
        created=f"2026-01-0{1 + number % 9}T00:00:00Z",
        writer=writer,
    )
    session.append(Source(0, "watch", lanes=False))
    begun = chance.choice([0, 200_000])
    session.append(
        RunStarted(
            begun,
            1,
            {"title": chance.choice(["a.py", "b.py"]), "task": "watch", "model": chance.choice(["", "attach"])},
        )
    )
    processes = chance.choice([1, 2, 3])
    threads = [
        (70 + p, 70 + p if n == 0 else 100 * p + n)
        for p in range(1, processes + 1)
        for n in range(chance.choice([1, 2, 5]))
    ]
    session.append(
        ProcessTable(begun, 1, [(pid, tid, "main" if pid == tid else "helper", 0) for pid, tid in threads],
                     [(70 + p, 1 if p == 1 else 71, "lab" if p == 1 else "child") for p in range(1, processes + 1)])
    )  # fmt: skip
    session.append(ThreadNames(begun, 1, [(pid, tid, f"worker-{tid}") for pid, tid in threads if tid % 3]))
    step = chance.choice([500_000, 10_000_000])
    shares = [chance.choice([0.0, 0.02, 0.1, 0.5, 0.9]) for _ in threads]
    short = [chance.choice([0.0, 0.1, 0.3]) * (1 - share) for share in shares]
    waits = {
        name: [chance.choice([0.0, 0.1, 0.25, 0.6, 1.0]) for _ in threads]
        for name in chance.sample(WAITS, chance.choice([2, 5, 9]))
    }
    for half in range(1, 15):
        t = begun + half * step
        passed = t - begun
        session.append(States(t, 1, [0] * len(threads), [20 * half] * len(threads), **{
            name: [int(round(share * passed, -3)) for share in column] for name, column in waits.items()}))  # fmt: skip
        if chance.random() < 0.3:
            pid, tid = chance.choice(threads)
            session.append(Targets(t, 1, [(pid, tid, chance.choice(["pipe → process 71", "file data.db", "socket"]))]))
        session.append(
            Threads(
                t,
                1,
                [int(round(share * passed, -3)) for share in shares],
                [int(round(wait * passed, -3)) for wait in short],
                [0] * len(threads),
            )
        )
        session.append(
            Cores(
                t,
                min(step, 500_000),
                [chance.choice([100, 700])] * session.machine.cores,
                [50] * session.machine.cores,
                100,
            )
        )
        if chance.random() < 0.2:
            session.append(
                Asks(
                    t,
                    1,
                    step,
                    [(*threads[0], chance.choice([1_000, step // 2]), 3_000, chance.choice([0, 900_000]), 10, 0)],
                )
            )
    session.append(HiddenCpu(t, 1, chance.choice([0, 3_000_000])))
    session.append(Throttled(t, chance.choice([0, 9]), 900_000))
    session.append(CodeLines(t, 1, [(*threads[0], "server.py:31 crunch")]))
    if chance.random() < 0.6:
        session.append(RunEnded(t, 1, chance.choice(["done", "stopped"])))
    return session
