"""Facts in a session that are what they are called: a plan's, a phase's, a result's or an error's.

These are mappings that grow with the program, so the file's types don't describe them. A file can hold anything in them; what
is not of the kind that its name says is left out here, once, so that nobody who reads a session has to ask.
"""

from __future__ import annotations

import math
from typing import Any

LARGEST = 1 << 53
WORDS = frozenset(
    [
        "task",
        "title",
        "model",
        "model_title",
        "python",
        "start_method",
        "kind",
        "worker",
        "answer",
        "digest",
        "verdict",
        "message",
        "traceback",
        "type",
    ]
)
WHOLE = frozenset(
    [
        "workers",
        "items",
        "seed",
        "nice",
        "chunk",
        "pid",
        "item",
        "lane",
        "signal",
        "peak_threads",
        "peak_processes",
        "dropped_spans",
        "version",
    ]
)
NUMBERS = frozenset(("cores_used", "usable_cores", "handoffs_per_s"))
YES_NO = frozenset(("gil", "awaitable", "sized"))
COUNTS = frozenset(("threads_by_role", "processes_by_role", "phases"))
NEVER_NONE = (WORDS | WHOLE | COUNTS | {"ledger", "options"}) - {"items", "start_method", "item", "lane", "signal"}
"""A number that is None was not measured; these are not measured, but set."""
UNITS = ("_s", "_us", "_ns", "_bytes")


def sane(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that are of their kind; the same mapping if all are."""
    wrong = [name for name, value in facts.items() if not _fits(name, value)]
    return {name: value for name, value in facts.items() if name not in wrong} if wrong else facts


def _fits(name: str, value: Any) -> bool:
    if value is None:
        return name not in NEVER_NONE
    if name in WORDS:
        return isinstance(value, str)
    if name in WHOLE:
        return type(value) is int and abs(value) < LARGEST
    if name in NUMBERS or name.endswith(UNITS):
        return _number(value)
    if name in YES_NO:
        return isinstance(value, bool)
    if name in COUNTS:
        return isinstance(value, dict) and all(_number(each) for each in value.values())
    if name == "ledger":
        return isinstance(value, dict) and all(_share(each, of) for each, of in value.items())
    if name == "options":
        return isinstance(value, dict) and all(isinstance(each, str | int | float) for each in value.values())
    return True


def _share(name: str, value: Any) -> bool:
    if name == "inferred":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return _number(value)


def _number(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < LARGEST
    )
