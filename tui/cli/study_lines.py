"""Comparisons and sweeps as lines of text, for commands."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from ...engine.text.quantities import NOTHING, duration, percent, ratio, size, times
from ...engine.text.words import listed, plural
from .result_lines import number, told

Row = dict[str, Any]
Paint = Callable[..., str]
BAR = 32
ONE_CORE = 1.2
PIECES = (
    (
        "start",
        "▓",
        None,
        ("interpreter start", "imports", "making items", "starting workers", "counting bytes (concviz)"),
    ),
    ("computing", "█", "green", ("computing",)),
    ("waiting for the GIL", "▒", "yellow", ("waiting for the GIL", "waiting for the loop")),
    ("waiting for a lock", "═", "yellow", ("waiting for a lock",)),
    ("waiting for a core", "░", "red", ("waiting for a core",)),
    ("waiting for I/O", "▚", "magenta", ("waiting for I/O",)),
    ("waiting for a child", "┬", "magenta", ("waiting for a child",)),
    ("asleep", "~", "magenta", ("asleep",)),
    ("handing over", "≈", "cyan", ("pickling", "queueing", "results back")),
    ("idle, ending", "·", None, ("idle at the end", "not accounted for", "teardown")),
)
"""What the pieces of a waterfall are drawn as: name, character, colour, pieces."""


def painter(*, colour: bool) -> Paint:
    """Styles text, or leaves it alone."""
    return click.style if colour else lambda text, **style: text


def comparison_lines(result: Row, *, colour: bool, width: int = 120) -> Iterator[str]:
    """A whole comparison for a person: the sentence first, then the figures it stands on."""
    paint = painter(colour=colour)
    yield paint(f"{result['task']} · {result['items'] or 0:,} items · {_repeats(result['rows'])}", bold=True)
    yield from textwrap.wrap(result["verdict"], max(22, width), initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield from table("model", result["rows"], width, paint)
    yield ""
    yield from waterfalls(result["rows"], paint)
    yield from notes(result, paint)


def sweep_lines(result: Row, *, colour: bool, width: int = 120) -> Iterator[str]:
    """A whole sweep for a person."""
    paint = painter(colour=colour)
    head = f"{result['task']} · {result['model']} · {result['items'] or 0:,} items · {_repeats(result['rows'])}"
    yield paint(head, bold=True)
    yield from textwrap.wrap(result["verdict"], max(22, width), initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield from table("workers", result["rows"], width, paint)
    yield ""
    for each in result["fits"].values():
        if each["drawn"]:
            values = "   ".join(
                f"{name} {value['value']:.4g} ({value['low']:.4g} to {value['high']:.4g})"
                for name, value in each["parameters"].items()
            )
            yield f"  {each['title']:<28}{values}   {percent(each['misfit'], 1)} off on average"
    yield f"  {'ceilings':<28}" + "   ".join(f"{name} {cores:g}" for name, cores in result["ceilings"].items())
    yield from notes(result, paint)


def _repeats(rows: Sequence[Row]) -> str:
    counts = {len(row["repeats"]) for row in rows if row["repeats"]} or {0}
    low, high = min(counts), max(counts)
    many = f"{low} to {high} repeats" if low != high else f"{plural(low, 'repeat')}"
    return f"{many} of each, medians"


def table(first: str, rows: Sequence[Row], width: int, paint: Paint) -> Iterator[str]:
    """One line a row; columns that don't fit are left out from the right."""
    columns = [(first, [row["name"] for row in rows], True), *_columns(rows)]
    shown, used = [], 2
    for title, cells, left in columns:
        wide = max(len(title), *(len(cell) for cell in cells))
        if used + wide > width and len(shown) > 3:
            continue
        shown.append((title, cells, left, wide))
        used += wide + 2
    yield "  " + paint("  ".join(_fit(title, wide, left) for title, _, left, wide in shown).rstrip(), dim=True)
    for place, row in enumerate(rows):
        if not row["wall_s"]:
            yield f"  {_fit(row['name'], shown[0][3], True)}  " + paint(row["error"] or "not run", fg="red")
            continue
        line = "  ".join(_fit(cells[place], wide, left) for _, cells, left, wide in shown).rstrip()
        yield "  " + paint(line, fg={"faster": "green", "slower": "red"}.get(row["difference"]))


