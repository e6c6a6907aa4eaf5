"""A lesson from its Markdown: a head of TOML between `+++`, steps under `##`, blocks in fences named `concviz`.

Markdown that no block interrupts stays as it was written, so a lesson reads well wherever Markdown is shown. What is for who presents
it stands in comments, `<!-- notes: … -->`, which no forge shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt

from ..text.printable import printable
from .block_reader import LessonError, block, problem, struct, toml
from .lesson import Lesson, Measure, Needs, Part, Predict, Prose, Reveal, Run, Say, Step

FENCE = "concviz"
MOST_BYTES = 1 << 20
OF_MACHINE = {"cores", "gil"}
"""Figures that are known before anything is measured."""
_NOTES = re.compile(r"<!--\s*notes:(.*?)-->", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    minutes: float = 0.0
    about: str = ""
    language: str = "en"
    sources: tuple[str, ...] = ()
    needs: Needs = Needs()


def read_lesson(path: Path, *, own: bool = False) -> Lesson:
    """The lesson in that file.

    Raises:
        LessonError: it can't be read; with file, line and one sentence.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LessonError(f"{path.name} is too long for a lesson: more than 1 MiB")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(
            printable(f"{path.name} can't be read: {getattr(error, 'strerror', None) or error}")
        ) from None
    try:
        return parse_lesson(text, path.name.removesuffix(".md"), folder=str(path.parent.absolute()), own=own)
    except LessonError as error:
        raise LessonError(f"{printable(path.name)}, {error}") from None


def parse_lesson(text: str, name: str, *, folder: str = "", own: bool = False) -> Lesson:
    """The lesson that is written there.

    Raises:
        LessonError: what is wrong, and in which line.
    """
    lines = printable(text, lined=True).split("\n")
    head, begin = _head(lines)
    steps = tuple(_steps(lines, begin))
    if not steps:
        raise problem(len(lines), "a lesson has steps: headings that begin with ##")
    lesson = Lesson(
        name, head.title, head.minutes, head.needs, head.language, head.sources, steps, head.about, folder, own
    )
    _check_order(lesson)
    return lesson


def _head(lines: list[str]) -> tuple[_Head, int]:
    """What stands between the two `+++`, and the line behind them."""
    if not lines or lines[0].strip() != "+++":
        raise problem(1, "a lesson begins with +++, and its title in TOML")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "+++"), None)
    if end is None:
        raise problem(1, "the second +++ is missing, which ends the head")
    text = "\n".join(lines[1:end])
    return struct(_Head, toml(text, 2), text, 2), end + 1


def _steps(lines: list[str], begin: int) -> Iterator[Step]:
    tokens = MarkdownIt("commonmark").parse("\n".join(lines[begin:]))
    marks: list[tuple[int, int, str, str]] = []  # first line, line behind it, heading or block, its text
    for place, token in enumerate(tokens):
        if token.map is None:
            continue
        if token.level:
            if token.type == "fence" and _is_ours(token.info):
                raise problem(token.map[0] + begin + 1, "a block stands by itself, not inside a list or a quotation")
            continue
        first, last = token.map[0] + begin, token.map[1] + begin
        if token.type == "heading_open" and token.tag == "h2":
            marks.append((first, last, "heading", tokens[place + 1].content))
        elif token.type == "fence" and _is_ours(token.info):
            marks.append((first, last, "block", token.content))
    starts = [place for place, mark in enumerate(marks) if mark[2] == "heading"]
    if marks and marks[0][2] == "block":
        raise problem(marks[0][0] + 1, "a block stands below a heading that begins with ##")
    for number, start in enumerate(starts):
        after = starts[number + 1] if number + 1 < len(starts) else len(marks)
        end = marks[after][0] if after < len(marks) else len(lines)
        first, behind, _, heading = marks[start]
        parts, notes = _parts(lines, behind, end, marks[start + 1 : after])
        yield Step(heading.strip(), parts, first + 1, notes)


def _is_ours(info: str) -> bool:
    return info.strip().split(" ")[0] == FENCE


def _parts(
    lines: list[str], begin: int, end: int, marks: list[tuple[int, int, str, str]]
) -> tuple[tuple[Part, ...], str]:
    """What stands between two headings, in its order, and the notes in it."""
    found: list[Part] = []
    notes: list[str] = []
    at = begin
    for first, behind, _, text in [*marks, (end, end, "", "")]:
        prose = "\n".join(lines[at:first])
        notes += [note.strip() for note in _NOTES.findall(prose)]
        if shown := _COMMENT.sub("", prose).strip():
            found.append(Prose(shown, at + 1))
        if behind > first:
            found.append(block(text, first + 2))  # pyright: ignore[reportArgumentType]
        at = behind
    return tuple(found), "\n\n".join(notes)


def _check_order(lesson: Lesson) -> None:
    """A reveal has something measured before it, and `against` names a run before it."""
    labels: set[str] = set()
    measured = False
    for _, _, part in lesson.parts():
        if isinstance(part, Run) and part.against and part.against not in labels:
            raise problem(part.line, f"against = {part.against!r} names no run before it that has this label")
        if isinstance(part, Measure):
            measured = True
            labels.add(part.label)
        elif isinstance(part, Reveal) and not measured:
            raise problem(part.line, "nothing is measured before this reveal")
        elif isinstance(part, Say) and not measured and not set(part.when.names()) <= OF_MACHINE:
            raise problem(part.line, "nothing is measured before this, so its when can never hold")
    open_ = [part for _, _, part in lesson.parts() if isinstance(part, Predict | Reveal)]
    if open_ and isinstance(open_[-1], Predict):
        raise problem(open_[-1].line, "this prediction is never revealed: a reveal has to follow")
