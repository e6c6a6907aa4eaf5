"""An advice as Markdown, as it goes into a pull request or a note."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....model.own.advice_facts import Advice
from .advice_sections import first_line, sections

SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def advice_markdown(advice: Advice) -> str:
    """The whole page."""
    return "\n".join(_lines(advice)) + "\n"


def _lines(advice: Advice) -> Iterator[str]:
    yield f"## {escaped(first_line(advice))}"
    for section in sections(advice):
        yield from ("", f"### {escaped(section.title)}", "")
        if len(section.sentences) > 1:
            yield from (f"- {escaped(sentence)}" for sentence in section.sentences)
        else:
            yield from (escaped(sentence) for sentence in section.sentences)
        if section.rows:
            yield from ("", _row(section.heads), _row(tuple("---" for _ in section.heads)))
            yield from (_row(tuple(map(escaped, row))) for row in section.rows)
        if section.code:
            longest = max(map(len, re.findall("`+", section.code)), default=0)
            fence = "`" * max(3, longest + 1)
            yield from (f"{fence}python", section.code.rstrip("\n"), fence)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Words that are read as they stand."""
    return SPECIAL.sub(r"\\\1", text)