def _columns(rows: Sequence[Row]) -> Iterator[tuple[str, list[str], bool]]:
    def cells(of: Callable[[Row], str]) -> list[str]:
        return [of(row) if row["wall_s"] else "" for row in rows]

    yield "wall", cells(lambda row: duration(row["wall_s"]["median"])), False
    yield "low to high", cells(_range), False
    yield "speed-up", cells(_speedup), False
    yield "answer", cells(lambda row: "equal" if row["equal"] else "WRONG"), True
    yield "against sequential", cells(lambda row: row["difference"] or NOTHING), True
    yield "cores", cells(lambda row: number(row["cores_used"])), False
    yield "start-up", cells(lambda row: told(duration, row["startup_s"])), False
    yield "threads", cells(lambda row: f"{row['peak_threads']:,}"), False
    yield "processes", cells(lambda row: f"{row['peak_processes']:,}"), False
    yield "memory", cells(lambda row: told(size, row["memory_bytes"])), False
    yield "pickled", cells(_pickled), False
    yield "switches", cells(lambda row: number(row["context_switches"], 0)), False
    if len({row["python"] for row in rows}) > 1:
        yield "Python", cells(lambda row: row["python"]), True


def _fit(text: str, wide: int, left: bool) -> str:
    return text.ljust(wide) if left else text.rjust(wide)


def _range(row: Row) -> str:
    wall = row["wall_s"]
    if len(row["repeats"]) < 2:
        return NOTHING
    return f"{duration(wall['low'])} to {duration(wall['high'])}"


def _speedup(row: Row) -> str:
    speedup = row["speedup"]
    if not speedup:
        return NOTHING
    return f"{times(speedup['median'])} ({ratio(speedup['low'])} to {ratio(speedup['high'])})"


def _pickled(row: Row) -> str:
    both = row["pickled_bytes"]
    if both is None:
        return NOTHING
    return f"{size(both['out'])} → {size(both['back'])} ←" if both["out"] or both["back"] else "none"


def waterfalls(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    """One bar a row, on one time axis, and the biggest loss against the ideal."""
    shown = [row for row in rows if row["waterfall"]]
    if not shown:
        return
    longest = max(row["waterfall"]["total_s"] for row in shown)
    wide = max(len(row["name"]) for row in shown)
    yield "  where the time went, from asking for the run until its workers were gone (an average over the workers);"
    yield "  the wall time above begins after interpreter start and imports"
    for row in shown:
        fall = row["waterfall"]
        loss = fall["biggest_loss"]
        text = f"  most is lost to {_named(loss['piece'], row)}: {duration(loss['seconds'])}" if loss else ""
        yield f"  {row['name']:<{wide}}  {_bar(fall, longest, paint)} {duration(fall['total_s']):>7}{text}"
    drawn = {piece for row in shown for piece in row["waterfall"]["pieces"]}
    yield "  " + paint("  ".join(f"{glyph} {name}" for name, glyph, _, of in PIECES if drawn & {*of}), dim=True)


def _named(piece: str, row: Row) -> str:
    """Computing that takes longer than the ideal: because one core does it all, or because it needs more CPU time."""
    if piece != "computing":
        return piece
    return "computing on one core only" if row["cores_used"] < ONE_CORE else "more computing than sequential needs"


def _bar(fall: Row, longest: float, paint: Paint) -> str:
    """The pieces to scale; every end is rounded, not every length, so that the bar is as long as the whole."""
    text, at, cells = "", 0.0, 0
    for _, glyph, colour, names in PIECES:
        at += sum(fall["pieces"].get(name, 0.0) for name in names)
        end = round(at / longest * BAR)
        text += paint(glyph * (end - cells), fg=colour) if end > cells else ""
        cells = end
    return text + " " * (BAR - cells)


def notes(result: Row, paint: Paint) -> Iterator[str]:
    """What one has to know to read the figures."""
    rows = [row for row in result["rows"] if row["wall_s"]]
    lines = []
    few = min((row["level"] for row in rows), default=0.95)
    if few < 0.95:
        lines.append(
            f"low to high: bootstrap interval of the median; with so few repeats it claims {percent(few)}, not 95%"
            if few
            else "one repeat only: no interval"
        )
    for row in rows:
        if row["outliers"]:
            far = [duration(row["repeats"][place]) for place in row["outliers"]]
            apart, counted = ("stands", "it is") if len(far) == 1 else ("stand", "they are")
            lines.append(
                f"{row['name']}: {listed(far)} {apart} apart from the other repeats ({counted} counted all the same)"
            )
        if row["disturbed"]:
            lines.append(f"{row['name']}: other programs used up to {row['rest_cores']:.2f} cores meanwhile")
        lines += [f"{row['name']}: a repeat was thrown away: {why}" for why in row["thrown_away"]]
        if row["error"]:
            lines.append(f"{row['name']}: {row['error']}")
    if result["noisy"]:
        lines.append("the machine is not quiet: making disturbed runs again did not help, so it was given up")
    if result["out_of_time"]:
        lines.append("the time limit was reached (--time-limit)")
    if any(row["memory_kind"] == "rss" and row["peak_processes"] > 1 for row in rows):
        lines.append("memory is RSS: pages that processes share count in each of them")
    if lines:
        yield ""
    for line in lines:
        yield paint(f"  {line}", dim=True)
