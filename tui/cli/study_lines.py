"""Comparisons and sweeps as lines of text, for commands."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence

import click

from ...engine.model.study_facts import Result, Swept
from ...engine.model.study_rows import Row, Same, Waterfall
from ...engine.text.quantities import NOTHING, duration, percent, ratio, size, times
from ...engine.text.words import listed, plural
from ..compare.piece_looks import LOOKS, lost_to
from ..theme.colours import terminal_colour
from .result_lines import number, told

Paint = Callable[..., str]
BAR = 32
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


def study_lines(result: Result, *, colour: bool, width: int = 120) -> Iterator[str]:
    """A whole comparison or sweep for a person: the sentence first, then the figures it stands on."""
    paint = painter(colour=colour)
    swept = result if isinstance(result, Swept) else None
    about = (result.task, swept.model if swept else "", f"{result.items or 0:,} items", _repeats(result.rows))
    yield paint(" · ".join(filter(None, about)), bold=True)
    yield from textwrap.wrap(result.verdict, max(22, width), initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield from table("workers" if swept else "model", result.rows, width, paint)
    yield ""
    yield from _laws(swept) if swept else waterfalls(result.rows, paint)
    yield from notes(result, paint)


def _laws(result: Swept) -> Iterator[str]:
    """The parameters of those that are drawn, and the ceilings."""
    for fit in result.fits.values():
        if fit.drawn:
            values = "   ".join(
                f"{name} {value.value:.4g} ({value.low:.4g} to {value.high:.4g})"
                for name, value in fit.parameters.items()
            )
            yield f"  {fit.title:<28}{values}   {percent(fit.misfit or 0.0, 1)} off on average"
    if result.ceilings:
        yield f"  {'ceilings':<28}" + "   ".join(f"{name} {cores:g}" for name, cores in result.ceilings.items())


def _repeats(rows: Sequence[Row]) -> str:
    counts = {len(row.repeats) for row in rows if row.repeats} or {0}
    low, high = min(counts), max(counts)
    many = f"{low} to {high} repeats" if low != high else f"{plural(low, 'repeat')}"
    return f"{many} of each, medians"


def table(first: str, rows: Sequence[Row], width: int, paint: Paint) -> Iterator[str]:
    """One line a row; columns that don't fit are left out from the right."""
    columns = [(first, [row.name for row in rows], True), *_columns(rows)]
    shown, used = [], 2
    for title, cells, left in columns:
        wide = max(len(title), *(len(cell) for cell in cells))
        if used + wide > width and len(shown) > 3:
            continue
        shown.append((title, cells, left, wide))
        used += wide + 2
    yield "  " + paint("  ".join(_fit(title, wide, left) for title, _, left, wide in shown).rstrip(), dim=True)
    for place, row in enumerate(rows):
        if not row.wall_s:
            yield f"  {_fit(row.name, shown[0][3], True)}  " + paint(row.error or "not run", fg="red")
            continue
        line = "  ".join(_fit(cells[place], wide, left) for _, cells, left, wide in shown).rstrip()
        yield "  " + paint(line, fg={"faster": "green", "slower": "red"}.get(row.difference))


def _columns(rows: Sequence[Row]) -> Iterator[tuple[str, list[str], bool]]:
    def cells(of: Callable[[Row], str]) -> list[str]:
        return [of(row) if row.wall_s else "" for row in rows]

    yield "wall", cells(lambda row: duration(row.median_s)), False
    yield "low to high", cells(_range), False
    yield "speed-up", cells(_speedup), False
    yield "answer", cells(lambda row: ANSWERS[row.same] if row.same else NOTHING), True
    yield "against sequential", cells(lambda row: row.difference or NOTHING), True
    yield "cores", cells(lambda row: number(row.cores_used)), False
    yield "start-up", cells(lambda row: told(duration, row.startup_s)), False
    yield "threads", cells(lambda row: f"{row.peak_threads or 0:,}"), False
    yield "processes", cells(lambda row: f"{row.peak_processes or 0:,}"), False
    yield "memory", cells(lambda row: told(size, row.memory_bytes)), False
    yield "pickled", cells(_pickled), False
    yield "switches", cells(lambda row: number(row.context_switches, 0)), False
    if any(row.loop_lag_s is not None for row in rows):
        yield "loop lag", cells(lambda row: told(duration, row.loop_lag_s)), False
    if len({row.python for row in rows}) > 1:
        yield "Python", cells(lambda row: row.python), True


def _fit(text: str, wide: int, left: bool) -> str:
    return text.ljust(wide) if left else text.rjust(wide)


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


def waterfalls(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    """One bar a row, on one time axis, and the biggest loss against the ideal."""
    shown = [(row, row.waterfall) for row in rows if row.waterfall]
    if not shown:
        return
    longest = max(fall.total_s for _, fall in shown)
    wide = max(len(row.name) for row, _ in shown)
    yield "  where the time went, from asking for the run until its workers were gone (an average over the workers);"
    yield "  the wall time above begins after interpreter start and imports"
    for row, fall in shown:
        loss = fall.biggest_loss
        text = f"  most is lost to {lost_to(loss.piece, row)}: {duration(loss.seconds)}" if loss else ""
        yield f"  {row.name:<{wide}}  {_bar(fall, longest, paint)} {duration(fall.total_s):>7}{text}"
    drawn = {piece for _, fall in shown for piece in fall.pieces}
    yield "  " + paint("  ".join(f"{glyph} {name}" for name, glyph, _, of in PIECES if drawn & {*of}), dim=True)


def _bar(fall: Waterfall, longest: float, paint: Paint) -> str:
    """The pieces to scale; every end is rounded, not every length, so that the bar is as long as the whole."""
    text, at, cells = "", 0.0, 0
    for _, glyph, colour, pieces in PIECES:
        at += sum(fall.pieces.get(piece, 0.0) for piece in pieces)
        end = round(at / longest * BAR)
        text += paint(glyph * (end - cells), fg=colour) if end > cells else ""
        cells = end
    return text + " " * (BAR - cells)


def notes(result: Result, paint: Paint) -> Iterator[str]:
    """What one has to know to read the figures."""
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
    if result.out_of_time:
        lines.append("the time limit was reached (--time-limit)")
    if any(row.memory_kind == "rss" and (row.peak_processes or 0) > 1 for row in rows):
        lines.append("memory is RSS: pages that processes share count in each of them")
    if lines:
        yield ""
    for line in lines:
        yield paint(f"  {line}", dim=True)
