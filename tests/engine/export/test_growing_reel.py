"""A film that grows: what any follower has is what the screen showed, whenever it came, fell behind or rewound."""

import base64
import json
import random
import zlib

import pytest
from concviz.engine.export.film.grid import web
from concviz.engine.export.film.player import growing_reel
from concviz.engine.export.film.player.growing_reel import STRETCH, Reel

from tests.support.export_samples import GROUND, picture


def told(packed):
    return json.loads(zlib.decompress(base64.b64decode(packed)))


class Follower:
    """What the player makes of frames, in few words."""

    def __init__(self):
        self.styles, self.glyphs, self.cells, self.size = {}, {}, {}, None

    def take(self, frames):
        for each in map(told, frames):
            self.styles |= dict(enumerate(each.get("styles", []), each.get("from", 0)))
            self.glyphs |= each.get("glyphs", {})
            if "runs" not in each:
                continue
            if "size" in each:
                self.size, self.cells = each["size"], {}
            for y, x, look, text in zip(*[iter(each["runs"])] * 4, strict=True):
                cells = [(c, 1) for c in text] if isinstance(text, str) else text
                flat = [each for grapheme, width in cells for each in (grapheme, "")[:width]]
                self.cells |= {(y, x + n): (grapheme, self.styles[look]) for n, grapheme in enumerate(flat)}

    def sees(self, grid):
        looks = {
            (y, x): (
                c.text,
                [web(c.style.ink), web(c.style.bg), c.style.bold + 2 * c.style.italic + 4 * c.style.underline],
            )
            for y, row in enumerate(grid.rows)
            for x, c in enumerate(row)
        }
        return self.cells == looks and self.size == list(grid.size)


def test_whoever_comes_whenever_sees_what_the_screen_shows():
    reel, dice = Reel(), random.Random(3)
    followers: list[tuple[Follower, int]] = []
    for t in range(3 * STRETCH):
        grid = picture(dice.randrange(12))
        reel.add(t, grid, GROUND, f"step {t // 50}")
        if t % 20 == 0:
            new = Follower()
            new.take([reel.hello()])
            followers.append((new, -1))
        for place, (each, seen) in enumerate(followers):
            if dice.random() < 0.1 or t == 3 * STRETCH - 1:  # who reads slowly misses many
                each.take(reel.since(seen))
                followers[place] = (each, reel.count)
                assert each.sees(grid)


def test_what_came_before_is_had_from_the_beginning_on():
    reel = Reel()
    grids = [picture(number % 12) for number in range(2 * STRETCH + 7)]
    for t, grid in enumerate(grids):
        assert reel.add(t, grid, GROUND)
    number, found = reel.count, []
    while frames := reel.before(number):
        found = frames + found
        number = told(frames[0])["n"]
    assert [told(each)["n"] for each in found] == list(range(reel.count))
    follower = Follower()
    follower.take([reel.hello(), *found[:5]])
    assert follower.sees(grids[4])
    assert reel.before(0) == []
    assert reel.before(10**9) == []


def test_what_shows_nothing_new_is_no_frame_and_another_size_begins_anew():
    reel = Reel()
    small = type(picture(0))(tuple(row[:5] for row in picture(0).rows[:3]), 5)
    assert reel.add(0, picture(1), GROUND, "one")
    assert not reel.add(1, picture(1), GROUND, "one")
    assert reel.add(2, picture(1), GROUND, "two"), "a chapter begins"
    assert reel.add(3, small, GROUND, "two")
    assert reel.add(4, small, (1, 2, 3), "two"), "another theme"
    assert [told(each)["size"] for each in (*reel.before(3), *reel.since(-1))] == [[5, 3], [5, 3]]
    assert told(reel.since(-1)[0])["ground"] == "#010203"
    assert told(reel.hello())["chapters"] == [[0, "one"], [2, "two"]]


def test_no_more_is_kept_than_may_be(monkeypatch):
    monkeypatch.setattr(growing_reel, "STRETCH", 4)
    reel = Reel(most_bytes=6000)
    for t in range(200):
        reel.add(t, picture(t % 12), GROUND, f"chapter {t}" if t % 2 else "")
    number = reel.count
    while frames := reel.before(number):
        number = told(frames[0])["n"]
    assert number > 0
    assert told(reel.hello())["oldest"] == number
    assert sum(each.size for each in reel._stretches[1:]) < 6000


@pytest.mark.parametrize("title", ["</script><b>", "a\x1b[2Jb", "x" * 5000])
def test_a_chapters_words_are_words(title):
    reel = Reel()
    reel.add(0, picture(0), GROUND, title)
    ((_, words),) = told(reel.hello())["chapters"]
    assert "\x1b" not in words
    assert len(words) <= 200
