"""Made-up sessions for the tests of the session: small, seeded, with every kind of event."""

from __future__ import annotations

import random

from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session

CORES = 3
MACHINE = e.Machine("Linux 6.18 x86_64", "A processor", CORES, 2, (0, 1, 2), None, 3.0, 1 << 30, "3.14.2")


def session(writer=None) -> Session:
    """An empty session whose clock stands at 5 s."""
    return Session(MACHINE, clock=lambda: 5_000_000_000, created="2026-11-22T14:10:05Z", writer=writer)


def lane_totals(t_us, lane, items, run=1, **more) -> e.LaneTotals:
    fields = {
        "wall_us": items * 2_000,
        "cpu_us": items * 1_900,
        "thread_cpu_first_us": 70,
        "thread_cpu_last_us": 70 + items * 1_950,
        "first_us": 40_000 + lane,
        "last_us": max(40_000 + lane, t_us - 300),
        "dropped": 0,
        "thinned": 0,
        "current_item": items + 1,
        "current_start_us": max(40_000 + lane, t_us - 290),
        "ended": False,
    }
    return e.LaneTotals(t_us, run, lane, items, **(fields | more))


def spans(t_us, lane, rows, run=1) -> e.Spans:
    """`rows`: (item, start, wall, cpu, core, flag)."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in range(6))
    return e.Spans(t_us, run, lane, *map(list, columns))


def made_up(seed: int, ticks: int = 60) -> list[e.Event]:
    """A run of three lanes, 20 ticks a second, with everything that can be in a session."""
    random_ = random.Random(seed)
    log: list[e.Event] = [
        e.Missing(0, "pss", "The system has no PSS."),
        e.RunStarted(10, 1, {"task": "pi", "workers": 3}),
        e.Phase(20, 1, "asked"),
        e.Phase(900, 1, "imported", {"pid": 71, "gil": True}),
        e.Chapter(1_000, "Begin"),
    ]
    lanes = {1: 40_000, 2: 41_000, 3: 300_000}
    log += [e.LaneOpened(start, 1, lane, "thread", 71, 70 + lane, True) for lane, start in lanes.items()]
    cpu = [0, 0, 0, 0]
    item, done = 0, dict.fromkeys(lanes, 0)
    for tick in range(1, ticks + 1):
        t_us = 40_000 + tick * 50_000 + random_.randrange(900)
        for lane in lanes:
            rows, at = [], lanes[lane]
            while at < t_us - 400:
                wall = random_.choice((2_000, 2_100, 17_000, 160_000))
                rows.append((item, at, wall, min(wall, 1_900), random_.randrange(-1, 3), int(random_.random() < 0.02)))
                item, done[lane], at = item + 1, done[lane] + 1, at + wall + random_.randrange(9)
            rows = [row for row in rows if row[1] + row[2] <= t_us]
            lanes[lane] = max([lanes[lane], *(row[1] + row[2] for row in rows)])
            if rows:
                log.append(spans(t_us, lane, rows))
            log.append(lane_totals(t_us, lane, done[lane]))
        if tick % 2:
            late = max(0, t_us - random_.randrange(700_000)) if random_.random() < 0.1 else t_us
            busy = [random_.randrange(1001) for _ in range(CORES)]
            run = [random_.randrange(share + 1) for share in busy]
            log.append(e.Cores(late, 100_000, busy, random_.choice((run, [])), random_.randrange(900)))
            if tick in (1, 31):
                width = 3 if tick == 1 else 4
                rows = [(71, 71, "main", 1), *((71, 71 + n, "worker", n + 1) for n in range(1, width))]
                log.append(e.ProcessTable(t_us - 1, 1, rows, [(71, 1, "lab")]))
            cpu = [total + random_.randrange(50_000) for total in cpu]
            wait = [total // 3 for total in cpu]
            log.append(e.Threads(t_us, 1, cpu[:width], wait[:width], [random_.randrange(3)] * width))
            gil, none = [total // 4 for total in cpu[:width]], []
            log.append(e.States(t_us, 1, [2] * width, [tick] * width, gil, none, [tick] * width, none, none, none, gil))
            cells = [(item, random_.randrange(40), "0af")] if random_.random() < 0.7 else []
            log.append(e.Progress(t_us, 1, item, 900, f"π ≈ {item}", (6, 7), cells, [0.5, tick / 7]))
        if tick % 20 == 0:
            log.append(e.Memory(t_us, 1, [1 << 20], [], [tick], [3]))
            log.append(e.OwnUsage(t_us, 21, 4))
            log.append(e.Throttled(t_us, tick, tick * 900))
            log.append(e.Output(t_us, 1, f"line {tick}\n"))
            log.append(e.Note(t_us, "Look here"))
    end = log[-1].t_us + 900
    log += [lane_totals(end, lane, done[lane], current_item=-1, ended=True) for lane in lanes]
    log.append(e.RunEnded(end + 10, 1, "done", {"cores_used": 1.02}, {}))
    return log


def recorded(path, events) -> tuple[Session, Session]:
    """The session that lived, and the one read back from its file."""
    writer = SessionWriter(path)
    live = session(writer)
    for event in events:
        live.append(event)
    live.close()
    assert writer.stopped == ""
    return live, load(path)


def told(session: Session, t_us: int | None, run: int = 1) -> dict[str, object]:
    """Everything that a session tells at one play head, comparable."""
    spans_ = session.spans(run, None, None, t_us)
    painted = session.picture(run, t_us)
    return {
        "spans": sorted(zip(*(getattr(spans_, name).tolist() for name in spans_.__slots__), strict=True)),
        "nodes": [_told_of_node(session, t_us, run, node) for node in (0, 1, 2)],
        "picture": None if painted is None else [part.tolist() for part in painted],
        "totals": session.totals(run, t_us),
        "small": [getattr(session, name)(t_us) for name in ("runs", "run_at", "own", "missing", "chapters", "notes")],
        "run": [
            *(getattr(session, name)(run, t_us) for name in ("run_end", "phases", "lanes")),
            session.latest(e.Progress, run, t_us),
            session.output(run, t_us),
        ],
        "throttled": session.between(e.Throttled, None, 0, 1 << 50 if t_us is None else t_us),
    }


def _told_of_node(session: Session, t_us: int | None, run: int, node: int) -> dict[str, object]:
    cores, threads = session.cores(None, t_us, node), session.threads(run, None, t_us, node)
    states = session.states(run, None, t_us, node)
    return {
        "cores": [column.tolist() for column in (cores.t_us, cores.dt_us, cores.busy, cores.run, cores.run_total)],
        "split": cores.split_known,
        "threads": [getattr(threads, name).tolist() for name in ("t_us", "pid", "tid", "core")],
        "states": [column.tolist() for column in (states.t_us, states.pid, states.tid, states.values)],
        "who": [session.who(run, t_us, node), *session.who_history(run, t_us, node)],
        "memory": session.memory(run, t_us, node),
    }
