"""The runs of a lesson that was rehearsed, and the recordings that it shows, each as a page that plays it: for the lesson's own page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...engine.export.film.grid import Table
from ...engine.export.film.html import packed, page
from ...engine.export.options import ExportRequest
from ...engine.export.part import options_of, parts_of
from ...engine.export.progress import never_cancel
from ...engine.lessons.lesson import Show
from ...engine.lessons.measured.lesson_check import Rehearsal
from ...engine.lessons.walk import Place
from ...engine.model.errors import UserError
from ...engine.session.file.reader import load
from ...engine.session.memory.log import Session
from .film import View, movie

SIZE = (80, 24)
"""As wide as a page's text shows it readably."""
FPS = 5.0


def players(found: Rehearsal, session: Session, tell: Callable[[str], object]) -> dict[Place, str]:
    """A player for each run that was made and each recording that is to be seen; `tell` hears what can't be played."""
    made: dict[Place, str] = {}
    for place, run in found.runs.items():
        _play(made, place, session, str(run), tell)
    for place, part in _shown(found):
        try:
            _play(made, place, load(Path(found.lesson.folder) / part.show), "last", tell)
        except UserError as error:
            tell(str(error))
    return made


def _shown(found: Rehearsal) -> list[tuple[Place, Show]]:
    """What of recordings is to be seen here."""
    shown: list[tuple[Place, Show]] = []
    walk = found.walk
    for number in range(len(found.lesson.steps)):
        walk.step = number
        shown += [(place, part) for place, part in walk.shown() if isinstance(part, Show)]
    return shown


def _play(made: dict[Place, str], place: Place, session: Session, run: str, tell: Callable[[str], object]) -> None:
    try:
        parts = parts_of(session)
        options = options_of(ExportRequest(to="html", run=run, fps=FPS), parts)
        with movie(session, View(SIZE, panel="present", title=parts.run(run).title), options) as film:
            alone = film.replace(table=Table())  # of all runs: it would tell what is still to be revealed
            made[place] = page(alone, *packed(alone, never_cancel))
    except UserError as error:
        tell(f"a run can't be played on the page: {error}")
