"""A canvas that follows one grid after another is what a new one would be."""

import random

import pytest
from concviz.engine.export.film.grid import Grid, Style, graphemes, row_of
from concviz.engine.export.glyphs.raster import Raster, changed_cells

PLAIN, LOUD = Style((200, 210, 220), (10, 20, 30)), Style((250, 80, 80), (30, 20, 10), bold=True, underline=True)


def row(text, style=PLAIN):
    return row_of([(text, style)], 8, PLAIN, graphemes)


@pytest.mark.parametrize(
    ("before", "after", "cells"),
    [
        (row("abcdefgh"), row("abXdeYgh"), (2, 6)),
        (row("abcdefgh"), row("Xbcdefgh"), (0, 1)),
        (row("abcdefgh"), row("abcdefgX"), (7, 8)),
        (row("ab漢ef"), row("ab字ef"), (2, 4)),
        (row("abcdef漢"), row("abcdef字"), (6, 8)),
        (row("漢字"), row("a漢b字"), (0, 6)),
    ],
)
def test_which_cells_are_drawn_again(before, after, cells):
    assert changed_cells(before, after) == cells


def test_a_canvas_that_follows_is_a_new_one():
    chance = random.Random(5)
    follows = Raster(8, 3)
    texts = ["a", "b", "漢", "字", "█", "╭", "e\u0301", " "]
    for _ in range(60):
        runs = [[(chance.choice(texts), chance.choice((PLAIN, LOUD))) for _ in range(8)] for _ in range(3)]
        grid = Grid(tuple(row_of(line, 8, PLAIN, graphemes) for line in runs), 8)
        new = Raster(8, 3)
        new.draw(grid)
        follows.draw(grid)
        assert (follows.pixels == new.pixels).all()
