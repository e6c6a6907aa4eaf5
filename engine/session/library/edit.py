"""Cutting a session shorter, and putting two together, always into a new file that appears whole or not at all.

A run is kept whole or not at all: what is known of half a run (when its workers were asked for, how long it took) would be
wrong about the other half. So a cut inside of a run moves to the run's edge.
"""

from __future__ import annotations

import errno
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from ...model import study_facts
from ..events import Cores, Event, LaneTotals, Missing, Spans, Study
from ..file.codec import Encoder
from ..file.reader import load
from ..file.replay_events import events_of
from ..file.writer import SessionWriter, compress_file
from ..memory.log import Session
from .find import living
from .names import KeepError

GAP_US = 1_000_000
"""Between the sessions that are joined."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a session that is kept, in its own µs."""

    from_us: int
    until_us: int
    runs: tuple[int, ...]


def cut_at(session: Session, from_us: int, until_us: int) -> Cut:
    """The part that is kept if these are the wishes: widened to whole runs.

    Raises:
        KeepError: nothing is left.
    """
    until_us = min(until_us, session.length_us)
    if not 0 <= from_us < until_us:
        raise KeepError(f"that part lies outside of the session, which is {session.length_us / 1e6:g} s long")
    inside: list[int] = []
    first, last = from_us, until_us
    for started in session.runs():
        end = session.run_ending(started.run)
        over_us = end.t_us if end is not None else session.length_us
        if started.t_us < until_us and over_us > from_us:
            inside.append(started.run)
            first, last = min(first, started.t_us), max(last, over_us)
    return Cut(first, last, tuple(inside))


def trim(source: Path, target: Path, from_us: int, until_us: int, *, whole: Callable[..., Any]) -> Cut:
    """Write the part of `source` from one session time to another as a session of its own.

    `whole` is a context manager that gives a path to write to and puts the file into the target's place at the end
    (`export.files.whole_file`). Source and target may be the same file.

    Raises:
        SessionFileError: the source is no session.
        KeepError: nothing is left, or it can't be written.
    """
    session = load(source)
    cut = cut_at(session, from_us, until_us)
    _write(target, session, (shifted(event, -cut.from_us) for event in part(session, cut)), whole)
    return cut


def part(session: Session, cut: Cut) -> Iterator[Event]:
    """The events of the part; what the machine can't tell belongs to every part."""
    for event in events_of(session):
        run = getattr(event, "run", None)
        if run is not None:
            if run in cut.runs:
                yield event
        elif isinstance(event, Missing) and event.t_us < cut.from_us:
            yield msgspec.structs.replace(event, t_us=cut.from_us)
        elif cut.from_us <= _begin_us(event) and event.t_us <= cut.until_us:  # pyright: ignore[reportAttributeAccessIssue]
            yield event


def _begin_us(event: Any) -> int:
    """When what the event speaks of began."""
    return event.t_us - event.dt_us if isinstance(event, Cores) else event.t_us


def join(sources: Iterable[Path], target: Path, *, whole: Callable[..., Any]) -> int:
    """Write several sessions of one machine as one, one after the other; returns its length in µs.

    Raises:
        SessionFileError: a source is no session.
        KeepError: they come from different machines, or it can't be written.
    """
    sessions = [load(source) for source in sources]
    first = sessions[0]
    for other in sessions[1:]:
        if _machine(other) != _machine(first):
            raise KeepError("sessions of different machines can't be joined: every number belongs to its machine")
    length = sum(session.length_us for session in sessions) + GAP_US * (len(sessions) - 1)
    _write(target, first, _one_after_another(sessions), whole)
    return length


def _machine(session: Session) -> tuple[object, ...]:
    machine = session.machine
    return machine.cpu, machine.cores, machine.physical_cores, machine.system.split(" ")[0]


def _one_after_another(sessions: Iterable[Session]) -> Iterator[Event]:
    by_us = runs = studies = 0
    said: set[str] = set()
    for session in sessions:
        last_study = 0
        for event in events_of(session):
            if isinstance(event, Study):
                last_study = max(last_study, event.study)
            if isinstance(event, Missing) and event.what in said:
                continue
            if isinstance(event, Missing):
                said.add(event.what)
            yield renumbered(shifted(event, by_us), runs, studies)
        by_us += session.length_us + GAP_US
        runs += max((started.run for started in session.runs()), default=0)
        studies += last_study


def shifted(event: Event, by_us: int) -> Event:
    """The same event at another time; clocks of threads and durations stay as they are."""
    if not by_us:
        return event
    changes: dict[str, object] = {"t_us": event.t_us + by_us}  # pyright: ignore[reportAttributeAccessIssue]
    if isinstance(event, Spans):
        changes["start_us"] = [start + by_us for start in event.start_us]
    elif isinstance(event, LaneTotals):
        for name in ("first_us", "last_us", "current_start_us"):
            value = getattr(event, name)
            changes[name] = value + by_us if value else 0
    return msgspec.structs.replace(event, **changes)


def renumbered(event: Event, runs: int, studies: int) -> Event:
    """The same event with the numbers of its run and its study moved up."""
    if isinstance(event, Study):
        facts = study_facts.renumbered(event.facts, runs)
        return msgspec.structs.replace(event, study=event.study + studies, facts=facts)
    if runs and hasattr(event, "run"):
        return msgspec.structs.replace(event, run=event.run + runs)  # pyright: ignore[reportAttributeAccessIssue]
    return event


def _write(target: Path, like: Session, events: Iterable[Event], whole: Callable[..., Any]) -> None:
    """A new file with the header of `like` and these events; gzipped if the target's name says so."""
    with whole(target) as beside:
        writer = SessionWriter(beside)
        Session(like.machine, created=like.created, writer=writer)
        for event in events:
            writer.write(event)
            if writer.stopped:
                break
        writer.close()
        if writer.stopped:
            raise OSError(errno.ENOSPC, writer.stopped)
        if target.name.endswith(".gz"):
            compress_file(beside).replace(beside)


def add(path: Path, events: Iterable[Event], *, whole: Callable[..., Any]) -> None:
    """Put events (chapters, notes) into a recording that is a file: into a copy beside it, which then takes its place.

    Raises:
        KeepError: some concviz is writing the file now.
        OSError: it can't be read or written, or its compressed form is torn; it is then as it was.
    """
    if living(path):
        raise KeepError(f"{path.name} is being recorded by a running concviz")
    encoder = Encoder()
    lines = [line for event in events for line in (*encoder.encode(event), *encoder.flush())]
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with whole(path) as beside:
        with gzip.open(path) if packed else path.open("rb") as old, beside.open("xb") as new:
            last = b"\n"
            while chunk := _next(old):
                new.write(chunk)
                last = chunk[-1:]
            new.writelines([b"" if last == b"\n" else b"\n", *lines])
        beside.chmod(path.stat().st_mode & 0o777)
        if packed:
            compress_file(beside).replace(beside)


def _next(file: BinaryIO | gzip.GzipFile) -> bytes:
    try:
        return file.read(1 << 20)
    except (EOFError, zlib.error):
        raise OSError(errno.EIO, "the compressed file is cut off or damaged") from None
