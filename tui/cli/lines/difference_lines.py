"""The table of differences as lines of text, for commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

import click

from ....engine.differences.claims import page
from ....engine.differences.properties import COLUMNS, MATRIX, PROPERTIES
from ....engine.session.events import Difference, Machine
from ....engine.text.lines import hanging, packed, wrapped

LABEL = 13
WIDEST, LEAST = 34, 20
"""Cells of a column."""
GAP = 2
MARKS: dict[bool | None, tuple[str, str]] = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}
WHO = {"course": "The course's table", "docs": "Python's documentation", "usual": "Usually said"}
WORDS = {True: "agrees", False: "disagrees", None: "can't be told"}


class Painter:
    """Styles text, or leaves it alone."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, **style: Any) -> str:
        """The text in that style."""
        return click.style(text, **style) if self._colour and text.strip() else text


def difference_lines(
    cells: Sequence[Difference], machine: Machine, *, colour: bool, width: int, evidence: bool
) -> Iterator[str]:
    """The table, what disagrees, and with `evidence` what each cell stands on."""
    paint = Painter(colour=colour)
    settled = [cell for cell in cells if cell.state != "measuring"]
    cores = f"{machine.usable_cores:g} usable core{'s' * (machine.usable_cores != 1)}"
    yield from _painted(packed(["Differences, measured here and now", cores], width, " · ", more=2), paint, bold=True)
    matrix = [cell for cell in settled if cell.name in MATRIX and cell.column in COLUMNS]
    if matrix:
        yield ""
        yield from _matrix(matrix, width, paint)
    for name in PROPERTIES:
        rest = [cell for cell in settled if cell.name == name and name not in MATRIX]
        if rest:
            yield ""
            yield from _list(name, rest, width, paint, evidence=evidence)
    yield from _judged(matrix, width, paint)
    if evidence:
        yield from _evidence(matrix, width, paint)


def _painted(lines: Iterable[str], paint: Painter, **style: Any) -> Iterator[str]:
    return (paint(line, **style) for line in lines)


