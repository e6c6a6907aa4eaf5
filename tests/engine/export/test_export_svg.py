"""SVG: parsed by ElementTree, rasterised by resvg where it is installed, compared with the cells' colours."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from concviz.engine.export.film.grid import Style, grid_of
from concviz.engine.export.film.svg import joined, svg, text_runs, write_svg
from concviz.engine.export.glyphs.atlas import FONTS
from concviz.engine.export.options import Options
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support.export_samples import BOLD, COLUMNS, EVIL, GREEN, GROUND, PLAIN, ROWS, picture

NAME = "{http://www.w3.org/2000/svg}"


def rasterised(text, zoom=1):
    resvg = pytest.importorskip("resvg_py")
    faces = [str(FONTS / f"JetBrainsMono-{weight}.ttf") for weight in ("Regular", "Bold")]
    data = resvg.svg_to_bytes(svg_string=text, zoom=zoom, font_files=faces)
    return np.asarray(Image.open(io.BytesIO(bytes(data))).convert("RGB")).astype(int)


@pytest.mark.parametrize("window", [False, True])
def test_it_is_well_formed_and_has_the_words(tmp_path, window):
    write_svg(picture(7), tmp_path / "a.svg", Options(window=window), ground=GROUND, title="Lab & <threads>")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.find(f"{NAME}title").text == "Lab & <threads>"
    words = [element.text for element in root.iter(f"{NAME}text")]
    assert "3.14" in " ".join(words)
    assert "<&>\"'" in words
    assert "漢" in words


@pytest.mark.parametrize("zoom", [1, 2, 3])
def test_rasterised_it_has_the_cells_colours(zoom):
    grid = picture(7)
    pixels = rasterised(svg(grid, ground=GROUND), zoom)
    assert pixels.shape == (ROWS * 22 * zoom, COLUMNS * 10 * zoom, 3)
    bar = pixels[22 * zoom : 44 * zoom, : 70 * zoom]
    assert (bar == GREEN.fg).all(), "blocks join without a seam"
    empty = pixels[4 * 22 * zoom : 5 * 22 * zoom]
    assert (empty == GROUND).all()


def test_at_odd_scales_blocks_still_have_no_seam():
    grid = grid_of([[("█" * 20, GREEN)]] * 5, 20, 5, PLAIN)
    pixels = rasterised(svg(grid, ground=GROUND), 1.37)
    assert (pixels[1:-1, 1:-1] == GREEN.fg).all()


def test_text_stays_on_its_cells_with_any_font():
    text = svg(grid_of([[("abc  def", BOLD)]], 20, 1, PLAIN), ground=GROUND)
    elements = list(ElementTree.fromstring(text).iter(f"{NAME}text"))
    assert [(e.get("x"), e.get("textLength"), e.text) for e in elements] == [("0", "30", "abc"), ("50", "30", "def")]
    assert all(e.get("font-weight") == "bold" for e in elements)


def test_runs_leave_geometry_out_and_wide_ones_alone():
    row = grid_of([[("a─漢b x\u0301", PLAIN), ("x", GREEN)]], 12, 1, PLAIN).rows[0]
    assert [(column, text, cells) for column, text, _, cells in text_runs(row)] == [
        (0, "a", 1),
        (2, "漢", 2),
        (4, "b", 1),
        (6, "x\u0301", 1),
        (7, "x", 1),
    ]


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=25))
def test_joined_boxes_cover_the_same_cells_once(cells):
    boxes = joined((x, y, x + 1, y + 1) for x, y in cells)
    covered = [(x, y) for x0, y0, x1, y1 in boxes for x in range(int(x0), int(x1)) for y in range(int(y0), int(y1))]
    assert sorted(covered) == sorted(cells)
    assert len(boxes) <= len(cells)


def test_it_fetches_nothing_and_hostile_words_are_only_words():
    style = Style(PLAIN.fg, GROUND)
    text = svg(grid_of([[(EVIL, style)]], 80, 2, style), ground=GROUND, title=EVIL, window=True)
    root = ElementTree.fromstring(text)
    assert {element.tag for element in root.iter()} <= {
        f"{NAME}{n}" for n in ("svg", "title", "g", "path", "text", "rect", "circle")
    }
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert len(text) < 30_000
