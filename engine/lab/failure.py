"""What is told of an item that failed: plain words that can be pickled, whatever was raised.

The traceback begins at the task's own frames: learners see their code, not what measures it. A path below the home
folder is written with `~`, because it would otherwise carry the user's name into the session.
"""

from __future__ import annotations

import importlib
import os
from types import TracebackType
from typing import NamedTuple

MAX_MESSAGE = 2_000
MAX_TRACEBACK = 16_000
_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))
_OWN_FILES = (
    importlib.__file__,
    *(
        os.path.join(_OWN_FOLDER, name)
        for name in ("measure.py", "coroutine.py", "loading.py", "function.py", "time_items.py")
    ),
)


class Failure(NamedTuple):
    """An item that raised, or whose result can't be handed over; stands where its result would."""

    lane: int
    """The lane that worked on it, 0 if none could be opened."""
    item: int
    type: str
    message: str
    """What the exception says, or ''."""
    traceback: str
    """As Python prints it, from the task's first frame on."""


def failure_of(problem: BaseException, lane: int, item: int) -> Failure:
    """Puts an exception into words; never raises, also where the exception's own `str()` does."""
    name = type(problem).__name__
    return Failure(lane, item, name, shorten(_text_of(problem), MAX_MESSAGE), _traceback_of(problem))


def shorten(text: str, limit: int) -> str:
    """At most about `limit` characters, both ends kept, and the home folder written as `~`."""
    home = os.path.expanduser("~").rstrip(os.sep)
    if home:
        text = text.replace(home + os.sep, "~" + os.sep)
    if len(text) <= limit:
        return text
    return f"{text[: limit // 2]}\n… {len(text) - limit:,} characters left out …\n{text[-limit // 2 :]}"


def _text_of(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception as worse:
        return f"(its text can't be had: str() raised {type(worse).__name__})"


def _traceback_of(problem: BaseException) -> str:
    import traceback  # only where something failed: it costs every worker 5 ms to import

    try:
        told = traceback.TracebackException(type(problem), problem, _task_frames(problem.__traceback__))
        lines = "".join(told.format())
    except Exception as worse:  # a chained exception or a note may be as broken as the exception itself
        lines = "".join(traceback.format_tb(_task_frames(problem.__traceback__)))
        lines += f"{type(problem).__name__} (the rest can't be shown: {type(worse).__name__})\n"
    return shorten(lines, MAX_TRACEBACK)


def _task_frames(frames: TracebackType | None) -> TracebackType | None:
    while frames is not None and _is_own(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    return frames


def _is_own(filename: str) -> bool:
    """Whether a frame is of what measures or imports the task."""
    return filename.startswith("<frozen importlib") or os.path.abspath(filename) in _OWN_FILES
