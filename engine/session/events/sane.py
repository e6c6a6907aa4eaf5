"""Facts in a session that are what they are called: a plan's, a phase's, a result's, those of a study or of a difference.

These are mappings that grow with the program, so the types of events don't describe them. A file can hold anything in them; what
is not of the kind that its name says is left out here, once, where events enter the session, so that nobody who reads one has to
ask. What an older or newer program knows under another name passes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from ...model.numbers import MAX_CORES
from .fields import Event
from .run_events import Phase, RunEnded, RunStarted
from .shapes import (
    WRONG,
    Shape,
    amount,
    anything,
    count,
    either,
    every,
    maybe,
    number,
    record,
    table,
    text,
    when,
    whole,
    yes_no,
)
from .study_events import Difference, Study

MOST_ROWS, MOST_REPEATS, MOST_PLACES, MOST_WORDS = 256, 10_000, 4_096, 64
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

# -------------------------------------------------------------------- studies

_interval = when(
    record(dict.fromkeys(("median", "low", "high"), amount), needs=("median", "low", "high")),
    lambda value: value["low"] <= value["median"] <= value["high"],
)
_fall = record(
    {
        "pieces": table(amount, MOST_WORDS),
        "total_s": when(amount, lambda value: value > 0),
        "sum_s": amount,
        "ideal_s": maybe(amount),
        "biggest_loss": maybe(record({"piece": text, "seconds": amount}, needs=("piece", "seconds"))),
    },
    needs=("pieces", "total_s", "biggest_loss"),
)
_cores = when(number, lambda value: 0 < value <= MAX_CORES)
ROW: dict[str, Shape] = {
    **dict.fromkeys(("name", "model", "python", "status", "error", "difference", "memory_kind", "answer"), text),
    **dict.fromkeys(("wall_s", "speedup"), maybe(_interval)),
    **dict.fromkeys(("cores_used", "startup_s", "rest_cores"), maybe(amount)),
    **dict.fromkeys(("peak_threads", "peak_processes", "memory_bytes", "context_switches"), maybe(count)),
    **dict.fromkeys(("equal", "disturbed", "gil"), maybe(yes_no)),
    "workers": when(count, lambda value: value >= 1),
    "pickled_bytes": maybe(record({"out": count, "back": count}, needs=("out", "back"))),
    "digest": maybe(text),
    "waterfall": maybe(_fall),
    "level": amount,
    "repeats": every(amount, MOST_REPEATS),
    "runs": every(count, MOST_REPEATS),
    "outliers": every(count, MOST_REPEATS),
    "thrown_away": every(text, MOST_REPEATS),
    "disturbed_runs": count,
}
_row = record(ROW, needs=("name", "model", "python", "workers"))
"""A row as far as it is known."""
_GIVEN = ("cores_used", "startup_s", "peak_threads", "peak_processes", "equal", "disturbed", "digest")
"""What a row that has a wall time has too."""


def _tells_all(row: dict[str, Any]) -> bool:
    """Whether a row of a result has all that goes with what it has."""
    if row["wall_s"] is None:
        return row["waterfall"] is None
    given = all(row[name] is not None for name in _GIVEN) and (row["rest_cores"] is not None or not row["disturbed"])
    repeats = len(row["repeats"])
    return given and repeats > 0 and all(place < repeats for place in row["outliers"])


_rows = every(when(record(ROW, needs=ROW), _tells_all), MOST_ROWS)
_estimate = record(dict.fromkeys(("value", "low", "high"), number), needs=("value", "low", "high"))


def _is_law(names: Collection[str]) -> bool:
    """Whether these are the parameters of Amdahl's law, or of the law of scalability."""
    return "p" in names or {"alpha", "beta"} <= set(names)


_place = when(every(amount, 4), lambda value: len(value) == 4)
_fit = when(
    record(
        {
            "title": text,
            "drawn": yes_no,
            "why": text,
            "parameters": table(_estimate, MOST_WORDS),
            "misfit": maybe(amount),
            "curve": every(_place, MOST_PLACES),
        },
        needs=("title", "drawn", "why", "parameters", "misfit", "curve"),
    ),
    lambda value: not value["drawn"] or (value["misfit"] is not None and _is_law(value["parameters"].keys())),
)
RESULT: dict[str, Shape] = {
    **dict.fromkeys(("task", "verdict", "status", "model"), text),
    **dict.fromkeys(("noisy", "out_of_time"), yes_no),
    "items": maybe(count),
    "took_s": amount,
    "rows": _rows,
    "fits": table(_fit, MOST_WORDS),
    "ceilings": table(_cores, MOST_WORDS),
    "best_workers": maybe(count),
}
_COMPARED = ("task", "items", "rows", "verdict", "noisy", "out_of_time")
_SWEPT = (*_COMPARED, "model", "fits", "ceilings", "best_workers")
_nothing = record({}, other=lambda name: lambda value: WRONG)
STEPS: dict[str, Shape] = {
    "begun": record({"task": text, "items": maybe(count), "rows": every(text, MOST_ROWS), "settings": anything}),
    "next": record({"row": text, "use": text, "done": count, "left_s": amount}, needs=("row", "use")),
    "run": record({"run": count, "use": text, "fate": text, "why": text}, needs=("run",)),
    "row": _row,
}
"""A step's facts by its name; `ended` has a shape for each kind of study. Nobody reads what other steps tell."""
ENDED = {"compare": record(RESULT, needs=_COMPARED), "sweep": record(RESULT, needs=_SWEPT)}

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
    Study: {"facts": lambda event: (ENDED if event.step == "ended" else STEPS).get(_named(event), _nothing)},
    Difference: {"facts": lambda event: facts_of_difference},
}
"""The mappings of events by their fields, each with what gives its shape."""


def _named(event: Study) -> str:
    return event.kind if event.step == "ended" else event.step


def sane(event: Any) -> dict[str, dict[str, Any]]:
    """Those of an event's mappings, by field, that have to be others."""
    changes: dict[str, dict[str, Any]] = {}
    for name, shape_of in MAPPINGS[type(event)].items() if type(event) in MAPPINGS else ():
        old = getattr(event, name)
        new = shape_of(event)(old)
        if new is not old:
            changes[name] = {} if new is WRONG else new
    return changes
