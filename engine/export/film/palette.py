"""One palette for a whole movie.

Cells have few colours: a couple of dozen inks and grounds. The rest are the steps between an ink and its ground at the
edges of letters, here seven. What is used most keeps its exact colour; if there are more than the palette holds, the
rarest steps take the nearest one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..glyphs.atlas import Atlas
from .grid import RGB, Row

STEPS = 7
"""Opacities between ground (0) and ink (7)."""
COLOURS = 255
"""A GIF has 256; one stands for "as before"."""
Pair = tuple[RGB, RGB]


def steps_of(masks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Masks with 256 levels as masks with 8."""
    return ((masks.astype(np.uint16) * STEPS + 127) // 255).astype(np.uint8)


class Usage:
    """How many pixels have each step of each pair of ground and ink."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self.pairs: dict[Pair, int] = {}
        self._counts = np.zeros((64, STEPS + 1))
        self._histograms = np.zeros((0, STEPS + 1))

    def add(self, row: Row) -> None:
        """Count one more row."""
        numbers = self._atlas.place(row)
        masks = self._atlas.masks()
        if len(masks) > len(self._histograms):
            new = steps_of(masks[len(self._histograms) :])
            fresh = np.stack([(new == step).sum(axis=(1, 2)) for step in range(STEPS + 1)], axis=1)
            self._histograms = np.concatenate([self._histograms, fresh])
        places = self.place(row)
        if len(self.pairs) > len(self._counts):
            grown = np.zeros((len(self.pairs) * 2, STEPS + 1))
            grown[: len(self._counts)] = self._counts
            self._counts = grown
        np.add.at(self._counts, places, self._histograms[numbers])

    def place(self, row: Row) -> NDArray[np.intp]:
        """The number of each cell's pair, (columns,)."""
        pairs = self.pairs
        return np.array([pairs.setdefault((cell.style.bg, cell.style.ink), len(pairs)) for cell in row], np.intp)

    def colours(self) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """Colour (pairs, 8, 3) and pixels (pairs, 8) of every step."""
        grounds = np.array([pair[0] for pair in self.pairs], np.float64)[:, None, :]
        inks = np.array([pair[1] for pair in self.pairs], np.float64)[:, None, :]
        share = (np.arange(STEPS + 1) / STEPS)[None, :, None]
        blended = np.rint(grounds + (inks - grounds) * share).astype(np.uint8)
        return blended, self._counts[: len(self.pairs)]


def choose(colours: NDArray[np.uint8], pixels: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A palette (n, 3), n at most 255, and the place in it of each of `colours` (its shape without the last axis)."""
    flat, weights = colours.reshape(-1, 3), pixels.reshape(-1)
    used = weights > 0
    used[0] = True
    distinct, inverse = np.unique(flat[used], axis=0, return_inverse=True)
    total = np.bincount(inverse.reshape(-1), weights[used], len(distinct)).astype(np.float64)
    if len(distinct) > COLOURS:
        exact = {tuple(colour) for colour in colours[:, (0, -1)].reshape(-1, 3).tolist()}
        # Whole areas have ink or ground; a step between them is never more than an edge.
        areas = np.array([tuple(colour) in exact for colour in distinct.tolist()])
        distinct = _best(distinct, total * np.where(areas, 50, 1))
    return distinct, _nearest(flat, distinct).reshape(colours.shape[:-1])


def _best(colours: NDArray[np.uint8], weights: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The colours to keep: again and again the one whose loss would show most."""
    points = colours.astype(np.float64)
    loss = np.full(len(points), 3 * 255.0**2)
    kept: list[int] = []
    for _ in range(COLOURS):
        chosen = int(np.argmax(loss * weights))
        kept.append(chosen)
        loss = np.minimum(loss, ((points - points[chosen]) ** 2).sum(axis=1))
    return colours[kept]


def _nearest(colours: NDArray[np.uint8], palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    found = np.empty(len(colours), np.uint8)
    wide = palette.astype(np.int32)
    for start in range(0, len(colours), 4096):
        part = colours[start : start + 4096].astype(np.int32)
        found[start : start + 4096] = ((part[:, None] - wide[None]) ** 2).sum(axis=2).argmin(axis=1)
    return found
