import numpy as np
import pytest
from concviz.engine.lab.tasks import fractal


@pytest.mark.parametrize("count", [1, 2, 7, 100, 2000, 2001])
def test_the_items_are_the_whole_picture(count):
    items = fractal.items(count, seed=1)
    width, height, _ = items[0]
    assert len(items) == count
    assert [first for _, _, first in items] == [256 * number for number in range(count)]
    assert 0 <= 256 * count - width * height < width
    assert width / height == pytest.approx(16 / 9, rel=0.1)


def test_known_points():
    inside = [(0.0, 0.0), (-1.0, 0.0), (0.25, 0.0), (-2.0, 0.0), (-0.122561, 0.744862)]
    assert [fractal.escape(x, y) for x, y in inside] == [255] * len(inside)
    assert fractal.escape(2.1, 0.0) == 1
    assert fractal.escape(1.0, 0.0) == 3  # 0, 1, 2, 5: |5| > 2 after three steps
    assert fractal.escape(0.0, 2.1) == 1


def test_the_set_is_symmetric_to_the_real_axis():
    points = [(-0.7 + 0.01 * step, 0.3 + 0.007 * step) for step in range(100)]
    assert [fractal.escape(x, y) for x, y in points] == [fractal.escape(x, -y) for x, y in points]


def test_pixels_are_the_points_of_the_region():
    item = fractal.items(40, seed=1)[17]
    width, height, first = item
    counts = fractal.work(item)
    row, column = divmod(first + 100, width)
    c = complex(-0.3745 + 0.016 * ((column + 0.5) / width - 0.5), 0.6597 + 0.009 * ((row + 0.5) / height - 0.5))
    z, steps = 0j, 0
    while abs(z) <= 2 and steps < 255:
        z, steps = z * z + c, steps + 1
    assert counts[100] == steps
    assert len(counts) == 256


@pytest.mark.parametrize("count", [1, 3, 64, 500])
def test_the_preview_paints_every_pixel_once(count):
    picture = np.full((90, 160), -1)
    for item in range(count):
        result = bytes([30 + item % 200]) * 256
        preview = fractal.preview([(item, result)], count)
        assert preview["picture"] == [160, 90]
        for number, offset, digits in preview["cells"]:
            assert number == item
            levels = [int(digit, 16) for digit in digits]
            assert set(levels) == {fractal.SHADES[result[0]]}
            assert (picture.flat[offset : offset + len(levels)] == -1).all()
            picture.flat[offset : offset + len(levels)] = levels
    assert (picture >= 0).all()


def test_a_preview_pixel_belongs_to_the_item_of_its_nearest_source_pixel():
    count = 37
    width, height = fractal.size(count)
    for item in range(count):
        for _, offset, digits in fractal.preview([(item, bytes(256))], count)["cells"]:
            for place in range(offset, offset + len(digits)):
                row, column = divmod(place, 160)
                source = int((row + 0.5) * height / 90) * width + int((column + 0.5) * width / 160)
                assert source // 256 == item


def test_the_picture_is_worth_looking_at():
    results = [fractal.work(item) for item in fractal.items(56, seed=1)]
    cells = fractal.preview(list(enumerate(results)), len(results))["cells"]
    levels = np.array([int(digit, 16) for _, _, digits in cells for digit in digits])
    assert len(np.unique(levels)) == 16
    assert (levels == 0).mean() < 0.3
    assert fractal.combine(results) == "14,336 pixels, 33 of them in the set"


def test_no_more_items_than_the_picture_can_show_is_no_condition():
    assert fractal.preview([(0, bytes(256))], 100_000)["picture"] == [160, 90]
