"""Captions under the cells: two rows are added to every frame, so that nothing of the screen is covered."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from .grid import RGB, Caption, Frame, Grid, Movie, Row, Style, grid_of, mix, one_line

LINES = 2
LONGEST = 400


def with_captions(movie: Movie, *, wanted: bool = True) -> Movie:
    """The movie with its captions in its cells, or as it is if it has none or they aren't wanted.

    Where a caption begins or ends between two frames, a frame is added.
    """
    shown = [caption for caption in movie.captions if caption.until_s > caption.from_s]
    if not wanted or not shown:
        return movie
    edges = sorted({t for caption in shown for t in (caption.from_s, caption.until_s) if 0 < t < movie.length_s})
    lay = _layer(movie.columns, movie.ground, movie.ink)

    def frames() -> Iterator[Frame]:
        for t_s, grid in _cut(movie.frames(), edges):
            yield Frame(t_s, Grid(grid.rows + lay(_text_at(shown, t_s)), grid.columns))

    return movie.replace(frames=frames, count=movie.count + len(edges), rows=movie.rows + LINES)


def captioned(grid: Grid, text: str, *, ground: RGB, ink: RGB) -> Grid:
    """A still with its caption under its cells, or as it is if it has none."""
    return Grid(grid.rows + _layer(grid.columns, ground, ink)(text), grid.columns) if text else grid


def _cut(frames: Iterable[Frame], edges: list[float]) -> Iterator[Frame]:
    """The frames, and between them the last one again at every edge."""
    waiting = iter(edges)
    edge = next(waiting, None)
    last: Grid | None = None
    for frame in frames:
        while edge is not None and edge < frame.t_s and last is not None:
            yield Frame(edge, last)
            edge = next(waiting, None)
        if edge is not None and edge <= frame.t_s:
            edge = next(waiting, None)
        yield frame
        last = frame.grid
    while edge is not None and last is not None:
        yield Frame(edge, last)
        edge = next(waiting, None)


def _text_at(captions: Iterable[Caption], t_s: float) -> str:
    texts = [caption.text for caption in captions if caption.from_s <= t_s < caption.until_s]
    return texts[-1] if texts else ""


def _layer(columns: int, ground: RGB, ink: RGB) -> Callable[[str], tuple[Row, ...]]:
    band = Style(mix(ground, ink, 0.95), mix(ground, ink, 0.10), bold=True)
    made: dict[str, tuple[Row, ...]] = {}

    def lay(text: str) -> tuple[Row, ...]:
        if text not in made:
            lines = [[(line.center(columns).rstrip(), band)] for line in caption_lines(text, columns)]
            made[text] = grid_of(lines, columns, LINES, band).rows
        return made[text]

    return lay


def caption_lines(text: str, columns: int) -> list[str]:
    """A caption in at most two lines of the given width, cut with `…`."""
    room = max(columns - 4, 8)
    return textwrap.wrap(one_line(text, LONGEST), room, max_lines=LINES, placeholder=" …")
