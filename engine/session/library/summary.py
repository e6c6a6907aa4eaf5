"""What a recording holds, without opening it: header, runs, studies, chapters and length, read in one pass over its lines.

Only the few lines that say it are decoded, so that a list of twenty recordings is there at once. What was found is kept
beside the recordings (`Summaries`) and read again only if a file has changed.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from ...model.numbers import MAX_US
from ...model.run_facts import Result
from ...model.study_facts import Compared, Swept
from ...text.printable import printable
from ..events import Chapter, Difference, Machine, RunEnded, RunStarted, Study
from ..events.sanitize import sanitized
from ..file.checksum import opened
from ..file.file_pieces import DAMAGE, Faults, SessionFileError, chunks_of, header_of, pieces_of
from ..memory.sorted_events import standing

CACHE = "summaries.json"
SHOWN_RUNS = 200
LEAP_US = 60_000_000
_TIME = re.compile(rb'\["([a-z]{1,20})",(\d{1,18})')
_TOLD = {b"run", b"end", b"chapter", b"study", b"difference"}
_STEPS = re.compile(rb'\["study",\d+,\d+,"[a-z]{1,20}","(?!ended")')
"""What of a study is passed over: all but its end, which has the whole result."""
Told = RunStarted | RunEnded | Chapter | Study | Difference
_DECODER = msgspec.json.Decoder(Told)


class RunLine(msgspec.Struct, frozen=True, array_like=True):
    """One run, in a few words."""

    run: int
    t_us: int
    title: str
    model: str
    workers: int
    status: str
    """`done`, `failed`, `stopped`, or '' if its end isn't there."""
    wall_s: float | None = None
    cores_used: float | None = None


class StudyLine(msgspec.Struct, frozen=True, array_like=True):
    """The end of a study, in a few words."""

    kind: str
    """`compare`, `sweep` or `differences`."""
    t_us: int
    task: str
    """'' for the table of differences."""
    rows: int
    """Models or worker counts measured, or cells of the table."""


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """What one recording holds."""

    name: str
    """The file's name."""
    size_bytes: int
    changed_ns: int
    created: str = ""
    machine: Machine | None = None
    length_us: int = 0
    runs: tuple[RunLine, ...] = ()
    chapters: tuple[tuple[int, str], ...] = ()
    """(session time, title) of the chapters that were set, without those that runs make."""
    notice: str = ""
    """'' or one line: what is wrong with the file."""
    more_runs: int = 0
    """How many there are beyond `runs`, which ends at `SHOWN_RUNS` …"""
    more_chapters: int = 0
    """… and beyond `chapters`."""
    studies: tuple[StudyLine, ...] | None = None
    """Those that have come to a result; None in what an older version has remembered of the file."""


def summary(path: Path) -> Summary:
    """Read what the file holds. Never raises: what can't be read is said in `notice`."""
    blank = Summary(path.name, 0, 0)
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(file, "rb") as stream:
            facts = os.fstat(file)
            blank = Summary(path.name, facts.st_size, facts.st_mtime_ns)
            if not stat.S_ISREG(facts.st_mode):
                return msgspec.structs.replace(blank, notice="not a file")
            return _scan(path.name, stream, blank)
    except SessionFileError as error:
        return msgspec.structs.replace(blank, notice=str(error))
    except OSError as error:
        return msgspec.structs.replace(blank, notice=f"{path.name} can't be read: {error.strerror or error}")


