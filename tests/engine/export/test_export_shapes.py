"""The procedural glyphs: nothing is missing, and what should meet does, pixel for pixel."""

import unicodedata

import numpy as np
import pytest
from concviz.engine.export.glyphs.atlas import Atlas
from concviz.engine.export.glyphs.boxes import DOUBLE, HEAVY, LIGHT, _arms
from concviz.engine.export.glyphs.shapes import shapes

BOXES = [chr(code) for code in range(0x2500, 0x2580)]
BLOCKS = [chr(code) for code in range(0x2580, 0x25A0)]
ATLASES: dict[float, Atlas] = {}


def mask(text, scale=1.0):
    parts = shapes(text)
    assert parts is not None, text
    return ATLASES.setdefault(scale, Atlas(scale)).geometry(parts)


@pytest.mark.parametrize("scale", [1.0, 2.6])
def test_every_box_block_and_braille_character_is_drawn(scale):
    for text in BOXES + BLOCKS + [chr(code) for code in range(0x2801, 0x2900)] + list("●○◆◇■□▸◂▶◀▲▼🮂🮇"):
        assert mask(text, scale).any(), unicodedata.name(text)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_complementary_blocks_fill_the_cell_without_overlap(scale):
    for one, other in ("▀▄", "▌▐", "▙▝", "▛▗", "▜▖", "▟▘", "▚▞"):
        both = mask(one, scale).astype(int) + mask(other, scale)
        assert (both == 255).all(), one + other
    assert (mask("█", scale) == 255).all()


def test_eighths_grow_evenly():
    heights = [int((mask(c)[:, 0] > 0).sum()) for c in "▁▂▃▄▅▆▇█"]
    widths = [int((mask(c)[0] > 0).sum()) for c in "▏▎▍▌▋▊▉█"]
    assert heights == sorted(set(heights))
    assert heights[-1] == 22
    assert widths == sorted(set(widths))
    assert widths[-1] == 10


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_lines_meet_across_cells(scale):
    """What one cell shows at its edge for an arm, every other cell with the same arm shows too."""
    edges = {"l": lambda m: m[:, 0], "r": lambda m: m[:, -1], "u": lambda m: m[0], "d": lambda m: m[-1]}
    seen = {}
    for text in BOXES:
        words = unicodedata.name(text).split()[2:]
        if "DASH" in words or "DIAGONAL" in words:
            continue
        for arm, weight in _arms([word for word in words if word != "ARC"]).items():
            edge = edges[arm](mask(text, scale))
            kind = "across" if arm in "lr" else "upright", weight
            expected = seen.setdefault(kind, edge)
            assert np.allclose(edge, expected, atol=20), (text, arm)
    assert {weight for _, weight in seen} == {LIGHT, HEAVY, DOUBLE}


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_lines_run_unbroken_through_a_cell(scale):
    """From each arm's edge the ink can be followed to every other arm's edge (doubles are two lines: left out)."""
    for text in (c for c in BOXES if not {"DOUBLE", "DASH", "DIAGONAL"} & set(unicodedata.name(c).split())):
        ink = np.pad(mask(text, scale) > 60, 1)
        reached = np.zeros_like(ink)
        reached.flat[np.flatnonzero(ink)[0]] = True
        grown = True
        while grown:
            spread = reached.copy()
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    spread |= np.roll(reached, (dy, dx), (0, 1))
            before, reached = reached, spread & ink
            grown = (reached != before).any()
        assert (reached == ink).all(), text


def test_names_give_the_arms():
    arms = {text: _arms(unicodedata.name(text).split()[2:]) for text in "┮╼╓┻"}
    assert arms["┮"] == {"r": HEAVY, "l": LIGHT, "d": LIGHT}
    assert arms["╼"] == {"l": LIGHT, "r": HEAVY}
    assert arms["╓"] == {"d": DOUBLE, "r": LIGHT}
    assert arms["┻"] == {"u": HEAVY, "l": HEAVY, "r": HEAVY}


def test_shades_are_told_apart_in_grey_and_join_without_a_seam():
    means = [mask(c).mean() / 255 for c in "░▒▓"]
    assert means == pytest.approx([0.31, 0.53, 0.76], abs=0.01)
    for scale in (1.0, 1.5, 2.0, 3.0):
        tile = mask("▒", scale)
        beside = np.tile(tile, (2, 2))
        height, width = tile.shape
        rows, columns = np.diff(beside.astype(int), axis=0) != 0, np.diff(beside.astype(int), axis=1) != 0
        assert rows[height - 1].mean() == 1, "the dots' pattern goes on into the next row"
        assert columns[:, width - 1].mean() == 1


def test_letters_are_left_to_the_font():
    assert shapes("a") is None
    assert shapes("ab") is None
