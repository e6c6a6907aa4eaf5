"""A session in the Trace Event format, for Perfetto (ui.perfetto.dev) and chrome://tracing.

A worker's items are complete events (`X`) on its own process and thread. Coroutines share one thread and overlap, which
complete events must not: each coroutine gets a track of its own beside it. What belongs to no process of the run (cores,
runs, chapters) stands in a process called "machine", whose number no system gives to a real one. Times are
microseconds since the session began.

The format: "Trace Event Format", a design document of the Chromium project.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ...session.events import LaneOpened
from ...session.memory.columns import rows_of
from ...session.memory.log import Session
from ..film.grid import one_line
from ..options import Options, bounds_us
from ..progress import Progress, never_cancel, tell
from ..whole_files import whole_file
from .csv import named_lanes
from .csv_columns import KINDS
from .trace_threads import Args, TraceEvent, trace_events

MACHINE = 10_000_000
"""Number of the process "machine": above the largest that Linux gives."""
TRACKS = 20_000_000
"""Numbers of the coroutines' tracks begin here."""
STEP = 20_000
LONGEST = 300


def write_trace(
    session: Session, path: Path, options: Options | None = None, progress: Progress = never_cancel
) -> None:
    """Write the session as trace events; gzipped, but for a file that ends in `.json`.

    Raises:
        ExportError: the file exists or can't be written.
        ExportCancelled: `progress` said no.
    """
    options, plain = options or Options(), path.suffix.lower() == ".json"
    with whole_file(path, force=options.force) as beside, beside.open("wb") as raw:
        sink = raw if plain else gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0)
        with sink, io.TextIOWrapper(sink, "utf-8", newline="\n") as file:
            _write(session, file, options, progress)
    tell(progress, 1, 1)


