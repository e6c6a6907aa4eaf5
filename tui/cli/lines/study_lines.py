"""Comparisons and sweeps as lines of text, for commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from ....engine.model.study_facts import Result, Swept
from ....engine.model.study_rows import Row, Same, Waterfall
from ....engine.text.lines import hanging, packed, wrapped
from ....engine.text.quantities import NOTHING, duration, percent, ratio, size, times
from ....engine.text.words import listed, plural
from ...compare.piece_looks import LOOKS, lost_to
from ...theme.colours import terminal_colour
from .result_lines import number, told

Paint = Callable[..., str]
BAR = 32
NAMED = 30
"""Cells of the names of laws."""
LEAST_BAR = 16
"""From here on a bar gets shorter so that what is lost stands beside it."""
WHAT_TIME = (
    "where the time went, from asking for the run until its workers were gone (an average over the workers); "
    "the wall time above begins after interpreter start and imports"
)
ANSWERS: dict[Same, str] = {"equal": "equal", "varies": "varies", "wrong": "WRONG"}
PRINTED = {"default": None}
"""Colours of the terminal that click knows by another name."""
LAST = ("handing over", "ending, idle", "not accounted for")
"""Kinds whose pieces lie before and after computing, and are drawn behind it."""
PIECES = tuple(
    (kind, looks[0].glyph, PRINTED.get(terminal_colour(looks[0].ink), terminal_colour(looks[0].ink)), pieces)
    for kind in sorted(dict.fromkeys(look.kind for look in LOOKS.values()), key=LAST.__contains__)
    for pieces in [tuple(piece for piece, look in LOOKS.items() if look.kind == kind)]
    for looks in [[LOOKS[piece] for piece in pieces]]
)
"""What the pieces of a waterfall are drawn as, as on the screens: name, character, colour, pieces."""


def painter(*, colour: bool) -> Paint:
    """Styles text, or leaves it alone."""
    return click.style if colour else lambda text, **style: text


def study_lines(result: Result, *, colour: bool, width: int = 120, environment: str = "") -> Iterator[str]:
    """A whole comparison or sweep for a person: the sentence first, then the figures it stands on.

    `environment` is what the user's code was run in, for the first line.
    """
    paint = painter(colour=colour)
    swept = result if isinstance(result, Swept) else None
    about = (
        result.task,
        swept.model if swept else "",
        f"{result.items or 0:,} items",
        _repeats(result.rows),
        environment.strip(),
    )
    yield from (paint(line, bold=True) for line in packed([*filter(None, about)], width, " · ", more=2))
    yield from wrapped(result.verdict, width, 2)
    yield ""
    yield from table("workers" if swept else "model", result.rows, width, paint)
    yield ""
    yield from _laws(swept, width) if swept else waterfalls(result.rows, width, paint)
    for line in notes(result):
        yield from (paint(part, dim=True) for part in wrapped(line, width, 2, 2)) if line else ("",)


def _laws(result: Swept, width: int) -> Iterator[str]:
    """The parameters of those that are drawn, and the ceilings."""
    for fit in result.fits.values():
        if fit.drawn:
            values = [
                f"{name} {value.value:.4g} ({value.low:.4g} to {value.high:.4g})"
                for name, value in fit.parameters.items()
            ]
            yield from _named(fit.title, [*values, f"{percent(fit.misfit or 0.0, 1)} off on average"], width)
    if result.ceilings:
        yield from _named("ceilings", [f"{name} {cores:g}" for name, cores in result.ceilings.items()], width)


def _named(name: str, parts: Sequence[str], width: int) -> Iterator[str]:
    """A name, and beside it as many parts a line as fit; where there is no room for that, below it."""
    if width < NAMED + 40:
        yield f"  {name}"
        yield from packed(parts, width, "   ", 4)
        return
    for place, line in enumerate(packed(parts, width - NAMED, "   ")):
        yield f"{f'  {name}' if not place else '':<{NAMED}}{line}"


def _repeats(rows: Sequence[Row]) -> str:
    counts = {len(row.repeats) for row in rows if row.repeats} or {0}
    low, high = min(counts), max(counts)
    many = f"{low} to {high} repeats" if low != high else f"{plural(low, 'repeat')}"
    return f"{many} of each, medians"


def table(first: str, rows: Sequence[Row], width: int, paint: Paint) -> Iterator[str]:
    """One line a row; the columns that say least are left out where there is no room, and named below."""
    names = Column(first, 0, [row.name for row in rows], left=True)
    columns = [names, *_columns(rows)]
    shown, left_out = fitting(columns, width - 2)
    yield "  " + paint("  ".join(column.fit(column.title) for column in shown).rstrip(), dim=True)
    for place, row in enumerate(rows):
        if not row.wall_s:
            head = f"  {names.fit(row.name)}  "
            yield from (paint(line, fg="red") for line in hanging(head, row.error or "not run", width, 2))
            continue
        line = "  ".join(column.fit(column.cells[place]) for column in shown).rstrip()
        yield "  " + paint(line, fg={"faster": "green", "slower": "red"}.get(row.difference))
    if left_out:
        words = f"{width} columns have no room for: {', '.join(left_out)}"
        yield from (paint(part, dim=True) for part in wrapped(words, width, 2, 2))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table."""

    title: str
    rank: int
    """The lower, the later it is left out."""
    cells: Sequence[str]
    left: bool = False
    brief: Sequence[str] = ()
    """Shorter cells, for where the others don't fit."""

    @property
    def wide(self) -> int:
        """Cells that it takes."""
        return max(len(self.title), *(len(cell) for cell in self.cells))

    def fit(self, text: str) -> str:
        """The text as wide as the column."""
        return text.ljust(self.wide) if self.left else text.rjust(self.wide)


