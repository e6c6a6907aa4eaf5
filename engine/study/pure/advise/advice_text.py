"""An advice as lines of text: sentences wrapped, tables in columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ....model.own.advice_facts import Advice
from .advice_sections import Section, first_line, sections

BAR = 24
NARROW = 24
"""With less room the last column goes below the row."""


def advice_lines(advice: Advice, width: int = 100) -> Iterator[tuple[str, str]]:
    """(line, its role: `title`, `heading`, `code` or '')."""
    yield first_line(advice), "title"
    for section in sections(advice):
        yield "", ""
        yield section.title, "heading"
        for sentence in section.sentences:
            for line in textwrap.wrap(sentence, max(22, width - 2)):
                yield f"  {line}", ""
        for line in table_lines(section, width - 2):
            yield f"  {line}", ""
        for line in section.code.rstrip("\n").split("\n") if section.code else ():
            yield f"  {line}".rstrip(), "code"


def table_lines(section: Section, width: int) -> Iterator[str]:
    """The table: with bars where it tells shares; else its last column is text, which is wrapped, below the row where it is narrow.

    Columns for which there is no room are left out, the last of the figures first.
    """
    if not section.rows:
        return
    rows = [section.heads, *section.rows]
    wide = [max(len(row[place]) for row in rows) for place in range(len(section.heads))]
    shown = list(range(len(wide) - 1))
    while len(shown) > 2 and sum(wide[place] + 2 for place in shown) > width:
        shown.pop()
    room = width - sum(wide[place] + 2 for place in shown)
    for number, row in enumerate(rows):
        cells = "  ".join(row[place].rjust(wide[place]) if place else row[place].ljust(wide[place]) for place in shown)
        if section.shares:
            most = max(0, min(BAR, room - wide[-1] - 2))
            bar = f"  {'█' * round(section.shares[number - 1] * most)}" if number else ""
            yield f"{cells}  {row[-1].rjust(wide[-1])}{bar}".rstrip()
        elif room >= NARROW:
            first, *more = textwrap.wrap(row[-1], room) or [""]
            yield f"{cells}  {first}".rstrip()
            yield from (" " * (width - room) + line for line in more)
        else:
            yield cells.rstrip()
            if number:
                yield from (f"    {line}" for line in textwrap.wrap(row[-1], max(20, width - 4)))