def _write(session: Session, file: io.TextIOWrapper, options: Options, progress: Progress) -> None:
    t0_us, t1_us = bounds_us(options, session.length_us)
    about = {"program": "concviz", "recorded": session.created, "machine": session.machine.system}
    file.write(f'{{"displayTimeUnit":"ms","otherData":{_json(about)},"traceEvents":[\n')
    expected = sum(len(session.spans(started.run, None, t0_us, t1_us)) for started in session.runs(t1_us))
    for number, event in enumerate(events(session, t0_us, t1_us)):
        if number % STEP == 0:
            tell(progress, min(number, expected), expected + 1)
        file.write((",\n" if number else "") + _json(event))
    file.write("\n]}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def events(session: Session, t0_us: int, t1_us: int) -> Iterator[TraceEvent]:
    """All events, names first."""
    yield _name("process_name", MACHINE, 0, "machine")
    yield {"ph": "M", "name": "process_sort_index", "pid": MACHINE, "tid": 0, "ts": 0, "args": {"sort_index": -1}}
    yield _name("thread_name", MACHINE, 1, "runs")
    for started in session.runs(t1_us):
        lanes = named_lanes(session, started.run)
        tracks = {lane.lane: track(lane) for lane, _ in lanes}
        yield from _names(session, started.run, lanes)
        yield from _run(session, started.run, t0_us, t1_us)
        yield from _phases(session, started.run, t0_us, t1_us)
        yield from _spans(session, started.run, tracks, t0_us, t1_us)
        if not session.source().lanes:
            yield from trace_events(session, started.run, t0_us, t1_us)
    yield from _cores(session, t0_us, t1_us)
    for t_us, kind, text in _marks(session, t1_us):
        if t_us >= t0_us:
            yield _instant(kind, one_line(text, LONGEST) or kind, t_us, MACHINE, 1, "g")


def track(lane: LaneOpened) -> tuple[int, int]:
    """(pid, tid) under which a lane is shown."""
    return lane.pid, TRACKS + lane.lane if lane.kind == "coroutine" else lane.tid


def _name(kind: str, pid: int, tid: int, name: str) -> TraceEvent:
    return {"ph": "M", "name": kind, "pid": pid, "tid": tid, "ts": 0, "args": {"name": name}}


def _names(session: Session, run: int, lanes: list[tuple[LaneOpened, str]]) -> Iterator[TraceEvent]:
    processes: dict[int, str] = {lane.pid: "lab" if lane.kind != "process" else "worker" for lane, _ in lanes}
    threads: dict[tuple[int, int], str] = {}
    for who in session.who_history(run):
        processes |= {pid: role for pid, _, role in who.processes}
        threads |= {(pid, tid): role for pid, tid, role, _ in who.rows}
    threads |= {track(lane): name for lane, name in lanes}
    yield from (_name("process_name", pid, 0, f"{role} (run {run})") for pid, role in processes.items())
    yield from (_name("thread_name", pid, tid, name) for (pid, tid), name in threads.items())


def _run(session: Session, run: int, t0_us: int, t1_us: int) -> Iterator[TraceEvent]:
    started = next(one for one in session.runs(t1_us) if one.run == run)
    end = session.run_end(run)
    first, last = max(started.t_us, t0_us), min(end.t_us if end else session.length_us, t1_us)
    if last < first:
        return
    plan = started.plan
    name = f"{plan.model or 'run'} · {plan.task}" if session.source().lanes else plan.task_title
    asked = {name: value for name, value in msgspec.to_builtins(plan).items() if isinstance(value, str | int | float)}
    args = {"run": run, "status": end.status if end else "running", **asked}
    yield _complete(one_line(name, LONGEST), "run", first, last - first, MACHINE, 1, args)


def _phases(session: Session, run: int, t0_us: int, t1_us: int) -> Iterator[TraceEvent]:
    phases = session.phases(run, t1_us)
    pid = next((phase.facts.pid for phase in phases if phase.facts.pid is not None), MACHINE)
    for phase in phases:
        if phase.t_us >= t0_us:
            tid = 1 if pid == MACHINE else pid
            yield _instant("phase", one_line(phase.name, LONGEST), phase.t_us, pid, tid, "p")


def _spans(
    session: Session, run: int, tracks: dict[int, tuple[int, int]], t0_us: int, t1_us: int
) -> Iterator[TraceEvent]:
    for row in rows_of(session.spans(run, None, t0_us, t1_us)):
        lane, item, start_us, end_us, cpu_us, core, flag = row
        pid, tid = tracks.get(lane, (MACHINE, TRACKS + lane))
        args = {"item": item, "cpu_us": cpu_us} | ({"core": core} if core >= 0 else {})
        name = KINDS[flag] if flag in (2, 3) else f"item {item}"
        yield _complete(name, KINDS.get(flag, "item"), start_us, max(end_us - start_us, 0), pid, tid, args)


def _cores(session: Session, t0_us: int, t1_us: int) -> Iterator[TraceEvent]:
    """A counter holds from its moment on, and a sample speaks of the time before it: so it is put at its beginning."""
    columns = session.cores(t0_us, t1_us)
    shown: dict[str, dict[str, float]] = {}
    rows = zip(columns.t_us.tolist(), columns.dt_us.tolist(), columns.busy, columns.run, columns.run_total, strict=True)
    for t_us, dt_us, busy, run, total in rows:
        at = max(t_us - dt_us, 0)
        values = {"cores used": {"this run": round(float(total), 2)}}
        for core, (all_of_it, ours) in enumerate(zip(busy.tolist(), run.tolist(), strict=True)):
            values[f"core {core}"] = {"this run": round(ours * 100), "rest": round((all_of_it - ours) * 100)}
        for name, args in values.items():
            if shown.get(name) != args:
                shown[name] = args
                yield {"ph": "C", "name": name, "pid": MACHINE, "tid": 0, "ts": at, "args": args}


def _marks(session: Session, t1_us: int) -> list[tuple[int, str, str]]:
    chapters = [(chapter.t_us, "chapter", chapter.title) for chapter in session.chapters(t1_us)]
    return sorted(chapters + [(note.t_us, "note", note.text) for note in session.notes(t1_us)])


def _complete(name: str, cat: str, ts: int, dur: int, pid: int, tid: int, args: Args) -> TraceEvent:
    return {"ph": "X", "name": name, "cat": cat, "ts": ts, "dur": dur, "pid": pid, "tid": tid, "args": args}


def _instant(cat: str, name: str, ts: int, pid: int, tid: int, scope: str) -> TraceEvent:
    return {"ph": "i", "name": name, "cat": cat, "ts": ts, "pid": pid, "tid": tid, "s": scope, "args": {}}
