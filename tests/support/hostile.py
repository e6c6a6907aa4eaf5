"""Sessions made to hurt: sound lines in which values became others, lines that are gone, doubled or out of time; seeded."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import msgspec
from concviz.engine.session.events import Event
from concviz.engine.session.file.checksum import sealed

VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 5, 0.5, -1.5, 1e308, -1e308, 1e-320, 1 << 31, 1 << 53, (1 << 63) - 1, 1 << 64, 1 << 90, "", "x", "5",
    "x" * 10_000, "\x1b[31mred\x07", "\u202ertl", "[bold]m[/x]", "\ud800", "a\nb\n\tc", "$\\frac$", "漢字" * 50, [], {}, [[]], [None],
    ["x"], [1, 2, 3], {"a": 1}, {"a": {"b": []}}, {"": ""}, list(range(2_000)), float("nan"), float("inf"),
]  # fmt: skip
TOLD = ("study", "difference", "run", "end", "phase", "lane", "progress", "who", "concviz")
"""Kinds in which there are more than numbers."""
TIMES = (0, 5, 10**6, (1 << 50) - 1, 1 << 50, -5)


def lines_of(events: list[Event]) -> list[list[Any]]:
    """Events as the arrays of their lines."""
    return [json.loads(msgspec.json.encode(event)) for event in events]


def hostile(lines: list[list[Any]], seed: int, changes: int) -> bytes:
    """A file of these lines (the header first) with so many changes."""
    rng, lines = random.Random(seed), list(lines)
    for _ in range(changes):
        kind = rng.choice(sorted({str(line[0]) for line in lines if line and line[0] in TOLD} or {lines[0][0]}))
        place = rng.choice([place for place, line in enumerate(lines) if line and line[0] == kind])
        way = rng.random()
        if way < 0.05 and place:
            del lines[place]
        elif way < 0.1 and place:
            lines.insert(rng.randrange(1, len(lines)), lines[place])
        elif way < 0.15 and place:
            lines[place] = [kind, rng.choice(TIMES), *lines[place][2:]]
        else:
            lines[place] = changed(lines[place], rng)
    return b"".join(sealed(json.dumps(line).encode()) for line in lines)


def changed(line: list[Any], rng: random.Random) -> list[Any]:
    """The line with one value in it changed, at any depth."""
    line = copy.deepcopy(line)
    paths = [path for path in _paths(line) if path and path != (0,)]
    depth = rng.choice(sorted({len(path) for path in paths}))
    *inner, last = rng.choice([path for path in paths if len(path) == depth])
    holder: Any = line
    for step in inner:
        holder = holder[step]
    old, way = holder[last], rng.random()
    if way < 0.1 and isinstance(holder, dict):
        del holder[last]
    elif way < 0.2 and isinstance(old, list | str):
        holder[last] = old * rng.choice((0, 2, 50))
    elif way < 0.35 and isinstance(old, int | float) and not isinstance(old, bool):
        holder[last] = rng.choice((-old, old * 1_000, old * 1e12, 0, old + 1, float(old), str(old), [old]))
    else:
        holder[last] = rng.choice(VALUES)
    return line


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _paths(each, (*at, name))
    elif isinstance(value, list):
        for place, each in enumerate(value[:40]):
            yield from _paths(each, (*at, place))
