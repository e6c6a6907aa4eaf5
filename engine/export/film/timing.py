"""Which moment of the session each moment of a movie shows.

A movie begins and ends where it is told to, goes faster or slower, and hurries through stretches in which nothing runs.
All of that is one map, straight between its knots; chapters and captions go through the same map as the frames, so they
stay with what they speak of.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...text.clocks import clock_seconds
from ...text.suggest import did_you_mean
from ..options import Options
from ..progress import ExportError
from .grid import Caption, Mark

READING_S, READING_PER_CHARACTER_S = 2.0, 0.06
"""How long a caption stays: to be found, and to be read."""
MOST_FRAMES = 500_000
"""Of a film; at ten a second they are half a day."""


@dataclass(frozen=True, slots=True)
class TimeMap:
    """Session seconds and the movie seconds that show them: parallel knots, both growing."""

    session_s: tuple[float, ...]
    movie_s: tuple[float, ...]

    @property
    def length_s(self) -> float:
        """How long the movie is."""
        return self.movie_s[-1]

    def movie(self, session_s: float) -> float:
        """When the movie shows a moment of the session; what lies outside of it is moved to its ends."""
        return _along(self.session_s, self.movie_s, session_s)

    def session(self, movie_s: float) -> float:
        """The moment that is shown; at a cut the later one."""
        return _along(self.movie_s, self.session_s, movie_s)

    def covers(self, session_s: float) -> bool:
        """Whether the moment lies within the movie."""
        return self.session_s[0] <= session_s <= self.session_s[-1]

    def frames(self, fps: float) -> list[tuple[float, float]]:
        """(movie time, session time) of each frame; the last one shows the end.

        Raises:
            ExportError: they are more than anybody can wait for.
        """
        count = max(1, math.ceil(self.length_s * fps - 1e-9))
        if count > MOST_FRAMES:
            raise ExportError(f"that makes {count:,} frames: choose a part with --from and --until, or cut with --idle")
        times = [(number / fps, self.session(number / fps)) for number in range(count)]
        times[-1] = (times[-1][0], self.session_s[-1])
        return times


def time_map(length_s: float, options: Options, busy: Iterable[tuple[float, float]] = ()) -> TimeMap:
    """The map for a session of `length_s`, with the stretches in which something happened (for idle trimming).

    Raises:
        ExportError: the range lies outside of the session.
    """
    start, end = options.from_s, min(length_s if options.until_s is None else options.until_s, length_s)
    if not 0 <= start < end:
        raise ExportError(f"--from {start:g} s lies outside of the session, which is {length_s:g} s long")
    session, movie = [start], [0.0]

    def go(until: float, took: float) -> None:
        if until > session[-1]:
            session.append(until)
            movie.append(movie[-1] + took / options.speed)

    for first, last in _merged(busy, start, end) if options.idle_s is not None else [(start, end)]:
        go(first, min(first - session[-1], options.idle_s or 0.0))
        go(last, last - session[-1])
    go(end, min(end - session[-1], options.idle_s or 0.0))
    if movie[-1] == 0:
        raise ExportError("nothing runs in this part of the session, and --idle 0 leaves nothing of it")
    return TimeMap(tuple(session), tuple(movie))


def _merged(stretches: Iterable[tuple[float, float]], start: float, end: float) -> list[tuple[float, float]]:
    """The stretches within [start, end], in order, those that touch as one."""
    merged: list[tuple[float, float]] = []
    for first, last in sorted((max(a, start), min(b, end)) for a, b in stretches):
        if last < first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _along(given: Sequence[float], wanted: Sequence[float], value: float) -> float:
    place = bisect.bisect_right(given, value)
    if place == 0:
        return wanted[0]
    if place == len(given):
        return wanted[-1]
    low, high = given[place - 1], given[place]
    return wanted[place - 1] + (wanted[place] - wanted[place - 1]) * (value - low) / (high - low)


def moved_chapters(chapters: Iterable[tuple[float, str]], times: TimeMap) -> tuple[Mark, ...]:
    """Chapters at their places in the movie; the one that the movie begins within stands at its beginning."""
    ordered = sorted(chapters)
    inside = [Mark(times.movie(t), title) for t, title in ordered if times.covers(t)]
    before = [title for t, title in ordered if t < times.session_s[0]]
    if before and not (inside and inside[0].t_s == 0):
        inside.insert(0, Mark(0.0, before[-1]))
    return tuple(inside)


def moved_captions(notes: Iterable[tuple[float, str]], times: TimeMap) -> tuple[Caption, ...]:
    """Notes as captions: each stays until it can be read, the next one comes or the movie ends."""
    starts = [(times.movie(t), text) for t, text in sorted(notes) if times.covers(t)]
    ends = [t for t, _ in starts[1:]] + [times.length_s] * bool(starts)
    return tuple(
        Caption(t, min(t + reading_s(text), end), text)
        for (t, text), end in zip(starts, ends, strict=True)
        if min(t + reading_s(text), end) > t
    )


def reading_s(text: str) -> float:
    """Seconds that it takes to notice a caption and read it."""
    return READING_S + READING_PER_CHARACTER_S * min(len(text), 240)


def moment(text: str, chapters: Sequence[tuple[float, str]]) -> float:
    """A time as a person writes it: seconds, `1:23`, `1:02:03`, or a chapter's title or its beginning.

    Raises:
        ExportError: no such time or chapter.
    """
    text = text.strip()
    shown = clock_seconds(text)
    if shown is not None:
        return shown
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        return _chapter(text, chapters)
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ExportError(f"no time {text!r}: write seconds, 1:23 or a chapter's title")
    return seconds


def _chapter(text: str, chapters: Sequence[tuple[float, str]]) -> float:
    wanted = text.casefold()
    exact = [t for t, title in chapters if title.casefold() == wanted]
    begun = [t for t, title in chapters if title.casefold().startswith(wanted)] if wanted else []
    if exact or begun:
        return (exact or begun)[0]
    titles = [title[:60] for _, title in chapters]
    hint = did_you_mean(text, titles, "write seconds, 1:23 or a chapter's title", most=2)
    raise ExportError(f"no time or chapter {text[:60]!r}: {hint}")
