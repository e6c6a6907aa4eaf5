"""Which part of a session is exported: what was said, the run that was named, else from the first moment with something to see.

A session begins before its first run: somebody looks for a task, and an instrument in which nothing moves is no film. Tables and traces
have all of it, unless something else was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..analysis.cores import WINDOW_US
from ..session.memory.chapters import busy, chapters, run_title
from .film.estimate import Estimate, estimate
from .film.grid import one_line
from .film.timing import TimeMap, moment, time_map
from .formats import format_named
from .options import ExportRequest, Options, size_of
from .progress import ExportError

if TYPE_CHECKING:
    from ..session.events import RunStarted
    from ..session.memory.log import Session

LAST = "last"
AFTER_S = 0.5
"""Of a run that is exported alone so much is shown after its end: its result is read there."""


@dataclass(frozen=True, slots=True)
class RunPart:
    """One run: its number, its title, and from where to where it goes."""

    run: int
    title: str
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a session an export may be about."""

    length_s: float
    chapters: Sequence[tuple[float, str]] = ()
    """(seconds, title)."""
    busy: Sequence[tuple[float, float]] = ()
    """(from, until) of what ran."""
    runs: Sequence[RunPart] = ()
    first_s: float = 0.0
    """The first moment with something to see in the Lab …"""
    first_study_s: float = 0.0
    """… and on the screens of studies, where what is measured stands from the beginning of a study on."""

    def run(self, text: str) -> RunPart:
        """The run of that number, or `last`.

        Raises:
            ExportError: there is none.
        """
        named = [run for run in self.runs if text in (str(run.run), LAST)]
        if not named:
            there = f"they are {self.runs[0].run} to {self.runs[-1].run}" if self.runs else "nothing has run in it"
            raise ExportError(f"no run {text[:40]!r} in this recording: {there}")
        return named[-1]


def parts_of(session: Session) -> Parts:
    """Those of a session."""
    found: list[RunPart] = []
    for started in session.runs():
        end = session.run_ending(started.run)
        until = end.t_us if end is not None else session.length_us
        title = one_line(run_title(started.plan), 60)
        found.append(
            RunPart(started.run, title, started.t_us / 1e6, min(until / 1e6 + AFTER_S, session.length_us / 1e6))
        )
    return Parts(
        session.length_us / 1e6,
        tuple((t_us / 1e6, title) for t_us, title in chapters(session)),
        tuple((first / 1e6, last / 1e6) for first, last in busy(session)),
        tuple(found),
        first_seen_us(session) / 1e6,
        first_seen_us(session, studies=True) / 1e6,
    )


def first_seen_us(session: Session, *, studies: bool = False) -> int:
    """When the first run's workers work, the first word was set, or with `studies` one begins; the beginning where nothing does."""
    started = next(iter(session.runs()), None)
    if not session.source().lanes:
        return 0
    seen = [each.t_us for each in (*session.chapters(), *session.notes())]
    if studies or started is None:
        seen += [study.begun_us for study in session.studies()] + [cell.t_us for cell in session.differences()]
    if started is not None:
        seen.append(_worked_us(session, started))
    return min(seen, default=0)


def _worked_us(session: Session, started: RunStarted) -> int:
    """When the first item of a run had gone on as long as what `now` looks back on; of a run without items, when it was asked for."""
    begun_us = session.spans(started.run).start_us
    if not len(begun_us):
        return started.t_us
    end = session.run_end(started.run)
    until_us = end.t_us if end is not None else session.length_us
    first_us = int(begun_us.min())
    return max(first_us, min(first_us + WINDOW_US, until_us))


def options_of(request: ExportRequest, parts: Parts) -> Options:
    """The request with its times found, checked.

    Raises:
        ExportError: with one sentence for the first thing that is wrong.
    """
    movie = format_named(request.to).of == "movie"
    first, last = 0.0, None
    if movie:
        first = parts.first_s if request.screen == "lab" else parts.first_study_s
    if request.run.strip():
        run = parts.run(request.run.strip())
        first, last = run.from_s, run.until_s
    return Options(
        from_s=seconds(request.from_, parts, first) or 0.0,
        until_s=seconds(request.until, parts, last),
        at_s=seconds(request.at, parts, None),
        **asdict(request),
    )


def seconds(text: str, parts: Parts, otherwise: float | None) -> float | None:
    """A time or a chapter's name as session seconds.

    Raises:
        ExportError: no such time or chapter.
    """
    return moment(text, parts.chapters) if text.strip() else otherwise


def film_times(parts: Parts, options: Options) -> TimeMap:
    """Which moment of the session each moment of a film shows.

    Raises:
        ExportError: the range lies outside of the session.
    """
    return time_map(parts.length_s, options, parts.busy)


def estimate_of(parts: Parts, request: ExportRequest) -> Estimate:
    """What a film of these parts would come to.

    Raises:
        ExportError: with one sentence for the first thing that is wrong.
    """
    times = film_times(parts, options_of(request, parts))
    return estimate(request.to, times.length_s, len(times.frames(request.fps)), *size_of(request.size))