def _matrix(cells: Sequence[Difference], width: int, paint: Painter) -> Iterator[str]:
    """As many columns side by side as have room, the others below them as a table of their own."""
    columns = [column for column in COLUMNS if any(cell.column == column for cell in cells)]
    most = max(1, (width - LABEL) // (LEAST + GAP))
    rows = -(-len(columns) // most)
    for first in range(0, len(columns), size := -(-len(columns) // rows)):
        if first:
            yield ""
        yield from _columns(cells, columns[first : first + size], width, paint)


def _columns(cells: Sequence[Difference], columns: Sequence[str], width: int, paint: Painter) -> Iterator[str]:
    wide = min(WIDEST, (width - LABEL) // len(columns) - GAP)
    main = {column: next(cell.python for cell in cells if cell.column == column) for column in columns}
    yield " " * LABEL + paint("".join(column.ljust(wide + GAP) for column in columns).rstrip(), bold=True)
    yield " " * LABEL + paint(
        "".join(f"Python {main[column]}".ljust(wide + GAP) for column in columns).rstrip(), dim=True
    )
    for name in MATRIX:
        row = [cell for cell in cells if cell.name == name and cell.column in columns]
        if not row:
            continue
        yield ""
        pythons = [each for each in dict.fromkeys(cell.python for cell in row) if each not in main.values()]
        yield from _row(PROPERTIES[name].title, [_of(row, column, main[column]) for column in columns], wide, paint)
        for python in pythons:
            yield from _row(f" {python}", [_of(row, column, python) for column in columns], wide, paint)


def _of(row: Sequence[Difference], column: str, python: str) -> Difference | None:
    return next((cell for cell in row if (cell.column, cell.python) == (column, python)), None)


def _row(title: str, cells: Sequence[Difference | None], wide: int, paint: Painter) -> Iterator[str]:
    """A row of cells: the value, then the claim with its mark."""
    blocks = [_cell(cell, wide) if cell else [] for cell in cells]
    for index, parts in enumerate(zip_longest(*blocks, fillvalue=("", {}))):
        label = paint(title.ljust(LABEL), bold=not title.startswith(" ")) if index == 0 else " " * LABEL
        yield (label + "".join(paint(text, **style) + " " * (wide + GAP - len(text)) for text, style in parts)).rstrip()


def _cell(cell: Difference, wide: int) -> list[tuple[str, dict[str, object]]]:
    if cell.state != "done":
        return [(line, {"dim": True}) for line in wrapped(cell.value, wide)]
    mark, hue = MARKS[cell.agrees]
    value = [(line, {}) for line in packed(cell.value.split(" · "), wide, " · ")]
    claim = wrapped(f"{mark} {cell.claim}", wide, 0, 2)
    return [*value, *((line, {"fg": hue}) for line in claim)]


def _list(name: str, cells: Sequence[Difference], width: int, paint: Painter, *, evidence: bool) -> Iterator[str]:
    """Race and pickling: one line a Python, and what is said of it once."""
    title = f"{PROPERTIES[name].title:<{LABEL}}"
    question = hanging(title, PROPERTIES[name].question, width)
    yield paint(title, bold=True) + paint(question[0][LABEL:], dim=True)
    yield from _painted(question[1:], paint, dim=True)
    for cell in cells:
        mark, hue = MARKS[cell.agrees] if cell.state == "done" else ("–", None)
        head, claim = f"  {cell.python:<{LABEL - 2}}", f"{mark} {cell.claim}"
        if len(whole := f"{head}{cell.value}   {claim}") <= width:
            yield whole.replace(f"   {mark}", f"   {paint(mark, fg=hue)}", 1).rstrip()
        else:
            yield from hanging(head, cell.value, width)
            for line in wrapped(claim, width, LABEL, 2):
                yield line.replace(f"{mark} ", f"{paint(mark, fg=hue)} ", 1) if line.strip().startswith(mark) else line
        if evidence or cell.state != "done":
            yield from _wrapped(cell.why, width, LABEL, paint)
        if evidence and cell.state == "done":
            yield from _bullets(cell.evidence, width, paint, LABEL)
    if not evidence:
        for why in dict.fromkeys(
            cell.why.partition(". ")[2] for cell in cells if name == "race" and cell.state == "done"
        ):
            yield from _wrapped(why, width, LABEL, paint)


def _judged(cells: Sequence[Difference], width: int, paint: Painter) -> Iterator[str]:
    """What this machine says otherwise, and what it can't tell."""
    for agrees, title in ((False, "Where this machine says otherwise"), (None, "What could not be told here")):
        found = [cell for cell in cells if cell.agrees is agrees and cell.state in ("done", "failed")]
        if not found:
            continue
        yield ""
        yield paint(title, bold=True)
        for cell in found:
            mark, hue = MARKS[agrees]
            of = f"{PROPERTIES[cell.name].title} of {cell.column}, Python {cell.python}:"
            lines = list(packed([of, f"{cell.claim}?"], width - 2, " ", 2, 2))
            yield f"  {paint(mark, fg=hue)} " + lines[0].strip().replace(cell.claim, paint(cell.claim, bold=True))
            yield from ("  " + line.replace(cell.claim, paint(cell.claim, bold=True)) for line in lines[1:])
            yield from _wrapped(cell.why, width, 4, paint)


def _evidence(cells: Sequence[Difference], width: int, paint: Painter) -> Iterator[str]:
    for cell in cells:
        yield ""
        title = f"{PROPERTIES[cell.name].title} of {cell.column}"
        lines = wrapped(f"{title} · {cell.value}", width, 0, 2)
        yield lines[0].replace(title, paint(title, bold=True))
        yield from lines[1:]
        who = WHO.get(cell.source, cell.source)
        if where := page(cell.name, cell.column) if cell.source == "docs" else "":
            who = f"{who} ({where})"
        if cell.state == "done":
            mark, hue = MARKS[cell.agrees]
            told = f"{mark} {WORDS[cell.agrees]}"
            for line in packed([f"{who}: {cell.claim}.", told], width, " ", 2, 2):
                yield line.replace(told, paint(told, fg=hue))
        yield from _wrapped(cell.why, width, 2, paint)
        yield from _bullets(cell.evidence, width, paint)


def _wrapped(text: str, width: int, indent: int, paint: Painter) -> Iterator[str]:
    for line in wrapped(text, width - indent):
        yield " " * indent + paint(line, dim=True)


def _bullets(lines: Sequence[str], width: int, paint: Painter, indent: int = 4) -> Iterator[str]:
    """Evidence, with the indentation of trees kept."""
    for text in lines:
        inner = len(text) - len(text.lstrip())
        for line in wrapped(text.strip(), width - indent - inner, 0, 2):
            yield " " * indent + " " * inner + paint(line, dim=True)