def fitting(columns: Sequence[Column], width: int) -> tuple[list[Column], list[str]]:
    """The columns that have room in their order, those of low rank first, and the titles of what is left out."""
    kept: dict[str, Column] = {}
    room = width + 2
    for column in sorted(columns, key=lambda column: column.rank):
        ways = (column, *([replace(column, cells=column.brief)] if column.brief else []))
        found = next((way for way in ways if way.wide + 2 <= room or not column.rank), None)
        if found is not None:
            kept[column.title] = found
            room -= found.wide + 2
    return [kept[column.title] for column in columns if column.title in kept], [
        column.title for column in columns if column.title not in kept
    ]


def _columns(rows: Sequence[Row]) -> Iterator[Column]:
    def column(title: str, rank: int, of: Callable[[Row], str], left: bool = False, brief: Any = None) -> Column:
        cells, short = ([say(row) if row.wall_s else "" for row in rows] if say else () for say in (of, brief))
        return Column(title, rank, cells or (), left, short or ())

    yield column("wall", 1, lambda row: duration(row.median_s))
    yield column("low to high", 6, _range)
    yield column("speed-up", 2, _speedup, brief=lambda row: times(row.speedup.median) if row.speedup else NOTHING)
    yield column("answer", 4, lambda row: ANSWERS[row.same] if row.same else NOTHING, left=True)
    yield column("against sequential", 7, lambda row: row.difference or NOTHING, left=True)
    yield column("cores", 3, lambda row: number(row.cores_used))
    yield column("start-up", 8, lambda row: told(duration, row.startup_s))
    yield column("threads", 9, lambda row: f"{row.peak.threads:,}")
    yield column("processes", 9, lambda row: f"{row.peak.processes:,}")
    yield column("memory", 10, lambda row: told(size, row.memory_bytes))
    yield column("pickled", 11, _pickled)
    yield column("switches", 12, lambda row: number(row.context_switches, 0))
    if any(row.loop_lag_s is not None for row in rows):
        yield column("loop lag", 13, lambda row: told(duration, row.loop_lag_s))
    if len({row.python for row in rows}) > 1:
        yield column("Python", 5, lambda row: row.python, left=True)


def _range(row: Row) -> str:
    if row.wall_s is None or len(row.repeats) < 2:
        return NOTHING
    return f"{duration(row.wall_s.low)} to {duration(row.wall_s.high)}"


