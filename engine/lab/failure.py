"""What is told of an item that failed: plain words that can be pickled, whatever was raised.

The traceback has the task's own frames: learners see their code, not what measures it. A path below the home
folder is written with `~`, because it would otherwise carry the user's name into the session.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, NamedTuple

from .own.import_errors import ImportFailed, argparse_says
from .own.short_text import at_home

if TYPE_CHECKING:
    from traceback import TracebackException

MAX_MESSAGE = 2_000
MAX_TRACEBACK = 16_000
_LAB = os.path.dirname(os.path.abspath(__file__))
_OWN_FOLDERS = (_LAB, *(os.path.join(_LAB, name) for name in ("own", "lanes", "life")))
"""What measures; tasks and models are what is measured."""


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
    raised = problem.__cause__ if isinstance(problem, ImportFailed) and problem.__cause__ else problem
    name = type(raised).__name__
    text = _text_of(problem)
    if isinstance(problem, SystemExit) and (said := argparse_says(problem.__traceback__)):
        text = f'{text}: it reads a command line, and there is none here: argparse says "{said}"'
    if isinstance(problem, EOFError) and "reading a line" in text:
        text = f"{text}: it asks for input, and there is none here"
    return Failure(lane, item, name, shorten(text, MAX_MESSAGE), traceback_of(problem))


def shorten(text: str, limit: int) -> str:
    """At most about `limit` characters, both ends kept, and the home folder written as `~`."""
    text = at_home(text)
    if len(text) <= limit:
        return text
    return f"{text[: limit // 2]}\n… {len(text) - limit:,} characters left out …\n{text[-limit // 2 :]}"


def _text_of(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception as worse:
        return f"(its text can't be had: str() raised {type(worse).__name__})"


def traceback_of(problem: BaseException) -> str:
    """As Python prints it, without what measures; '' where nothing of it is the user's or a model's."""
    import traceback  # only where something failed: it costs every worker 5 ms to import

    if isinstance(problem, ImportFailed):
        if problem.__cause__ is None:
            return ""
        problem = problem.__cause__
    try:
        told = traceback.TracebackException.from_exception(problem)
        if not _take_out_own(told):
            return ""
        lines = "".join(told.format())
    except Exception as worse:  # a chained exception or a note may be as broken as the exception itself
        frames = [each for each in traceback.extract_tb(problem.__traceback__) if not _is_own(each.filename)]
        lines = "".join(traceback.format_list(frames))
        lines += f"{type(problem).__name__} (the rest can't be shown: {type(worse).__name__})\n"
    return shorten(lines, MAX_TRACEBACK)


def _take_out_own(told: TracebackException | None) -> bool:
    """Takes our frames out of it, and out of those that it came from; whether a frame is left."""
    if told is None:
        return False
    told.stack[:] = [frame for frame in told.stack if not _is_own(frame.filename)]
    if not _take_out_own(told.__cause__):
        told.__cause__ = None
    if not _take_out_own(told.__context__):
        told.__context__ = None
    groups = [_take_out_own(each) for each in told.exceptions or ()]
    return bool(told.stack or told.__cause__ or told.__context__ or any(groups))


def _is_own(filename: str) -> bool:
    """Whether a frame is of what measures or imports the task."""
    if filename.startswith(("<frozen importlib", "<frozen runpy")):
        return True
    path = os.path.abspath(filename)
    return path == importlib.__file__ or os.path.dirname(path) in _OWN_FOLDERS
