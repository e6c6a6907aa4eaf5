"""A recording for asciinema: what a terminal has to be sent to show the frames, and when.

Only cells that changed are sent, each run of them with a cursor position and the one change of colours it needs. After a
grapheme whose width terminals disagree about (wide, accented, joined) the cursor is placed anew. Version 2 has absolute
times; version 3 has intervals, each rounded so that the sum of all stays right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ..options import Options
from ..progress import Progress, never_cancel, tell
from ..whole_files import whole_file
from .captions import with_captions
from .changes import merged
from .grid import Grid, Movie, Row, Style, one_line, web

DIGITS = 3
BEGIN = "\x1b[!p\x1b[?25l\x1b[?7l\x1b[0m\x1b[2J"
"""Soft reset, no cursor, no wrapping, an empty screen."""
BASIC = ("#15191f", "#e05252", "#3ecf8e", "#e0a03c", "#5ab0f0", "#b48ead", "#56b6c2", "#c5cbd6")
NEAR = 4
"""Unchanged cells that are sent again rather than a new position."""
Event = tuple[float, str, str]


def write_cast(movie: Movie, path: Path, options: Options | None = None, progress: Progress = never_cancel) -> None:
    """Write the movie as asciicast v2 or v3 (`options.cast_version`), chapters as markers.

    Raises:
        ExportError: the file exists or can't be written.
        ExportCancelled: `progress` said no.
    """
    options = options or Options()
    movie = with_captions(movie, wanted=options.captions)
    with whole_file(path, force=options.force) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_line(_header(movie, options.cast_version)))
        for event in timed(events(movie, progress), options.cast_version):
            file.write(_line(event))
    tell(progress, movie.count, movie.count)


def _header(movie: Movie, version: int) -> dict[str, object]:
    """The first line."""
    palette = ":".join(BASIC + BASIC)
    theme = {"fg": web(movie.ink), "bg": web(movie.ground), "palette": palette}
    title = one_line(movie.title, 200)
    begin: dict[str, object] = {"version": version}
    named = {"title": title} if title else {}
    if version == 2:
        shown = {
            "width": movie.columns,
            "height": movie.rows,
            "duration": round(movie.length_s, DIGITS),
            "theme": theme,
        }
        return begin | shown | named | {"env": {"TERM": "xterm-256color"}}
    terminal = {"cols": movie.columns, "rows": movie.rows, "type": "xterm-256color", "theme": theme}
    return begin | {"term": terminal} | named


def events(movie: Movie, progress: Progress) -> Iterator[Event]:
    """(movie time, code, data) in order: `o` output, `m` marker. The last event stands at the movie's end."""
    marks = [(mark.t_s, "m", one_line(mark.title, 200)) for mark in sorted(movie.chapters)]
    last: Grid | None = None
    for t_s, grid, changed in merged(movie, progress):
        while marks and marks[0][0] < t_s:
            yield marks.pop(0)
        yield t_s, "o", (BEGIN if last is None else "") + difference(last, grid, changed)
        last = grid
    yield from marks
    yield movie.length_s, "o", f"\x1b[0m\x1b[{movie.rows};1H\x1b[?7h\x1b[?25h"


def difference(before: Grid | None, after: Grid, changed: list[int]) -> str:
    """What a terminal that shows `before` must be sent to show `after`."""
    parts: list[str] = []
    for y in changed:
        old = before.rows[y] if before is not None and before.size == after.size else None
        for start, end in _changed_runs(old, after.rows[y]):
            parts.append(f"\x1b[{y + 1};{start + 1}H")
            parts.append(_run(after.rows[y], start, end, y))
    parts.append("\x1b[0m")
    return "".join(parts)


def _changed_runs(old: Row | None, new: Row) -> Iterator[tuple[int, int]]:
    """Ranges of columns to send again; what is unchanged between two that are close goes along.

    A wide grapheme and the cell after it have one style, so they differ from what was there both or not at all: no range
    begins or ends inside of one.
    """
    if old is None:
        yield 0, len(new)
        return
    start = end = -1
    for x, (before, after) in enumerate(zip(old, new, strict=True)):
        if before is after or before == after:
            continue
        if end >= 0 and x - end > NEAR:
            yield start, end
            start = x
        start = x if end < 0 else start
        end = x + 1
    if end >= 0:
        yield start, end


def _run(row: Row, start: int, end: int, y: int) -> str:
    parts: list[str] = []
    style: Style | None = None
    for x in range(start, end):
        cell = row[x]
        if cell.width == 0:
            continue
        if cell.style != style:
            parts.append(_paint(style, cell.style))
            style = cell.style
        parts.append(cell.text)
        if x + cell.width < end and (cell.width == 2 or len(cell.text) > 1):
            parts.append(f"\x1b[{y + 1};{x + cell.width + 1}H")
    return "".join(parts)


def _paint(old: Style | None, new: Style) -> str:
    """The shortest change of the pen. Dim is sent as its colour, which all terminals agree about."""
    flags = (new.bold, new.italic, new.underline)
    codes: list[str] = []
    if old is None or flags != (old.bold, old.italic, old.underline):
        codes = ["0", *(code for code, wanted in zip(("1", "3", "4"), flags, strict=True) if wanted)]
        old = None
    if old is None or old.ink != new.ink:
        codes.append("38;2;{};{};{}".format(*new.ink))
    if old is None or old.bg != new.bg:
        codes.append("48;2;{};{};{}".format(*new.bg))
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def timed(events: Iterator[Event], version: int) -> Iterator[Event]:
    """The events with their times as the version writes them: since the beginning, or since the event before."""
    written = 0.0
    for t_s, code, data in events:
        if version == 2:
            yield round(t_s, DIGITS), code, data
            continue
        interval = max(round(t_s - written, DIGITS), 0.0)
        written += interval
        yield interval, code, data


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
