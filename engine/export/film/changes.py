"""What the moving formats share: frames that look the same are one, and the user hears how far the export is."""

from __future__ import annotations

from collections.abc import Iterator

from ..glyphs.raster import changed_rows
from ..progress import Progress, tell
from .grid import Frame, Grid, Movie


def merged(movie: Movie, progress: Progress) -> Iterator[tuple[float, Grid, list[int]]]:
    """The frames that show something new: (movie time, grid, numbers of the rows that changed).

    Raises:
        ExportCancelled: the user has stopped it.
    """
    last: Grid | None = None
    for done, (t_s, grid) in enumerate(movie.frames()):
        tell(progress, min(done, movie.count), movie.count)
        changed = changed_rows(last, grid)
        if changed:
            yield t_s, grid, changed
            last = grid


def steady(movie: Movie, fps: float, progress: Progress) -> Iterator[Frame]:
    """One frame every 1/fps seconds, from the first to the end of the movie."""
    number, shown = 0, None
    for done, frame in enumerate(movie.frames()):
        tell(progress, min(done, movie.count), movie.count)
        while shown is not None and number / fps < frame.t_s - 1e-6:
            yield Frame(number / fps, shown.grid)
            number += 1
        shown = frame
    while shown is not None and (number == 0 or number / fps < movie.length_s - 1e-6):
        yield Frame(number / fps, shown.grid)
        number += 1
