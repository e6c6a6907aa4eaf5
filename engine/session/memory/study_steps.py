"""Studies in a session: comparisons, sweeps and other experiments, put together from their steps.

A study is written as it goes, one `Study` event a step, so a comparison that was cut off keeps what it had, and a play head in the
middle of one sees the rows as they were then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..events import Study


@dataclass(slots=True)
class StudyView:
    """One study at one play head."""

    study: int
    kind: str
    """`compare`, `sweep` or `differences`."""
    begun_us: int
    asked: dict[str, Any] = field(default_factory=dict)
    """What was asked for: facts of the step `begun`."""
    now: dict[str, Any] = field(default_factory=dict)
    """The run under way: facts of the last `next`; empty once the study has ended."""
    runs: list[dict[str, Any]] = field(default_factory=list)
    """Facts of every `run`: which run was for which row, and whether it counts."""
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The latest of each row, by its name, in the order in which they first appeared."""
    result: dict[str, Any] = field(default_factory=dict)
    """The whole result (what `--json` prints), once the study has ended."""
    ended_us: int | None = None


def studies(events: Iterable[Study]) -> list[StudyView]:
    """Put steps (oldest first) together; steps of a study whose beginning is missing are taken all the same."""
    found: dict[int, StudyView] = {}
    for event in events:
        view = found.setdefault(event.study, StudyView(event.study, event.kind, event.t_us))
        if event.kind != view.kind:
            continue
        if event.step == "begun":
            view.asked = event.facts
        elif event.step == "next":
            view.now = event.facts
        elif not event.facts:  # they were not what they had to be, see `sane`
            continue
        elif event.step == "run":
            view.runs.append(event.facts)
        elif event.step == "row":
            view.rows[event.facts["name"]] = event.facts
        elif event.step == "ended":
            view.result, view.ended_us, view.now = event.facts, event.t_us, {}
    return list(found.values())
