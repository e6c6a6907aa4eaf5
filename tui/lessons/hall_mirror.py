"""What the hall's screen shows, read for the class's page: the lesson's own screen and nothing that opens above it.

The line in which the app says things to who sits before it (names of files, for one) is left out, as it is in films.
"""

from __future__ import annotations

from textual.geometry import Region

from ...engine.export.film.grid import Grid
from ..terminal.screen_grid import Reader, ground_of
from ..widgets.app_screen import AppScreen
from .lesson_part import Lessons

EVERY_S = 0.5
"""How often it is read: twice a second is seen as moving, and costs little beside a run."""


class HallMirror:
    """Reads one screen again and again."""

    def __init__(self, screen: AppScreen, lessons: Lessons) -> None:
        self._screen, self._lessons = screen, lessons
        self._reader: Reader | None = None
        self._theme = ""

    def show(self) -> None:
        """Tell the class what the screen shows now, if it is the one that is seen."""
        screen, app, room, walk = self._screen, self._screen.app, self._lessons.in_class.room, self._lessons.walk
        if room is None or app.screen is not screen or not screen.ready:
            return
        if self._reader is None or app.theme != self._theme:
            self._reader, self._theme = Reader(app), app.theme
        unsaid = screen.notice.region if screen.notice.display else Region()
        room.show_hall(
            _without(self._reader.grid(), unsaid), ground_of(app), walk.now.heading if walk is not None else ""
        )


def _without(grid: Grid, said: Region) -> Grid:
    """With blanks where the app says something."""
    rows = list(grid.rows)
    for y in range(said.y, min(said.bottom, len(rows))):
        blank = [cell._replace(text=" ", width=1) for cell in rows[y][said.x : said.right]]
        rows[y] = (*rows[y][: said.x], *blank, *rows[y][said.right :])
    return Grid(tuple(rows), grid.columns)
