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
OTHERS = (";", "\t", "|", ",")
"""What else separates columns in tables that people have."""
SAVED = ".concviz-stdin"
"""Ending of files in which standard input was saved."""


def read(text: str, module: types.ModuleType, count: int | None = None) -> list[Any]:
    """The inputs that `text` means, at most `count`.

    Raises:
        ValueError: there are none, or too many; the text can't be evaluated, or the file not be read.
    """
    given = from_file(text) if os.path.isfile(text) else from_expression(text, module)
    said = named(text)
    if count is None and is_endless(given):
        raise ValueError(f"{said} never ends: say how many of them with --items")
    if not count and at_least(given) > MOST:
        raise ValueError(f"{said} gives more than {MOST:,} inputs: say how many of them with --items")
    found = list(itertools.islice(given, count)) if count else taken(given, text)
    if len(found) > MOST:
        raise ValueError(f"{said} gives more than {MOST:,} inputs: say how many of them with --items")
    if not found:
        raise ValueError(f"{said} gives no input at all")
    return found


def named(text: str) -> str:
    """How inputs are called in a sentence: `--inputs 'range(9)'`, `--inputs orders.csv` (without its folders), `standard input`."""
    if not os.path.isfile(text):
        return f"--inputs {text!r}"
    name = os.path.basename(text)
    return "standard input" if name.endswith(SAVED) else f"--inputs {name}"


def taken(given: Iterable[Any], text: str, clock: Callable[[], float] = time.monotonic) -> list[Any]:
    """All of them; one more than `MOST` where there are too many.

    Raises:
        ValueError: they go on for so long, or take so much memory, that there may be no end.
    """
    found: list[Any] = []
    said = named(text)
    began, memory = clock(), most_memory()
    for each in itertools.islice(given, MOST + 1):
        found.append(each)
        if not len(found) % LOOK_EVERY and (clock() - began > PATIENCE_S or most_memory() - memory > MOST_MEMORY):
            raise ValueError(
                f"{said} gave {len(found):,} inputs and goes on: if it has an end, say how many of them with --items"
            )
    return found


def at_least(given: Iterable[Any]) -> int:
    """How many there are, where that is known before they are made (`range(10**12)`); else 0."""
    try:
        return operator.length_hint(given, 0)
    except OverflowError:
        return MOST + 1
    except Exception:  # the user's own `__length_hint__`
        return 0


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
    except (Exception, SystemExit) as error:
        missing = ", and there is no file of that name" if isinstance(error, NameError) else ""
        raise ValueError(f"--inputs {text!r} can't be used: {type(error).__name__}: {error}{missing}") from None
    try:
        return iter(value)
    except Exception as error:
        hint = f"; it is a function: call it, {text.strip()}()" if isinstance(value, types.FunctionType) else ""
        raise ValueError(f"--inputs {text!r} can't be used: {type(error).__name__}: {error}{hint}") from None


def from_file(path: str) -> Iterator[Any]:
    """What the file holds.

    Raises:
        ValueError: it can't be read, or isn't what its name says.
    """
    ending = os.path.splitext(path)[1].lower()
    try:
        with open(path, encoding="utf-8-sig", newline="" if ending in TABLES else None) as file:
            if ending in TABLES:
                yield from _rows(file, TABLES[ending], path)
            elif ending in JSON_LINES:
                yield from _json_lines(file, path)
            elif ending == ".json":
                yield from _json_document(file.read(), path)
            else:
                yield from _any_text(file.read())
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{named(path)} can't be read, as it is no UTF-8 (byte {error.start:,}): save it as that"
        ) from None
    except (OSError, csv.Error, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        raise ValueError(f"{named(path)} can't be read: {why}") from None


def _rows(file: Iterable[str], delimiter: str, path: str) -> Iterator[Any]:
    """The rows under a line of names, as dicts."""
    reader = csv.DictReader(file, delimiter=delimiter)
    names = list(reader.fieldnames or ())
    other = next((each for each in OTHERS if len(names) == 1 and each != delimiter and each in names[0]), "")
    if other:
        raise ValueError(
            f"{named(path)} has one column, {names[0]!r}: its columns are to be separated by {delimiter!r}, not {other!r}"
        )
    if len(set(names)) < len(names):
        twice = next(each for each in names if names.count(each) > 1)
        raise ValueError(f"{named(path)} has two columns of the name {twice!r}, and a row becomes a dict: rename one")
    for row in reader:
        if None in row:
            raise ValueError(
                f"{named(path)} line {reader.line_num} has more values than there are names in its first line"
            )
        yield row


def _json_lines(lines: Iterable[str], path: str) -> Iterator[Any]:
    """One JSON value a line; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            raise ValueError(f"{named(path)} line {number} is no JSON: {error}") from None


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
