"""One frame as a PNG, plain or in a window's frame with the title."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ..glyphs.atlas import Atlas
from ..glyphs.raster import Raster
from ..options import Options
from ..whole_files import whole_file
from .grid import RGB, Grid, Style, grid_of, mix, one_line

LIGHTS: tuple[RGB, ...] = ((255, 95, 87), (254, 188, 46), (40, 200, 64))
"""The three buttons of a window."""
BAR, EDGE, ROUND = 34, 12, 11
"""Height of the title bar, room around the cells and radius of the corners, in units (a cell is 10 by 22)."""
FINE = 4


def write_png(
    grid: Grid, path: Path, options: Options | None = None, *, ground: RGB, ink: RGB = (224, 230, 240), title: str = ""
) -> None:
    """Write one grid as a picture.

    Raises:
        ExportError: the file exists or can't be written.
    """
    options = options or Options()
    image = picture(grid, ground=ground, ink=ink, scale=options.scale, window=options.window, title=title)
    with whole_file(path, force=options.force) as beside:
        image.save(beside, "PNG", compress_level=7)


def picture(
    grid: Grid, *, ground: RGB, ink: RGB = (224, 230, 240), scale: float = 1.0, window: bool = False, title: str = ""
) -> Image.Image:
    """One grid as an image: RGB, or RGBA with clear corners where it has a window's frame."""
    raster = Raster(*grid.size, scale=scale)
    raster.draw(grid)
    image = Image.fromarray(raster.pixels)
    return framed(image, ground=ground, ink=ink, title=title, atlas=raster.atlas) if window else image


def framed(image: Image.Image, *, ground: RGB, ink: RGB, title: str, atlas: Atlas) -> Image.Image:
    """The image in a rounded window with a title bar; outside of the corners it is transparent."""
    unit = atlas.width / 10
    bar, edge, radius = (round(length * unit) for length in (BAR, EDGE, ROUND))
    width, height = image.width + 2 * edge, image.height + bar + edge
    line = max(1, round(unit))
    window = _rounded(width, height, radius, mix(ground, ink, 0.24))
    inner = _rounded(width - 2 * line, height - 2 * line, radius - line, mix(ground, ink, 0.075))
    window.alpha_composite(inner, (line, line))
    body = _rounded(width - 2 * line, height - 2 * line, radius - line, ground)
    top = bar - line
    window.alpha_composite(body.crop((0, top, body.width, body.height)), (line, bar))
    window.paste(image, (edge, bar))
    _lights(window, bar, unit)
    _title(window, one_line(title, max(4, (width - round(170 * unit)) // atlas.width)), ground, ink, bar, atlas)
    return window


def _rounded(width: int, height: int, radius: int, colour: RGB) -> Image.Image:
    """An area with smooth round corners, clear outside of them."""
    fine = Image.new("L", (radius * 2 * FINE, radius * 2 * FINE))
    ImageDraw.Draw(fine).ellipse((0, 0, fine.width - 1, fine.height - 1), fill=255)
    disc = fine.resize((radius * 2, radius * 2), Image.Resampling.BOX)
    mask = Image.new("L", (width, height), 255)
    for left, x in ((0, 0), (radius, width - radius)):
        for top, y in ((0, 0), (radius, height - radius)):
            mask.paste(disc.crop((left, top, left + radius, top + radius)), (x, y))
    image = Image.new("RGBA", (width, height), (*colour, 0))
    image.putalpha(mask)
    return image


def _lights(window: Image.Image, bar: int, unit: float) -> None:
    size = round(12 * unit)
    for place, colour in enumerate(LIGHTS):
        dot = _rounded(size, size, size // 2, colour)
        window.alpha_composite(dot, (round((16 + 20 * place) * unit), (bar - size) // 2))


def _title(window: Image.Image, title: str, ground: RGB, ink: RGB, bar: int, atlas: Atlas) -> None:
    if not title:
        return
    style = Style(mix(ground, ink, 0.75), mix(ground, ink, 0.075), bold=True)
    wide = max(1, sum(1 + (not character.isascii()) for character in title))
    grid = grid_of([[(title, style)]], wide, 1, style)
    numbers = atlas.place(grid.rows[0])
    cover = np.concatenate(list(atlas.masks()[numbers]), axis=1)
    used = cover.shape[1] - _blank_end(cover)
    mask = Image.fromarray(np.ascontiguousarray(cover[:, :used]))
    window.paste((*style.fg, 255), ((window.width - used) // 2, (bar - atlas.height) // 2), mask)


def _blank_end(cover: np.ndarray) -> int:
    inked = np.flatnonzero(cover.any(axis=0))
    return cover.shape[1] - (int(inked[-1]) + 1 if len(inked) else 1)
