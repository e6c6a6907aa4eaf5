"""What the Lab says before there is a run to be seen: what to press and what will be seen, and that a run is being prepared."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ...engine.text.printable import printable
from ..app.choice import Choice, size_text
from ..charts.cells import Cells, Row
from ..charts.prose import wrapped

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Finding, Snapshot
    from ..app.backend import Inventory

KEY_CELLS = 4
QUIET = "nothing yet"
"""The rule that speaks where nothing has run: not to those who know (`hints = false`)."""


def first_rows(shelf: Inventory, choice: Choice, width: int) -> Cells:
    """Keys and what they show, the most important first."""
    task, model = shelf.task(choice.task), shelf.models.get(choice.model)
    title, how = task.title if task else choice.task, model.title if model else choice.model
    workers = "" if model is not None and model.worker == "main" else f", {choice.workers:,} workers"
    other = "threads" if choice.model == "processes" else "processes"
    rows: Cells = []
    for keys, words in (
        ("r", printable(f"runs {title} with {how}{workers}, {size_text(choice, task)} of work")),
        ("", "A row a worker: blocks compute, lines wait. Do two compute at once?"),
        ("m", f"another model, say {other}; then r again, and B shows both runs"),
        ("t", "another task, or your own code (the last row)"),
        ("?", "explains what has the focus (tab moves it); F1 all keys"),
    ):
        rows += _entry(keys, words, width)
    return rows


@lru_cache(maxsize=64)
def _entry(keys: str, words: str, width: int) -> Cells:
    told: Row = [(words, "text" if keys else "dim")]
    lines = wrapped(told, max(8, width - KEY_CELLS))
    return [
        [(f" {keys if not place else '':<{KEY_CELLS - 1}}", "bold interface"), *line]
        for place, line in enumerate(lines)
    ]


def without_hints(snapshot: Snapshot) -> Snapshot:
    """The snapshot without what is said only because nothing has run."""
    return replace(snapshot, findings=tuple(each for each in snapshot.findings if each.rule != QUIET))


def with_preparation(snapshot: Snapshot, trying: str) -> Snapshot:
    """The snapshot with what is being done in place of the findings; `trying` is what is being tried out, '' for nothing."""
    return replace(snapshot, findings=(preparation(trying),))


def preparation(trying: str) -> Finding:
    """What is being done."""
    from ...engine.analysis.snapshot import Finding

    if not trying:
        return Finding("preparing", "Preparing.", "The run is being prepared: it begins at once.")
    text = (
        f"One item after another of {trying} is done alone, to see how long it takes and whether it computes or waits."
    )
    return Finding("preparing", "Trying it out.", text, tries=(("s", "stop"),))
