"""Picking the recording of a watched program that is to stand beside the one on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..app.contract import Concviz
from ..dialogs.picker import PickerScreen
from ..sessions.recording_words import recording_words
from ..widgets.choice_list import Row

if TYPE_CHECKING:
    from ...engine.analysis.program.program_pair import ProgramPicture
    from ...engine.session.library.find import Recording

MODELS = ("", "watched", "attached to")
"""What a summary calls the model of a program that was watched; older recordings have none."""


def rows_of(recordings: Sequence[Recording], program: str) -> list[Row]:
    """Those in which a program was watched: first the one that is called so, then others."""
    mine: list[Row] = []
    others: list[Row] = []
    for each in recordings:
        watched = [run for run in each.summary.runs if run.model in MODELS]
        if watched:
            words = recording_words(each)
            title = f"{words.name}  {words.date}"
            row = Row(title, str(each.path), f"{words.length} · {watched[-1].title}" if each.kept else words.length)
            (mine if watched[-1].title == program else others).append(row)
    headed = ((f"Of {program}", mine), ("Of other programs", others))
    return [row for title, rows in headed if rows for row in (Row(title), *rows)]


def pick_other(app: Any, concviz: Concviz, then: Callable[[ProgramPicture], object]) -> None:
    """List the recordings of programs, let one be picked, and hand on what is to be shown of it."""
    snapshot, here = concviz.state.snapshot, concviz.state.path
    if snapshot is None or snapshot.run is None or snapshot.program is None:
        concviz.notify("Before and after takes a watched program: ctrl+o picks one, Sessions opens a recording of one.")
        return
    program = snapshot.run.plan.task_title

    def listed(recordings: Sequence[Recording]) -> None:
        rows = rows_of([each for each in recordings if each.path != here], program)
        first = next((row.name for row in rows if row.name), "")
        if not first:
            concviz.notify("There is no other recording of a watched program: R keeps this one, then watch it again.")
        elif not isinstance(app.screen, PickerScreen):
            app.push_screen(PickerScreen("Before and after: beside which one?", rows, first), picked)

    def picked(path: str | None) -> None:
        if path is not None:
            concviz.work(partial(picture_at, Path(path)), then, "other")

    concviz.work(recorded, listed, "recordings")


def recorded() -> list[Recording]:
    """All recordings."""
    from ...engine.session.library.find import recordings

    return recordings()


def picture_at(path: Path) -> ProgramPicture:
    """What is to be shown of the recording there.

    Raises:
        UserError: it can't be read, or no program was watched in it.
    """
    from ...engine.analysis.program.program_pair import picture_of
    from ...engine.session.file.reader import load

    return picture_of(load(path), path.name)
