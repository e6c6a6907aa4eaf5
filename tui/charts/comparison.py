"""Models on one time axis: a line a model with its repeats as dots, a speed-up bar beside it, and columns of figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .axis import cell_of, finite, nice_step, time_axis
from .cells import BLANK, Cells, Row, fit, fit_all, joined, merge, right, width_of
from .comparisonlayout import Column, Entry, Layout, layout

LINE, SETUP, REPEAT, MEDIAN, INTERVAL, HEAD = "━", "╍", "•", "●", "─", "▸"


def comparison_rows(
    entries: Sequence[Entry],
    width: int,
    height: int,
    *,
    selected: int = 0,
    ceiling: float | None = None,
    focus: bool = False,
) -> Cells:
    """The table in exactly `width` x `height` cells: a row of heads, the models, and the time axis where there is room.

    Args:
        entries: the models; where they don't all fit, those around the selected one are shown.
        width: cells.
        height: rows.
        selected: place of the row that is marked.
        ceiling: the cores that may be used, marked in the speed-up bars; None for no mark.
        focus: the mark is shown as the keyboard's.
    """
    if height <= 0 or width <= 0:
        return []
    plan = layout(entries, width)
    span = span_of(entries)
    most = max([1.0, *(finite(entry.speedup or 0.0) for entry in entries)])
    top = max(most, ceiling) if ceiling is not None and ceiling <= 4 * most else most
    heads, axis = height >= 2, height >= len(entries) + 2 and plan.time > 0
    first, count = window(len(entries), height - heads - axis, selected)
    rows = [_heads(plan, ceiling, top, _models_head(count, len(entries), plan.name))] if heads else []
    for place in range(first, first + count):
        rows.append(_row(entries[place], plan, span, top, ceiling, chosen=place == selected, focus=focus))
    if axis:
        before = plan.name + sum(plan.of(column) for column in plan.columns if column.name == "python")
        measured = any(entry.median_s is not None or entry.running_s is not None for entry in entries)
        rows.append(joined([(" " * before, BLANK)], time_axis(span, plan.time - 2)) if measured else [])
    return fit_all(rows, width, height)


def span_of(entries: Sequence[Entry]) -> float:
    """How long the time axis is, in seconds; while a run goes on beyond all others it grows in steps, not with every look."""
    known = max([finite(value) for entry in entries for value in (*entry.repeats_s, entry.high_s)] or [0.0])
    running = max([finite(entry.running_s or 0.0) for entry in entries] or [0.0])
    if running > known:
        step = nice_step(running, 4)
        known = math.ceil(running / step) * step
    return known or 1.0


def window(total: int, room: int, selected: int) -> tuple[int, int]:
    """First and count of the rows shown, the selected one among them."""
    count = max(0, min(total, room))
    first = min(max(0, selected - count // 2), total - count)
    return first, count


def _models_head(shown: int, total: int, cells: int) -> str:
    """`model`, and of how many it is where some are not shown: who sees four of six must not take them for all."""
    words = ("model",) if shown >= total else (f"{shown} of {total} models", f"{shown} of {total}", f"{shown}/{total}")
    said = next((each for each in words if len(each) + 4 <= cells), words[-1])
    return f"{f'   {said}':<{cells}}"


def _heads(plan: Layout, ceiling: float | None, top: float, models: str) -> Row:
    row: Row = [(models, "title")]
    for column in plan.columns:
        cells = plan.of(column)
        if column.name == "time":
            full = "wall time   ● median  • repeat  ╍ start-up"
            words = next((text for text in (full, full[:31], "wall time") if len(text) < cells), "time")
            row.append((f"{words:<{cells}}", "title"))
        elif column.name == "bar":
            row += fit(_bar_head(cells - 2, ceiling, top), cells)
        else:
            row.append((_head(column, cells), "title"))
    return row


def _head(column: Column, cells: int) -> str:
    name = column.head or column.name
    if not column.left:
        return f"{name:>{cells}}"
    return f"{name:<{cells}}" if column.name == "python" else f"  {name:<{cells - 2}}"


def _bar_head(width: int, ceiling: float | None, top: float) -> Row:
    """What the marks in the bars mean: `1×` and the cores, above their marks."""
    chars = [" "] * width
    marks = [(1.0, "1×")] + ([(ceiling, f"{ceiling:g} cores")] if ceiling is not None and 1.0 < ceiling <= top else [])
    free = 0
    for value, text in marks:
        for words in (text, text.replace(" cores", "×")):
            at = min(max(0, cell_of(value, top, width) - len(words) // 2), width - len(words))
            if at >= free:
                chars[at : at + len(words)] = words
                free = at + len(words) + 1
                break
    return [("  ", BLANK), *merge(chars, ["dim"] * width)]


def _row(
    entry: Entry, plan: Layout, span: float, top: float, ceiling: float | None, *, chosen: bool, focus: bool
) -> Row:
    name = fit([(entry.name, "bold strong" if chosen else "text")], plan.name - 4)
    mark: Row = [(" ▸ ", "bold interface" if focus else "interface")] if chosen else [("   ", BLANK)]
    row: Row = joined(mark, name, [(" ", BLANK)])
    if entry.message:
        room = sum(plan.of(column) for column in plan.columns)
        python = (
            entry.words.get("python", ("", BLANK)) if any(c.name == "python" for c in plan.columns) else ("", BLANK)
        )
        head: Row = [(f"{python[0]:<8}", python[1])] if python[0] else []
        return joined(row, fit(joined(head, entry.message), room))
    for column in plan.columns:
        cells = plan.of(column)
        if column.name == "time":
            row += fit(time_line(entry, span, cells - 2), cells)
        elif column.name == "bar":
            row += joined([("  ", BLANK)], fit(speedup_bar(entry, top, cells - 2, ceiling), cells - 2))
        else:
            words = [entry.words.get(column.name, ("", BLANK))]
            pad: Row = [("  ", BLANK)] if column.left and column.name != "python" else []
            row += fit(joined(pad, words), cells) if column.left else right(words, cells)
    return row


def time_line(entry: Entry, span_s: float, width: int) -> Row:
    """A line to the median, the part before the first item dashed, the repeats as dots, the interval as a thin line."""
    if width <= 0:
        return []
    chars, inks = [" "] * width, [BLANK] * width
    if entry.median_s is not None:
        middle = cell_of(entry.median_s, span_s, width)
        setup = cell_of(entry.startup_s, span_s, width)
        for cell in range(middle):
            chars[cell], inks[cell] = (SETUP, "rest") if cell < setup else (LINE, entry.ink)
        for cell in range(middle + 1, cell_of(entry.high_s, span_s, width) + 1):
            chars[cell], inks[cell] = INTERVAL, "dim"
        for repeat in entry.repeats_s:
            cell = cell_of(repeat, span_s, width)
            chars[cell], inks[cell] = REPEAT, "strong"
        chars[middle], inks[middle] = MEDIAN, f"bold {entry.ink}"
    if entry.running_s is not None:
        head = cell_of(entry.running_s, span_s, width)
        for cell in range(head if entry.median_s is None else 0):
            chars[cell], inks[cell] = INTERVAL, "interface"
        chars[head], inks[head] = HEAD, "bold interface"
    return merge(chars, inks)


def speedup_bar(entry: Entry, top: float, width: int, ceiling: float | None) -> Row:
    """A bar from 0 to the speed-up, with marks at 1x and at the cores that may be used."""
    if width <= 0:
        return []
    chars, inks = ["─"] * width, ["faint"] * width
    if entry.speedup is not None:
        halves = max(1, round(min(1.0, finite(entry.speedup) / top) * width * 2))
        full, half = divmod(halves, 2)
        chars[:full], inks[:full] = ["━"] * full, [entry.ink] * full
        if half and full < width:
            chars[full], inks[full] = "╸", entry.ink
    for value in (1.0, *((ceiling,) if ceiling is not None and ceiling <= top else ())):
        cell = cell_of(value, top, width)
        chars[cell], inks[cell] = ("╋", inks[cell]) if chars[cell] == "━" else ("┊", "dim")
    return merge(chars, inks)


def answers_row(words: Row, more: Row, width: int) -> Row:
    """What there is to say of the answers, and where there is room something more at the right end; what has no room goes whole."""
    while len(words) > 2 and width_of(words) > width:
        words = words[:-1]
    gap = width - width_of(words) - width_of(more)
    return fit(joined(words, [(" " * gap, BLANK)], more) if more and gap >= 2 else words, width)
