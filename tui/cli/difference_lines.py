"""The table of differences as lines of text, for commands."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import click

from ...engine.differences.claims import page
from ...engine.differences.properties import COLUMNS, MATRIX, PROPERTIES
from ...engine.session.events import Difference, Machine

LABEL = 13
WIDEST = 34
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
    yield paint(
        f"Differences, measured here and now · {machine.usable_cores:g} usable core{'s' * (machine.usable_cores != 1)}",
        bold=True,
    )
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


def _matrix(cells: Sequence[Difference], width: int, paint: Painter) -> Iterator[str]:
    columns = [column for column in COLUMNS if any(cell.column == column for cell in cells)]
    wide = min(WIDEST, max(14, (width - LABEL) // len(columns) - GAP))
    main = {column: next(cell.python for cell in cells if cell.column == column) for column in columns}
    yield " " * LABEL + paint("".join(column.ljust(wide + GAP) for column in columns).rstrip(), bold=True)
    yield " " * LABEL + paint(
        "".join(f"Python {main[column]}".ljust(wide + GAP) for column in columns).rstrip(), dim=True
    )
    for name in MATRIX:
        row = [cell for cell in cells if cell.name == name]
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


def _cell(cell: Difference, wide: int) -> list[tuple[str, dict[str, Any]]]:
    if cell.state != "done":
        return [(line, {"dim": True}) for line in textwrap.wrap(cell.value, wide)]
    mark, hue = MARKS[cell.agrees]
    value = [(line, {}) for line in _packed(cell.value.split(" · "), wide)]
    claim = textwrap.wrap(f"{mark} {cell.claim}", wide, subsequent_indent="  ")
    return [*value, *((line, {"fg": hue}) for line in claim)]


def _packed(parts: Sequence[str], wide: int) -> list[str]:
    """As many parts a line as fit; a part is only broken if it doesn't fit alone."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + 3 + len(part) <= wide:
            lines[-1] += f" · {part}"
        else:
            lines += textwrap.wrap(part, wide)
    return lines


def _list(name: str, cells: Sequence[Difference], width: int, paint: Painter, *, evidence: bool) -> Iterator[str]:
    """Race and pickling: one line a Python, and what is said of it once."""
    yield paint(f"{PROPERTIES[name].title:<{LABEL}}", bold=True) + paint(PROPERTIES[name].question, dim=True)
    for cell in cells:
        mark, hue = MARKS[cell.agrees]
        shown = paint(mark, fg=hue) if cell.state == "done" else "–"
        yield f"  {cell.python:<{LABEL - 2}}{cell.value}   {shown} {cell.claim}".rstrip()
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
            of = f"{PROPERTIES[cell.name].title} of {cell.column}, Python {cell.python}"
            yield f"  {paint(mark, fg=hue)} {of}: {paint(cell.claim, bold=True)}?"
            yield from _wrapped(cell.why, width, 4, paint)


def _evidence(cells: Sequence[Difference], width: int, paint: Painter) -> Iterator[str]:
    for cell in cells:
        yield ""
        yield paint(f"{PROPERTIES[cell.name].title} of {cell.column}", bold=True) + f" · {cell.value}"
        who = WHO.get(cell.source, cell.source)
        if where := page(cell.name, cell.column) if cell.source == "docs" else "":
            who = f"{who} ({where})"
        if cell.state == "done":
            mark, hue = MARKS[cell.agrees]
            yield f"  {who}: {cell.claim}. {paint(f'{mark} {WORDS[cell.agrees]}', fg=hue)}"
        yield from _wrapped(cell.why, width, 2, paint)
        yield from _bullets(cell.evidence, width, paint)


def _wrapped(text: str, width: int, indent: int, paint: Painter) -> Iterator[str]:
    for line in textwrap.wrap(text, max(20, width - indent)):
        yield " " * indent + paint(line, dim=True)


def _bullets(lines: Sequence[str], width: int, paint: Painter, indent: int = 4) -> Iterator[str]:
    """Evidence, with the indentation of trees kept."""
    for text in lines:
        inner = len(text) - len(text.lstrip())
        for line in textwrap.wrap(text.strip(), max(20, width - indent - inner), subsequent_indent="  "):
            yield " " * indent + " " * inner + paint(line, dim=True)
