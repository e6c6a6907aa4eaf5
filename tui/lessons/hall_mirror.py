"""What the hall's screen shows, read for the class's page: the lesson's own screen and nothing that opens above it.

The line in which the app says things to who sits before it (names of files, for one) is left out, as it is in films.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region

from ...engine.export.film.grid import Grid
from ..terminal.screen_grid import Reader, ground_of
from ..widgets.app_screen import AppScreen

if TYPE_CHECKING:
    from ..classroom.room_server import Classroom

EVERY_S = 0.5
"""How often it is read: twice a second is seen as moving, and costs little beside a run."""


class HallMirror:
    """Reads one screen again and again."""

    def __init__(self, screen: AppScreen) -> None:
        self._screen = screen
        self._reader: Reader | None = None
        self._theme = ""

    def show(self, room: Classroom, chapter: str) -> None:
        """Tell the class what the screen shows now, if it is the one that is seen."""
        screen, app = self._screen, self._screen.app
        if app.screen is not screen or not screen.ready:
            return
        if self._reader is None or app.theme != self._theme:
            self._reader, self._theme = Reader(app), app.theme
        unsaid = screen.notice.region if screen.notice.display else Region()
        room.show_hall(_without(self._reader.grid(), unsaid), ground_of(app), chapter)


def _without(grid: Grid, said: Region) -> Grid:
    """With blanks where the app says something."""
    rows = list(grid.rows)
    for y in range(said.y, min(said.bottom, len(rows))):
        blank = [cell._replace(text=" ", width=1) for cell in rows[y][said.x : said.right]]
        rows[y] = (*rows[y][: said.x], *blank, *rows[y][said.right :])
    return Grid(tuple(rows), grid.columns)
