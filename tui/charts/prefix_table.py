"""A cluster's tasks by the prefix of their keys: how many are being done and wait, have ended and failed, and how long they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ...engine.text.quantities import duration, rate
from .cells import BLANK, Cells, Row, fit_all, joined
from .task_stream import prefix_role

LEAST_NAME, MOST_NAME = 8, 40


@dataclass(frozen=True, slots=True)
class Column:
    """A number of each prefix."""

    title: str
    width: int
    words: Callable[[PrefixView], str]


def _count(number: int) -> str:
    return f"{number:,}" if number else "·"


COLUMNS = (
    Column("now", 6, lambda each: _count(each.running)),
    Column("wait", 8, lambda each: _count(waits(each))),
    Column("done", 9, lambda each: _count(each.row.done)),
    Column("failed", 8, lambda each: _count(each.row.failed)),
    Column("each", 9, lambda each: duration(each.mean_s) if each.mean_s is not None else "·"),
    Column("ends", 9, lambda each: rate(each.per_s) if each.per_s else "·"),
    Column("fetched", 9, lambda each: duration(each.row.fetch_us / 1e6) if each.row.fetch_us else "·"),
)

if TYPE_CHECKING:
    from ...engine.analysis.cluster.cluster_view import ClusterView, PrefixView
"""Most important first: where it is narrow the last ones go."""


def waits(each: PrefixView) -> int:
    """Tasks that are there and not being done."""
    return max(0, each.row.waiting + each.row.queued + each.row.processing - each.running)


def prefix_rows(view: ClusterView, width: int, height: int) -> Cells:
    """The table in exactly `width` x `height` cells; the last row says how many there are more."""
    if not view.prefixes or height <= 0:
        return fit_all([[("No task has been seen yet.", "dim")]], width, height)
    head = 1 if height >= 3 else 0
    room = height - head
    shown = view.prefixes if len(view.prefixes) <= room else view.prefixes[: max(1, room - 1)]
    name = min(MOST_NAME, max(LEAST_NAME, 2 + max(cell_len(each.row.name) for each in shown)))
    columns = list(COLUMNS)
    while len(columns) > 1 and name + sum(each.width for each in columns) > width:
        if name > LEAST_NAME and name > width // 3:
            name -= 1
        else:
            columns.pop()
    rows: Cells = []
    if head:
        rows.append([(" " * name + "".join(f"{each.title:>{each.width}}" for each in columns), "dim")])
    rows += [_row(each, name, columns) for each in shown]
    if len(shown) < len(view.prefixes):
        rows.append([(f"{len(view.prefixes) - len(shown):,} more", "dim")])
    return fit_all(rows, width, height)


def _row(each: PrefixView, name: int, columns: list[Column]) -> Row:
    words = each.row.name if cell_len(each.row.name) <= name - 2 else f"{set_cell_size(each.row.name, name - 3)}…"
    head: Row = [("█ ", prefix_role(each.row.number)), (set_cell_size(words, name - 2), "strong")]
    numbers: Row = []
    for column in columns:
        text = column.words(each)
        bad = column.title == "failed" and each.row.failed
        numbers.append((f"{text:>{column.width}}", "failed" if bad else "faint" if text == "·" else "text"))
    return joined(head, numbers, [("", BLANK)])
