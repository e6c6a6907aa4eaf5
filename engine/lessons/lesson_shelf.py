"""Where lessons are: those that came with concviz, and any file of anybody's."""

from __future__ import annotations

import functools
from pathlib import Path

from ..text.suggest import unknown
from .block_reader import LessonError
from .lesson import Lesson
from .lesson_reader import read_lesson

BUILT_IN = Path(__file__).parent / "builtin"
ENDING = ".md"


@functools.cache
def built_in() -> dict[str, Lesson]:
    """The lessons that came with concviz, by name, in their order: English first, then each language's."""
    lessons = [read_lesson(path, own=True) for path in sorted(BUILT_IN.glob(f"*{ENDING}"))]
    return {
        each.name: each for each in sorted(lessons, key=lambda each: (each.language != "en", each.language, each.name))
    }


def find_lesson(wanted: str) -> Lesson:
    """The lesson of that name (`02-one-gil`, `one-gil`, `2`), or in that file.

    Raises:
        LessonError: there is none, or it can't be read.
    """
    if wanted.endswith(ENDING) or "/" in wanted:
        return read_lesson(Path(wanted).expanduser())
    known = built_in()
    for name, lesson in known.items():
        number, _, rest = name.partition("-")
        if wanted in (name, rest, number, number.lstrip("0")):
            return lesson
    names = [name.partition("-")[2] for name in known]
    raise LessonError(unknown("lesson", wanted, names))
