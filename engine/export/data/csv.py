"""A session as a folder of tidy tables: one row an observation, one column a quantity, units in the names.

All times are session seconds, so rows of different tables can be joined. Text that a spreadsheet would run as a formula
gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from ...analysis.build import lane_names
from ...analysis.run.result import result
from ...session.events import LaneOpened
from ...session.memory.columns import rows_of
from ...session.memory.log import Session
from ..film.grid import readable
from ..options import Options, bounds_us
from ..progress import Progress, never_cancel, tell
from ..whole_files import whole_folder
from .csv_columns import KINDS, RUN_FACTS, TABLES, readme
from .study_tables import differences, studies

Rows = Iterator[tuple[Any, ...]]
STEP = 20_000
"""Rows between two reports of progress."""
FORMULA = tuple("=+-@＝＋－＠")
"""Some take these for what they look like; and white space before them, tabs too, for nothing."""
LONGEST = 20_000


def write_csv(session: Session, path: Path, options: Options | None = None, progress: Progress = never_cancel) -> None:
    """Write the tables and a README with their columns into the folder `path`.

    Raises:
        ExportError: the folder holds something already, or can't be written.
        ExportCancelled: `progress` said no.
    """
    options = options or Options()
    t0_us, t1_us = bounds_us(options, session.length_us)
    makers: dict[str, Callable[[Session, int, int], Rows]] = {
        "samples": samples,
        "totals": totals,
        "threads": threads,
        "spans": spans,
        "runs": runs,
        "studies": lambda session, _t0_us, t1_us: studies(session, t1_us, _text),
        "differences": lambda session, _t0_us, t1_us: differences(session, t1_us, _text),
        "chapters": chapters,
    }
    with whole_folder(path, ours=_ours, force=options.force) as beside:
        for number, (name, make) in enumerate(makers.items()):
            header = [column for column, _ in TABLES[name]]
            with (beside / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header)
                writer.writerows(_counted(make(session, t0_us, t1_us), progress, number, len(makers)))
        (beside / "README.md").write_text(readme(session), encoding="utf-8", newline="\n")
    tell(progress, len(makers), len(makers))


def _ours(folder: Path) -> bool:
    known = {f"{name}.csv" for name in TABLES} | {"README.md"}
    return {entry.name for entry in folder.iterdir()} <= known


def _counted(rows: Rows, progress: Progress, done: int, total: int) -> Rows:
    for number, row in enumerate(rows):
        if number % STEP == 0:
            tell(progress, done, total)
        yield row


def _s(us: float) -> float:
    return us / 1e6


def _seconds(column: Iterable[int]) -> list[float]:
    return (np.asarray(column, np.int64) / 1e6).tolist()


def _text(text: Any) -> str:
    """Text for a cell: safe to show, and never a formula."""
    clean = "".join(readable(character) for character in str(text)[:LONGEST])
    return f"'{clean}" if clean.lstrip().startswith(FORMULA) else clean


def _known(value: float) -> float | str:
    return "" if value < 0 else value


# -------------------------------------------------------------------- the tables


def samples(session: Session, t0_us: int, t1_us: int) -> Rows:
    """One row a core and sample."""
    columns = session.cores(t0_us, t1_us)
    split = columns.split_known
    for t_s, dt_s, busy, run in zip(
        _seconds(columns.t_us), _seconds(columns.dt_us), columns.busy, columns.run, strict=True
    ):
        for core, (all_of_it, ours) in enumerate(zip(busy.tolist(), run.tolist(), strict=True)):
            yield t_s, dt_s, core, round(all_of_it, 3), round(ours, 3) if split else ""


def totals(session: Session, t0_us: int, t1_us: int) -> Rows:
    """One row a sample, all cores together."""
    columns = session.cores(t0_us, t1_us)
    times = zip(_seconds(columns.t_us), _seconds(columns.dt_us), strict=True)
    for (t_s, dt_s), busy, ours in zip(times, columns.busy.sum(axis=1), columns.run_total, strict=True):
        yield t_s, dt_s, round(float(busy), 3), round(float(ours), 3)


def threads(session: Session, t0_us: int, t1_us: int) -> Rows:
    """One row a thread and sample."""
    for started in session.runs(t1_us):
        roles = {
            (pid, tid): (_text(role), lane)
            for who in session.who_history(started.run)
            for pid, tid, role, lane in who.rows
        }
        samples = session.run_log(started.run).threads
        pieces = samples[0].by_minute(t0_us, t1_us) if 0 in samples else ()
        for row in chain.from_iterable(map(rows_of, pieces)):
            t_us, pid, tid, cpu_us, wait_us, core = row
            role, lane = roles.get((pid, tid), ("", 0))
            waited = _s(wait_us) if wait_us >= 0 else ""
            yield started.run, _s(t_us), pid, tid, role, lane or "", _s(cpu_us), waited, _known(core)


def spans(session: Session, t0_us: int, t1_us: int) -> Rows:
    """One row a span."""
    for started in session.runs(t1_us):
        opened = {lane.lane: (_text(name), lane) for lane, name in named_lanes(session, started.run)}
        for row in rows_of(session.spans(started.run, None, t0_us, t1_us)):
            lane, item, start_us, end_us, cpu_us, core, flag = row
            name, who = opened.get(lane, ("", None))
            pid, tid = (who.pid, who.tid) if who else ("", "")
            times = _s(start_us), _s(end_us), _s(end_us - start_us), _s(cpu_us)
            yield started.run, lane, name, pid, tid, item, *times, _known(core), KINDS.get(flag, flag)


def named_lanes(session: Session, run: int) -> list[tuple[LaneOpened, str]]:
    """The run's lanes with the names that the screen gives them."""
    lanes = session.lanes(run)
    return list(zip(lanes, lane_names([lane.kind for lane in lanes]), strict=True))


def runs(session: Session, t0_us: int, t1_us: int) -> Rows:
    """One row a run."""
    for started in session.runs(t1_us):
        end = session.run_end(started.run)
        if end is not None and end.t_us < t0_us:
            continue
        told = result(session, started.run)
        yield (
            started.run,
            _s(started.t_us),
            _s(end.t_us) if end else "",
            end.status if end else "running",
            *(_field(getattr(told, name)) for name, _ in RUN_FACTS),
            *(round(share, 4) for share in told.ledger.shares.values()),
            told.ledger.looks,
            " ".join(told.ledger.inferred),
        )


def _field(value: Any) -> Any:
    if value is None:
        return ""
    return _text(value) if isinstance(value, str) else value


def chapters(session: Session, t0_us: int, t1_us: int) -> Rows:
    """One row a chapter or note."""
    marks = [(chapter.t_us, "chapter", chapter.title) for chapter in session.chapters(t1_us)]
    marks += [(note.t_us, "note", note.text) for note in session.notes(t1_us)]
    for t_us, kind, text in sorted(marks):
        if t_us >= t0_us:
            yield _s(t_us), kind, _text(text)
