"""Studies in a session: comparisons, sweeps and other experiments, put together from their steps.

A study is written as it goes, one `Study` event a step, so a comparison that was cut off keeps what it had, and a play head in the
middle of one sees the rows as they were then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ...model.study_facts import Begun, Compared, Made, Next, Result, Swept
from ...model.study_rows import Row
from ..events import Study


@dataclass(slots=True)
class StudyView:
    """One study at one play head."""

    study: int
    kind: str
    """`compare`, `sweep` or `differences`."""
    begun_us: int
    asked: Begun = field(default_factory=Begun)
    now: Next | None = None
    """The run under way; None once the study has ended."""
    runs: list[Made] = field(default_factory=list)
    """Which run was for which row, and whether it counts."""
    latest: dict[str, Row] = field(default_factory=dict)
    """The latest of each row, by its name, in the order in which they first appeared."""
    result: Result | None = None
    """Once the study has ended."""
    ended_us: int | None = None
    reached: float = 0.0
    """The share of its time that it had got to, at most, at its last step: repeats that are added don't take it back."""

    @property
    def rows(self) -> list[Row]:
        """Those of the result, once there is one: a row by itself is compared with the baseline as it was then."""
        return (self.result.rows if self.result else None) or list(self.latest.values())


def _share(view: StudyView, t_us: int) -> float:
    """How far it was at this step, all of the run under way counted as done."""
    passed = max(0, t_us - view.begun_us) / 1e6
    return passed / max(passed + view.now.left_s, 1e-9) if view.now is not None else 0.0


def studies(events: Iterable[Study]) -> list[StudyView]:
    """Put steps (oldest first) together; steps of a study whose beginning is missing are taken all the same."""
    found: dict[int, StudyView] = {}
    for event in events:
        view = found.setdefault(event.study, StudyView(event.study, event.kind, event.t_us))
        if event.kind != view.kind:
            continue
        view.reached = max(view.reached, _share(view, event.t_us))
        match event.facts:
            case Begun():
                view.asked = event.facts
            case Next():
                view.now = event.facts
            case Made():
                view.runs.append(event.facts)
            case Row():
                view.latest[event.facts.name] = event.facts
            case Compared() | Swept():
                view.result, view.ended_us, view.now = event.facts, event.t_us, None
            case _:
                pass
    return list(found.values())
