"""The inputs of a user's function: a Python expression, evaluated among the names of his own module, or a file.

What a file holds its name says: `.jsonl` one JSON value a line, `.json` an array (or the same), `.csv` and `.tsv` rows under a line
of names, each a dict of texts as the `csv` module reads them. Any other is JSON lines where every line is JSON, and lines of text
where one isn't.
"""

from __future__ import annotations

import csv
import itertools
import json
import operator
import os
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

MOST = 10_000_000
"""Inputs of a run."""
PATIENCE_S = 10.0
MOST_MEMORY = 1 << 30
"""Of inputs that are made one after the other."""
LOOK_EVERY = 1_000
"""Inputs, between looks at the clock."""
ENDLESS = (itertools.count, itertools.cycle, itertools.repeat)
JSON_LINES = (".jsonl", ".ndjson")
TABLES = {".csv": ",", ".tsv": "\t"}


def read(text: str, module: types.ModuleType, count: int | None = None) -> list[Any]:
    """The inputs that `text` means, at most `count`.

    Raises:
        ValueError: there are none, or too many; the text can't be evaluated, or the file not be read.
    """
    given = from_file(text) if os.path.isfile(text) else from_expression(text, module)
    if count is None and is_endless(given):
        raise ValueError(f"--inputs {text!r} never ends: say how many of them with --items")
    found = list(itertools.islice(given, count)) if count else taken(given, text)
    if not found:
        raise ValueError(f"--inputs {text!r} gives no input at all")
    if len(found) > MOST:
        raise ValueError(f"--inputs {text!r} gives more than {MOST:,} inputs: say how many of them with --items")
    return found


def taken(given: Iterable[Any], text: str, clock: Callable[[], float] = time.monotonic) -> list[Any]:
    """All of them; one more than `MOST` where there are too many.

    Raises:
        ValueError: they go on for so long, or take so much memory, that there may be no end.
    """
    found: list[Any] = []
    began, memory = clock(), most_memory()
    for each in itertools.islice(given, MOST + 1):
        found.append(each)
        if not len(found) % LOOK_EVERY and (clock() - began > PATIENCE_S or most_memory() - memory > MOST_MEMORY):
            raise ValueError(
                f"--inputs {text!r} gave {len(found):,} inputs and goes on: if it has an end, say how many of them with --items"
            )
    return found


def most_memory() -> int:
    """Bytes that this process had at most so far; 0 where the system doesn't tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def is_endless(given: Iterable[Any]) -> bool:
    """Whether it is one of Python's own iterators without an end."""
    if not isinstance(given, ENDLESS):
        return False
    try:
        return not isinstance(given, itertools.repeat) or operator.length_hint(given, -1) < 0
    except TypeError:
        return True


def from_expression(text: str, module: types.ModuleType) -> Iterator[Any]:
    """The value of a Python expression, which must be something to iterate over.

    Raises:
        ValueError: it isn't.
    """
    try:
        value = eval(text, dict(vars(module)))  # the user's own words, in a process of his own
        return iter(value)
    except Exception as error:
        missing = ", and there is no file of that name" if isinstance(error, NameError) else ""
        raise ValueError(f"--inputs {text!r} can't be used: {type(error).__name__}: {error}{missing}") from None


def from_file(path: str) -> Iterator[Any]:
    """What the file holds.

    Raises:
        ValueError: it can't be read, or isn't what its name says.
    """
    ending = os.path.splitext(path)[1].lower()
    try:
        with open(path, encoding="utf-8-sig", newline="" if ending in TABLES else None) as file:
            if ending in TABLES:
                yield from csv.DictReader(file, delimiter=TABLES[ending])
            elif ending in JSON_LINES:
                yield from _json_lines(file, path)
            elif ending == ".json":
                yield from _json_document(file.read(), path)
            else:
                yield from _any_text(file.read())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise ValueError(f"--inputs {os.path.basename(path)} can't be read: {why}") from None


def _json_lines(lines: Iterable[str], path: str) -> Iterator[Any]:
    """One JSON value a line; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            raise ValueError(f"{os.path.basename(path)} line {number} is no JSON: {error}") from None


def _json_document(text: str, path: str) -> Iterable[Any]:
    """The elements of an array; a document that is none is one input, and several lines that are no document are JSON lines."""
    try:
        value = json.loads(text)
    except ValueError:
        return _json_lines(text.splitlines(), path)
    return value if isinstance(value, list) else [value]


def _any_text(text: str) -> Iterable[Any]:
    """JSON where it is JSON throughout, else lines of text."""
    try:
        value = json.loads(text)
        if isinstance(value, list):
            return value
    except ValueError:
        pass
    lines = text.splitlines()
    try:
        return [json.loads(line) for line in lines if line.strip()]
    except ValueError:
        return [line for line in lines if line.strip()]
