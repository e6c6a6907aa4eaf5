"""The page of an advice, in sections: what every form of it (text, Markdown, HTML, the app) shows, in the same words and order."""

from __future__ import annotations

from dataclasses import dataclass, field

from ....model.own.advice_facts import Advice, ItemParts
from ....model.states import LEDGER, THREAD_WAITS
from ....model.study_rows import Row
from ....text.quantities import NOTHING, duration, percent, ratio, size, times
from ....text.words import plural
from .io_words import io_sentence

PARTS: dict[str, str] = {
    "gil": "computing, with the GIL",
    "free": "computing, without the GIL",
    "computing": "computing",
    "helpers": "its own threads and children",
    "other": "not accounted for",
    **{state.name: state.words for state in LEDGER if state.name in THREAD_WAITS},
    "wait_child": "waiting for its children",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, with sentences, a table, or code under it."""

    title: str
    sentences: list[str] = field(default_factory=list)
    heads: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    """Of each row of the table, where they are parts of a whole; drawn as bars."""
    code: str = ""


def first_line(advice: Advice) -> str:
    """`resize() of images.py · 300 of 10,000 inputs · Python 3.14.2 in shop/.venv`"""
    some = f"{advice.measured_items:,} of " if advice.measured_items < advice.inputs else ""
    environment = f" in {advice.environment}" if advice.environment else ""
    python = f" · Python {advice.python}{environment}" if advice.python else ""
    return f"{advice.function} of {advice.place} · {some}{plural(advice.inputs, 'input')}{python}"


def sections(advice: Advice) -> list[Section]:
    """All that there is to say, the recommendation first."""
    found = [Section("What to do", advice.recommendation.sentences)]
    if advice.item is not None:
        found.append(item_section(advice, advice.item))
    if advice.models:
        found.append(models_section(advice))
    if advice.warnings:
        found.append(Section("Look out", [warning.text for warning in advice.warnings]))
    if advice.code:
        found.append(Section(f"The code: {advice.code_file}", code=advice.code))
    found.append(Section("How this was measured", [measured(advice)]))
    return found


def item_section(advice: Advice, item: ItemParts) -> Section:
    """What one item is made of."""
    rows = [(PARTS[part.name], duration(part.seconds), percent(part.share)) for part in item.parts]
    told = [f"One item takes {duration(item.item_s)} in a loop{spread(item)}."]
    if any(part.name in ("gil", "free", "computing") for part in item.parts) and item.gil_why:
        told.append(f"What needs the GIL: {item.gil_why}.")
    if any(part.name == "wait_io" for part in item.parts) and (sentence := io_sentence(advice.evidence.io_on)):
        told.append(sentence)
    if item.pickled is not None:
        told.append(f"Handed to a process it is {size(item.pickled.out)} out and {size(item.pickled.back)} back.")
    if item.memory_bytes is not None:
        shared = " (RSS)" if item.memory_kind == "rss" else ""
        told.append(f"The loop needs {size(item.memory_bytes)} of memory in all{shared}.")
    return Section("One item", told, ("part", "time", "share"), rows, [part.share for part in item.parts])


def spread(item: ItemParts) -> str:
    """`, from 1.2 to 1.9 ms for eight in ten, 16 ms at most`"""
    if item.times_s is None:
        return ""
    most = f", {duration(item.longest_s)} at most" if item.longest_s is not None else ""
    return f": eight in ten {duration(item.times_s.low)} to {duration(item.times_s.high)}{most}"


def models_section(advice: Advice) -> Section:
    """What each model makes of it, and what limits it."""
    rows = {row.name: row for row in advice.evidence.rows}
    table = [
        (each.title, *_figures(rows.get(each.name), each.workers, each.chunk), each.limit or NOTHING)
        for each in advice.models
    ]
    heads = ("", "workers", "chunk", "wall", "against the loop", "memory", "what limits it")
    return Section("What each makes of it", heads=heads, rows=table)


def _figures(row: Row | None, workers: int, chunk: int) -> tuple[str, str, str, str, str]:
    if row is None or row.wall_s is None:
        return NOTHING, NOTHING, NOTHING, NOTHING, NOTHING
    against = NOTHING
    if row.speedup is not None and row.difference != "baseline":
        against = f"{times(row.speedup.median)} ({ratio(row.speedup.low)} to {ratio(row.speedup.high)})"
    memory = size(row.memory_bytes) if row.memory_bytes is not None else NOTHING
    return f"{workers:,}", f"{chunk:,}", duration(row.wall_s.median), against, memory


def measured(advice: Advice) -> str:
    """How often it was called, and on what."""
    machine = advice.machine
    on = f", on {machine.usable_cores:g} cores of {machine.cpu or machine.system}" if machine is not None else ""
    return (
        f"{advice.function} was called {advice.calls:,} times in {plural(advice.runs, 'run')}{on}; medians, and where the true ones "
        "lie, as far as so few repeats can tell."
    )
