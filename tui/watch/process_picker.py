"""The list of processes that one may look at: Python's first, found as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ...engine.text.quantities import duration
from ...engine.text.words import plural
from ..dialogs.picker import PickerScreen
from ..widgets.choice_list import Row

if TYPE_CHECKING:
    from ...engine.probe.watchable import Watchable


def rows_of(processes: Sequence[Watchable]) -> list[Row]:
    """The processes in groups."""
    rows: list[Row] = []
    for title, some in (
        ("Python", [each for each in processes if each.python and not each.refusal]),
        ("Other programs", [each for each in processes if not each.python and not each.refusal]),
        ("Only their cores can be seen", [each for each in processes if each.refusal]),
    ):
        if some:
            rows += [Row(title), *map(_row, some)]
    return rows


def _row(each: Watchable) -> Row:
    note = f"{plural(each.threads, 'thread')} · {duration(each.cpu_s)} CPU"
    return Row(f"{each.name}  {each.pid}", str(each.pid), f"{note} · {each.refusal}" if each.refusal else note)


def look_at(app: Any, then: Callable[[int], object]) -> None:
    """Find the processes, let one be picked, and hand its number on."""

    def picked(pid: str | None) -> None:
        if pid is not None:
            then(int(pid))

    def found(processes: Sequence[Watchable]) -> None:
        rows = rows_of(processes)
        first = next((row.name for row in rows if row.name), "")
        if first and not isinstance(app.screen, PickerScreen):
            app.push_screen(PickerScreen("Look at a program", rows, first), picked)

    app.when_ready(partial(app.work, processes_now, found, "processes"))


def processes_now() -> list[Watchable]:
    """Those of this machine."""
    from ...engine.probe.watchable import watchable
    from ...engine.sources.program import program_name

    return watchable(program_name)