def _scan(name: str, stream: BinaryIO, blank: Summary) -> Summary:
    faults = Faults()
    lines = chain.from_iterable(pieces_of(chunks_of(stream, faults), faults))
    header = header_of(name, next(lines, b""))
    length, told = _sifted(lines)
    started = {event.run: event for event in told if isinstance(event, RunStarted)}
    ended = {event.run: event for event in told if isinstance(event, RunEnded)}
    set_here = standing([event for event in told if isinstance(event, Chapter)])
    chapters = sorted((event.t_us, printable(event.title[:200])) for event in set_here)
    return msgspec.structs.replace(
        blank,
        created=printable(header.created[:40]),
        machine=sanitized(header.machine),
        length_us=length,
        runs=tuple(run_line(event, ended.get(event.run)) for event in list(started.values())[:SHOWN_RUNS]),
        chapters=tuple(chapters[:SHOWN_RUNS]),
        notice=faults.stopped or ("the compressed file is cut off or damaged" if faults.gzip else ""),
        more_runs=max(0, len(started) - SHOWN_RUNS),
        more_chapters=max(0, len(chapters) - SHOWN_RUNS),
        studies=tuple(_studies(told)[-SHOWN_RUNS:]),
    )


def _studies(told: Iterable[Told]) -> list[StudyLine]:
    """Comparisons and sweeps that have ended with a figure, and the table of differences as far as it was measured."""
    found: list[StudyLine] = []
    cells: set[tuple[str, str]] = set()
    for event in told:
        if isinstance(event, Study) and isinstance(event.facts, Compared | Swept):
            rows = sum(row.wall_s is not None for row in event.facts.rows)
            if rows:
                found.append(StudyLine(event.kind, event.t_us, printable(event.facts.task[:100]), rows))
        elif isinstance(event, Difference) and event.state == "done":
            cells.add((event.name, event.column))
            found = [each for each in found if each.kind != "differences"]
            found.append(StudyLine("differences", event.t_us, "", len(cells)))
    return found


def _sifted(lines: Iterable[bytes]) -> tuple[int, list[Told]]:
    """The latest time of all lines, and the events that tell what happened."""
    length, told = 0, list[Told]()
    for line in lines:
        begun = _TIME.match(line)
        if begun is None:
            continue
        kind, t_us = begun[1], int(begun[2])
        if kind == b"concviz":
            continue
        if kind in _TOLD and not _STEPS.match(line):
            try:
                told.append(_DECODER.decode(opened(line) or b""))
            except DAMAGE:
                continue
        if t_us - length < LEAP_US or (t_us < MAX_US and opened(line) is not None):  # else a damaged line
            length = max(length, t_us)
    return length, told


def run_line(started: RunStarted, ended: RunEnded | None) -> RunLine:
    """A run as a line."""
    plan, result = started.plan, ended.result if ended is not None else Result()
    return RunLine(
        started.run,
        started.t_us,
        printable(plan.task_title[:100]),
        printable(plan.title_of_model[:100]),
        plan.workers,
        ended.status if ended is not None else "",
        result.wall_s,
        result.cores_used,
    )


class Summaries:
    """Summaries of the files of one folder, kept in that folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / CACHE
        self._known = {each.name: each for each in self._read()}

    def of(self, paths: Iterable[Path]) -> dict[Path, Summary]:
        """The summary of each file that is there; reads those that have changed, and remembers."""
        found: dict[Path, Summary] = {}
        fresh = False
        for path in paths:
            try:
                facts = path.stat()
            except OSError:
                continue
            known = self._known.get(path.name)
            if (
                known is None
                or known.studies is None
                or (known.size_bytes, known.changed_ns) != (facts.st_size, facts.st_mtime_ns)
            ):
                known, fresh = summary(path), True
            found[path] = known
        if fresh or len(found) != len(self._known):
            self._known = {each.name: each for each in found.values()}
            self._write()
        return found

    def _read(self) -> list[Summary]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=list[Summary])
        except (OSError, msgspec.DecodeError, RecursionError):
            return []

    def _write(self) -> None:
        """Only a convenience: where it can't be written, files are read again the next time."""
        beside = self._file.with_name(f".{CACHE}.{os.getpid()}.part")
        with contextlib.suppress(OSError):
            beside.write_bytes(msgspec.json.encode(list(self._known.values())))
            os.replace(beside, self._file)
