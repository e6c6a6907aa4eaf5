"""Facts in a session that are what they are called: a plan's, a phase's, a result's, those of a study or of a difference.

These are mappings that grow with the program, so the types of events don't describe them. A file can hold anything in them; what
is not of the kind that its name says is left out here, once, where events enter the session, so that nobody who reads one has to
ask. What an older or newer program knows under another name passes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .fields import Event
from .run_events import Phase, RunEnded, RunStarted
from .shapes import WRONG, Shape, count, either, every, maybe, number, record, table, text, whole, yes_no
from .study_events import Difference

MOST_WORDS = 64
UNITS = ("_s", "_us", "_ns", "_bytes")

# -------------------------------------------------------------------- runs

FLAT: dict[str, Shape] = {
    **dict.fromkeys(("task", "title", "model", "model_title", "python", "kind", "worker"), text),
    **dict.fromkeys(("answer", "digest", "verdict", "message", "traceback", "type"), text),
    **dict.fromkeys(("workers", "chunk", "pid", "peak_threads", "peak_processes", "dropped_spans", "version"), count),
    **dict.fromkeys(("seed", "nice"), whole),
    **dict.fromkeys(("items", "item", "lane", "signal"), maybe(whole)),
    **dict.fromkeys(("awaitable", "sized"), yes_no),
    **dict.fromkeys(("cores_used", "usable_cores", "handoffs_per_s"), maybe(number)),
    **dict.fromkeys(("threads_by_role", "processes_by_role", "phases"), table(number, MOST_WORDS)),
    "gil": maybe(yes_no),
    "start_method": maybe(text),
    "ledger": record(
        {**dict.fromkeys(("measured", "inferred"), every(text, MOST_WORDS)), "inferred_why": text},
        other=lambda name: number,
    ),
    "options": table(either(text, either(yes_no, number)), MOST_WORDS),
}


def _by_unit(name: str) -> Shape | None:
    return maybe(number) if name.endswith(UNITS) else None


facts_of_run = record(FLAT, other=_by_unit)
"""A plan, the facts of a phase, a result or an error."""

# -------------------------------------------------------------------- the table of differences

WAYS = ("call", "lock", "bare")
facts_of_difference = record(
    {
        **{f"{way}_{what}": count for way in WAYS for what in ("lost", "expected")},
        "gil": maybe(yes_no),
        "cannot": table(text, MOST_WORDS),
    }
)


MAPPINGS: dict[type[Event], dict[str, Callable[[Any], Shape]]] = {
    RunStarted: {"plan": lambda event: facts_of_run},
    Phase: {"facts": lambda event: facts_of_run},
    RunEnded: {"result": lambda event: facts_of_run, "error": lambda event: facts_of_run},
    Difference: {"facts": lambda event: facts_of_difference},
}
"""The mappings of events by their fields, each with what gives its shape."""


def sane(event: Any) -> dict[str, dict[str, Any]]:
    """Those of an event's mappings, by field, that have to be others."""
    changes: dict[str, dict[str, Any]] = {}
    for name, shape_of in MAPPINGS[type(event)].items() if type(event) in MAPPINGS else ():
        old = getattr(event, name)
        new = shape_of(event)(old)
        if new is not old:
            changes[name] = {} if new is WRONG else new
    return changes
