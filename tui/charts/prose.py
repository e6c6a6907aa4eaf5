"""Sentences with coloured words, wrapped to a width."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from .cells import Cells, Row, fit, joined, width_of

TONES = {"good": "bold run", "warn": "bold gil", "bad": "bold failed", "plain": "bold strong"}


def wrapped(words: Row, width: int) -> Cells:
    """The runs broken at spaces into rows of at most `width` cells; a word that is too long is broken anywhere."""
    if width <= 0:
        return []
    rows: Cells = [[]]
    used = 0
    for group in _words(words, width):
        size = sum(cell_len(text) for text, _ in group)
        if used and used + 1 + size > width:
            rows[-1] = joined(rows[-1])
            rows.append([])
            used = 0
        if used:
            rows[-1].append((" ", group[0][1] if rows[-1] and rows[-1][-1][1] == group[0][1] else "text"))
            used += 1
        rows[-1] += group
        used += size
    rows[-1] = joined(rows[-1])
    return rows


def _words(runs: Row, width: int) -> list[Row]:
    """Words between spaces, each a row of runs (a word can change its ink inside)."""
    words: list[Row] = []
    open_word = False
    for text, ink in runs:
        for place, part in enumerate(text.split(" ")):
            piece = part
            if place or not open_word:
                words.append([])
            open_word = True
            while cell_len(piece) > width:
                head = _head(piece, width)
                words[-1].append((head, ink))
                piece = piece[len(head) :]
                words.append([])
            if piece:
                words[-1].append((piece, ink))
    return [word for word in words if word]


def _head(text: str, width: int) -> str:
    """As many of the first characters as fit into `width` cells, at least one."""
    used = 0
    for place, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return text[: max(1, place)]
    return text


def finding_words(headline: str, text: str, tone: str, tries: Sequence[tuple[str, str]]) -> Row:
    """Headline, sentences, and what to try: `Try m processes, p 3.14t.`"""
    row: Row = [(headline, TONES.get(tone, TONES["plain"])), (" ", "text"), (text, "text")]
    for index, (key, what) in enumerate(tries):
        row += [(" Try " if not index else ", ", "dim"), (key, "bold interface"), (f" {what}", "dim")]
    return [*row, (".", "dim")] if tries else row


LaneRegistry = tuple[str, str, str, Sequence[tuple[str, str]]]
"""(headline, text, tone, tries) of a finding."""


def finding_rows(findings: Sequence[LaneRegistry], width: int, height: int) -> Cells:
    """Findings one below the other, as many as go into `height` rows of `width` cells; the first one is always there.

    Where even that is too long, what to try goes first, then the last sentences, then the end of a sentence (`…`). Of
    the others, what to try goes where there is no room for it.
    """
    rows: Cells = []
    for place, finding in enumerate(findings):
        paragraph = _shortened(finding, width, height) if not place else wrapped(finding_words(*finding), width)
        if len(rows) + len(paragraph) > height:
            paragraph = wrapped(finding_words(*finding[:3], ()), width)
        if len(rows) + len(paragraph) <= height:
            rows += paragraph
    return [fit(row, width) for row in rows]


def _shortened(finding: LaneRegistry, width: int, height: int) -> Cells:
    """The finding in at most `height` rows."""
    headline, text, tone, tries = finding
    rows = wrapped(finding_words(headline, text, tone, tries), width)
    sentences = text.replace(". ", ".\n").split("\n")
    for count in range(len(sentences), 0, -1):
        if len(rows) <= height:
            break
        rows = wrapped(finding_words(headline, " ".join(sentences[:count]), tone, ()), width)
    if len(rows) <= height:
        return rows
    return [*rows[: height - 1], _ellipsis(rows[height - 1], width)] if height > 0 else []


def _ellipsis(row: Row, width: int) -> Row:
    """The row with `…` behind its last word."""
    kept = row if width_of(row) < width else fit(row, width - 1)
    while kept and not kept[-1][0].strip(" …,;:"):
        kept = kept[:-1]
    if kept:
        kept = [*kept[:-1], (kept[-1][0].rstrip(" …,;:"), kept[-1][1])]
    return [*kept, ("…", "dim")] if width > 0 else []