def _speedup(row: Row) -> str:
    if row.speedup is None:
        return NOTHING
    return f"{times(row.speedup.median)} ({ratio(row.speedup.low)} to {ratio(row.speedup.high)})"


def _pickled(row: Row) -> str:
    both = row.pickled_bytes
    if both is None:
        return NOTHING
    return f"{size(both.out)} → {size(both.back)} ←" if both.total else "none"


def waterfalls(rows: Sequence[Row], width: int, paint: Paint) -> Iterator[str]:
    """One bar a row, on one time axis, and the biggest loss against the ideal."""
    shown = [(row, row.waterfall) for row in rows if row.waterfall]
    if not shown:
        return
    longest = max(fall.total_s for _, fall in shown)
    wide = max(len(row.name) for row, _ in shown)
    yield from wrapped(WHAT_TIME, width, 2)
    losses = [_loss(row, fall) for row, fall in shown]
    room = width - wide - 14 - max(map(len, losses))
    cells = min(BAR, room) if room >= LEAST_BAR else max(1, min(BAR, width - wide - 12))
    for (row, fall), text in zip(shown, losses, strict=True):
        beside = text if wide + cells + 14 + len(text) <= width else ""
        bar = _bar(fall, longest, cells, paint)
        yield f"  {row.name:<{wide}}  {bar} {duration(fall.total_s):>7}{f'  {beside}' if beside else ''}"
        if text and not beside:
            yield from wrapped(text, width, wide + 4 if wide + 4 + len(text) <= width else 4, 2)
    drawn = {piece for _, fall in shown for piece in fall.pieces}
    kinds = [f"{glyph} {name}" for name, glyph, _, of in PIECES if drawn & {*of}]
    yield from (paint(line, dim=True) for line in packed(kinds, width, "  ", 2))


def _loss(row: Row, fall: Waterfall) -> str:
    loss = fall.biggest_loss
    return f"most is lost to {lost_to(loss.piece, row)}: {duration(loss.seconds)}" if loss else ""


def _bar(fall: Waterfall, longest: float, wide: int, paint: Paint) -> str:
    """The pieces to scale; every end is rounded, not every length, so that the bar is as long as the whole."""
    text, at, cells = "", 0.0, 0
    for _, glyph, colour, pieces in PIECES:
        at += sum(fall.pieces.get(piece, 0.0) for piece in pieces)
        end = round(at / longest * wide)
        text += paint(glyph * (end - cells), fg=colour) if end > cells else ""
        cells = end
    return text + " " * (wide - cells)


def notes(result: Result) -> Iterator[str]:
    """What one has to know to read the figures; after an empty line, if there is anything."""
    rows = [row for row in result.rows if row.wall_s]
    lines = []
    few = min((row.level for row in rows), default=0.95)
    if few < 0.95:
        lines.append(
            f"low to high: bootstrap interval of the median; with so few repeats it claims {percent(few)}, not 95%"
            if few
            else "one repeat only: no interval"
        )
    for row in rows:
        if row.outliers:
            far = [duration(row.repeats[place]) for place in row.outliers]
            apart, counted = ("stands", "it is") if len(far) == 1 else ("stand", "they are")
            lines.append(
                f"{row.name}: {listed(far)} {apart} apart from the other repeats ({counted} counted all the same)"
            )
        if row.disturbed:
            lines.append(f"{row.name}: other programs used up to {row.rest_cores or 0.0:.2f} cores meanwhile")
        lines += [f"{row.name}: a repeat was thrown away: {why}" for why in row.thrown_away]
        if row.error:
            lines.append(f"{row.name}: {row.error}")
    if result.noisy:
        lines.append("the machine is not quiet: making disturbed runs again did not help, so it was given up")
    if result.early:
        lines.append(
            f"{listed(result.early)}: repeated until it was certain how they compare, not until the interval was narrow (--narrow 2)"
        )
    if result.out_of_time:
        lines.append("the time limit was reached (--time-limit)")
    if any(row.memory_kind == "rss" and row.peak.processes > 1 for row in rows):
        lines.append("memory is RSS: pages that processes share count in each of them")
    if lines:
        yield ""
    yield from lines
