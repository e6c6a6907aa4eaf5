import io
import os

import numpy as np
import pytest
from concviz.engine.export.film.grid import Style, grid_of
from concviz.engine.export.film.png import picture, write_png
from concviz.engine.export.glyphs.atlas import FONTS, Atlas
from concviz.engine.export.glyphs.raster import Raster, changed_rows
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportError
from PIL import Image, ImageFont

GROUND = (17, 21, 27)
PLAIN = Style((220, 225, 230), GROUND)
GREEN = Style((62, 207, 142), (10, 20, 30))


def small(text="ab█▄", style=GREEN):
    return grid_of([[(text, style)], [("zz", PLAIN)]], 6, 2, PLAIN)


def cell(image, column, row, scale=1):
    pixels = np.asarray(image.convert("RGB"))
    high, wide = 22 * scale, 10 * scale
    return pixels[row * high : (row + 1) * high, column * wide : (column + 1) * wide].reshape(-1, 3)


@pytest.mark.parametrize("scale", [1, 2])
def test_the_decoded_picture_has_the_cells_colours(tmp_path, scale):
    write_png(small(), tmp_path / "a.png", Options(scale=scale), ground=GROUND)
    image = Image.open(tmp_path / "a.png")
    assert image.size == (60 * scale, 44 * scale)
    full = cell(image, 2, 0, scale)
    assert (full == GREEN.fg).all()
    half = cell(image, 3, 0, scale)
    assert (half[: len(half) // 2] == GREEN.bg).all()
    assert (half[len(half) // 2 :] == GREEN.fg).all()
    assert (cell(image, 5, 1, scale) == GROUND).all()
    letter = {tuple(pixel) for pixel in cell(image, 0, 0, scale).tolist()}
    assert GREEN.bg in letter
    assert len(letter) > 4


def test_bold_italic_underline_and_dim_look_different():
    styles = [PLAIN, *(PLAIN._replace(**{name: True}) for name in ("bold", "italic", "underline", "dim"))]
    drawn = [picture(small("kkkk", style), ground=GROUND).tobytes() for style in styles]
    assert len(set(drawn)) == 5


def test_a_wide_or_unknown_character_shows_a_frame_and_harms_no_neighbour():
    grid = grid_of([[("漢x\U000e0001", PLAIN)]], 6, 1, PLAIN)
    image = picture(grid, ground=GROUND)
    assert (cell(image, 0, 0) != GROUND).any()
    assert (cell(image, 1, 0) != GROUND).any()
    alone = picture(grid_of([[("  x", PLAIN)]], 6, 1, PLAIN), ground=GROUND)
    assert (cell(image, 2, 0) == cell(alone, 2, 0)).all()


def test_a_window_is_framed_with_clear_corners_and_its_cells_whole():
    grid = small()
    image = picture(grid, ground=GROUND, window=True, title="\x1b[1mLab " + "x" * 10_000)
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((image.width // 2, image.height // 2))[3] == 255
    inside = image.crop((12, 34, 12 + 60, 34 + 44)).convert("RGB")
    assert inside.tobytes() == picture(grid, ground=GROUND).tobytes()


def test_only_changed_rows_are_drawn_again():
    raster = Raster(6, 2)
    assert raster.draw(small()) == [0, 1]
    assert raster.draw(small()) == []
    assert raster.draw(small("ab▄█")) == [0]
    assert changed_rows(small(), grid_of([], 3, 2, PLAIN)) == [0, 1]


def test_glyphs_beyond_the_first_block_of_the_atlas_are_right():
    atlas = Atlas()
    many = grid_of([[("".join(chr(0x2800 + i) for i in range(256)) + "█" * 44, PLAIN)]], 300, 1, PLAIN)
    numbers = atlas.place(many.rows[0])
    assert (atlas.masks()[numbers[-1]] == 255).all()
    assert len(set(numbers.tolist())) == 257


def test_an_existing_file_is_refused_and_kept(tmp_path):
    target = tmp_path / "a.png"
    target.write_bytes(b"mine")
    with pytest.raises(ExportError, match="--force"):
        write_png(small(), target, ground=GROUND)
    assert target.read_bytes() == b"mine"
    write_png(small(), target, Options(force=True), ground=GROUND)
    assert Image.open(target).format == "PNG"
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_font_is_small_licensed_and_has_what_the_screens_use(weight):
    file = FONTS / f"JetBrainsMono-{weight}.ttf"
    assert file.stat().st_size < 200_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    font = ImageFont.truetype(io.BytesIO(file.read_bytes()), 20)
    nothing = font.getmask("\uffff").size, list(font.getmask("\uffff"))
    for character in "πµσΔ←↑→↓↔≈×÷±−≤≥≠∞√…–—‘’“”•·äöüßéñçøåŁşЖя✓✗":
        assert (font.getmask(character).size, list(font.getmask(character))) != nothing, character
