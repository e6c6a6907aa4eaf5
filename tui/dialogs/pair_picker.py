"""Which two runs are set side by side in Before and after: the earlier one is picked first, then the later one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ...engine.text.clocks import clock
from ...engine.text.printable import printable
from ...engine.text.quantities import duration
from ...engine.text.words import noun, plural
from ..widgets.choice_list import Row
from .picker import PickerScreen

if TYPE_CHECKING:
    from textual.app import App

    from ...engine.session.library.summary import RunLine

LAST = "last"
"""The row that names no two, and so the last two of the same task."""
Then = Callable[[tuple[int, ...]], object]


def pick_pair(app: App[Any], runs: Sequence[RunLine], then: Then, *, last: bool = False) -> None:
    """Let two of these runs be picked; `then` gets their numbers, or (`last`: that is offered) () for the last two of a task."""

    def first_picked(name: str | None) -> None:
        if name == LAST:
            then(())
        elif name is not None:
            app.push_screen(
                PickerScreen("After: the second run", rows_of(runs, first=int(name)), _next_of(runs, int(name))),
                partial(second_picked, int(name)),
            )

    def second_picked(first: int, name: str | None) -> None:
        if name is not None:
            then((first, int(name)))

    offered = [*([Row("the last two of the same task", LAST)] if last else []), *rows_of(runs)]
    app.push_screen(PickerScreen("Before: the first run", offered, offered[0].name), first_picked)


def _next_of(runs: Sequence[RunLine], first: int) -> str:
    """The run after it of the same task, else any other."""
    title = next(run.title for run in runs if run.run == first)
    later = [run.run for run in runs if run.run > first and run.title == title]
    return str(next(iter((*later, *(run.run for run in runs if run.run != first)))))


def rows_of(runs: Sequence[RunLine], first: int = 0) -> list[Row]:
    """A row a run; the one that was picked first can't be picked again."""
    return [
        Row(
            f"{clock(run.t_us):>6}  {words_of(run)}",
            str(run.run),
            _figures(run),
            "is the first one" if run.run == first else "",
        )
        for run in runs
    ]


def words_of(run: RunLine) -> str:
    """`π by Monte Carlo · threads · 4 workers`."""
    return printable(" · ".join(word for word in (run.title, run.model, plural(run.workers, "worker")) if word))


def _figures(run: RunLine) -> str:
    """`4.1 s on 1.0 core`, or what became of it."""
    if run.status != "done" or run.wall_s is None:
        return run.status or "not ended"
    if run.cores_used is None:
        return duration(run.wall_s)
    return f"{duration(run.wall_s)} on {run.cores_used:.1f} {noun(round(run.cores_used, 1), 'core')}"
