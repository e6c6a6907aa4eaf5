"""What is usually said about each cell.

`course` is the summary table that courses on concurrency show; it has two columns. For the other two stands what Python's own
documentation says. Each is short enough to stand in a cell of the table on a screen of 120 columns.
"""

from __future__ import annotations

CLAIMS: dict[str, dict[str, str]] = {
    "type": {
        "threading": "threads of one process",
        "multiprocessing": "processes",
        "asyncio": "tasks of one thread",
        "interpreters": "interpreters in threads",
    },
    "relation": {
        "threading": "inside their process",
        "multiprocessing": "its child processes",
        "asyncio": "inside one thread",
        "interpreters": "inside their process",
    },
    "sharing": {
        "threading": "share memory",
        "multiprocessing": "pickled, not shared",
        "asyncio": "share memory",
        "interpreters": "copied, not shared",
    },
    "weight": {
        "threading": "light",
        "multiprocessing": "heavy",
        "asyncio": "lighter than threads",
        "interpreters": "start not optimized yet",
    },
    "parallelism": {
        "threading": "limited by the GIL",
        "multiprocessing": "full",
        "asyncio": "none: one thread",
        "interpreters": "full: a GIL each",
    },
    "tasks": {
        "threading": "I/O-bound",
        "multiprocessing": "CPU-bound",
        "asyncio": "I/O-bound",
        "interpreters": "CPU-bound",
    },
    "number": {
        "threading": "10s to 1,000s",
        "multiprocessing": "10s",
        "asyncio": "10,000s",
        "interpreters": "10s",
    },
    "race": {"threading": "updates are lost without a lock, none with one"},
    "pickling": {"multiprocessing": "a lambda, an open file and a lock can't be sent"},
}
"""Property and column to the claim."""


def source(column: str) -> str:
    """Who says it: `course` or `docs`."""
    return "course" if column in ("threading", "multiprocessing") else "docs"
