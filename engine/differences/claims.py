"""What is said about each cell, and who says it.

`course` is the summary table that courses on concurrency show; it has two columns, and speaks of native threads and native
processes. `docs` is a page of Python's documentation. Where no page says it in so many words, it is what is usually said. Each is
short enough to stand in a cell of the table on a screen of 120 columns.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..model.difference_facts import Who

DOCS = "docs.python.org/3/"


class Claim(NamedTuple):
    """What is said, by whom, and where."""

    text: str
    who: Who
    page: str = ""
    """Of Python's documentation, below `DOCS`."""


def _course(text: str) -> Claim:
    return Claim(text, "course")


def _docs(text: str, page: str) -> Claim:
    return Claim(text, "docs", page)


def _usual(text: str) -> Claim:
    return Claim(text, "usual")


ONE_THREAD = "library/asyncio-dev.html"
"""The loop runs in a thread, and all callbacks and tasks in that thread; while one runs, no other does."""
INTERPRETERS = "library/concurrent.interpreters.html"
"""An interpreter runs in a thread of the process. Few objects are shared (a memoryview's buffer, a queue), most are copied by pickle."""

SAID: dict[str, dict[str, Claim]] = {
    "type": {
        "threading": _course("native threads"),
        "multiprocessing": _course("native processes"),
        "asyncio": _docs("tasks of one thread", ONE_THREAD),
        "interpreters": _docs("interpreters in threads", INTERPRETERS),
    },
    "relation": {
        "threading": _course("inside their process"),
        "multiprocessing": _course("has threads and children"),
        "asyncio": _docs("inside one thread", ONE_THREAD),
        "interpreters": _docs("inside their process", INTERPRETERS),
    },
    "sharing": {
        "threading": _course("share memory"),
        "multiprocessing": _course("pickled, not shared"),
        "asyncio": _usual("share memory"),
        "interpreters": _docs("mostly copied", INTERPRETERS),
    },
    "weight": {
        "threading": _course("light"),
        "multiprocessing": _course("heavy"),
        "asyncio": _usual("lighter than threads"),
        # "starting each interpreter has not been optimized yet"
        "interpreters": _docs("start not optimized yet", "whatsnew/3.14.html"),
    },
    "parallelism": {
        "threading": _course("limited by the GIL"),
        "multiprocessing": _course("full"),
        "asyncio": _docs("none: one thread", ONE_THREAD),
        # InterpreterPoolExecutor: each worker has an interpreter, and so a GIL, of its own
        "interpreters": _docs("full: a GIL each", "library/concurrent.futures.html"),
    },
    "tasks": {
        "threading": _course("I/O-bound"),
        "multiprocessing": _course("CPU-bound"),
        # "a perfect fit for IO-bound and high-level structured network code"
        "asyncio": _docs("I/O-bound", "library/asyncio.html"),
        "interpreters": _usual("CPU-bound"),
    },
    "number": {
        "threading": _course("10s to 1,000s"),
        "multiprocessing": _course("10s (or fewer)"),
        "asyncio": _usual("10,000s"),
        "interpreters": _usual("10s"),
    },
    "race": {"threading": _usual("updates are lost without a lock, none with one")},
    # What can be pickled and unpickled: functions by their names, no open files
    "pickling": {"multiprocessing": _docs("a lambda, an open file and a lock can't be sent", "library/pickle.html")},
}
"""Property and column to the claim."""

CLAIMS = {name: {column: claim.text for column, claim in claims.items()} for name, claims in SAID.items()}
"""The texts alone."""


def source(name: str, column: str) -> Who | Literal[""]:
    """Who says it; '' where nobody says anything."""
    claim = SAID[name].get(column)
    return claim.who if claim else ""


def page(name: str, column: str) -> str:
    """Where Python's documentation says it (`docs.python.org/3/library/…`), or ''."""
    claim = SAID[name].get(column)
    return DOCS + claim.page if claim and claim.page else ""
