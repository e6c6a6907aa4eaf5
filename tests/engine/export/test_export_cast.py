"""Casts, replayed by pyte (a terminal that isn't us) and compared with the cells."""

import json
import subprocess
import sys

import pyte
import pytest
from concviz.engine.export.film.cast import difference, write_cast
from concviz.engine.export.film.grid import Frame, Mark, Style, grid_of, web
from concviz.engine.export.glyphs.raster import changed_rows
from concviz.engine.export.options import Options
from hypothesis import given
from hypothesis import strategies as st

from tests.support.export_samples import COLUMNS, EVIL, GROUND, PLAIN, ROWS, movie, movie_of, picture


def read(path):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return lines[0], lines[1:]


def terminal(columns=COLUMNS, rows=ROWS):
    screen = pyte.Screen(columns, rows)
    return screen, pyte.Stream(screen)


def assert_shows(screen, grid):
    for y, row in enumerate(grid.rows):
        for x, cell in enumerate(row):
            shown, where = screen.buffer[y][x], (y, x, cell)
            assert shown.data == cell.text, where
            if cell.width and (cell.text != " " or not cell.style.underline):
                assert "#" + shown.bg == web(cell.style.bg), where
            if cell.width and cell.text != " ":
                assert "#" + shown.fg == web(cell.style.ink), where
                assert (shown.bold, shown.italics, shown.underscore) == (
                    cell.style.bold,
                    cell.style.italic,
                    cell.style.underline,
                ), where


@pytest.mark.parametrize("version", [2, 3])
def test_a_terminal_shows_the_cells_at_every_instant(tmp_path, version):
    write_cast(movie(captions=()), tmp_path / "a.cast", Options(cast_version=version))
    head, events = read(tmp_path / "a.cast")
    assert head["version"] == version
    screen, stream = terminal()
    t_s, number, marks = 0.0, 0, []
    for time, code, data in events[:-1]:
        t_s = time if version == 2 else t_s + time
        if code == "m":
            marks.append((round(t_s, 3), data))
            continue
        stream.feed(data)
        assert t_s == pytest.approx(number / 4)
        assert_shows(screen, picture(number))
        number += 1
    assert number == 20
    assert marks == [(0.0, "Threads"), (2.5, "Processes")]
    assert (events[-1][0] if version == 2 else t_s + events[-1][0]) == pytest.approx(5.0)


def test_the_headers_are_as_the_formats_say(tmp_path):
    write_cast(movie(), tmp_path / "2.cast")
    write_cast(movie(), tmp_path / "3.cast", Options(cast_version=3))
    two, three = read(tmp_path / "2.cast")[0], read(tmp_path / "3.cast")[0]
    assert (two["width"], two["height"], two["title"], two["duration"]) == (COLUMNS, ROWS + 2, "Threads on π", 5.0)
    assert (three["term"]["cols"], three["term"]["rows"]) == (COLUMNS, ROWS + 2)
    for theme in (two["theme"], three["term"]["theme"]):
        assert theme["bg"] == web(GROUND)
        assert len(theme["palette"].split(":")) == 16


def test_intervals_do_not_drift(tmp_path):
    frames = [Frame(number / 7, picture(number)) for number in range(3_000)]
    write_cast(movie_of(frames, 3_000 / 7), tmp_path / "a.cast", Options(cast_version=3))
    events = read(tmp_path / "a.cast")[1]
    assert sum(event[0] for event in events) == pytest.approx(3_000 / 7, abs=0.001)
    assert all(event[0] >= 0 for event in events)


def test_only_what_changed_is_sent(tmp_path):
    same = [Frame(number / 4, picture(1)) for number in range(40)]
    write_cast(movie_of(same, 10.0), tmp_path / "a.cast")
    assert len(read(tmp_path / "a.cast")[1]) == 2, "one frame and the end"
    one = grid_of([[("abc", PLAIN)]], 30, 2, PLAIN)
    other = grid_of([[("axc", PLAIN)]], 30, 2, PLAIN)
    assert difference(one, other, [0]).count("x") == 1
    assert "a" not in difference(one, other, [0])


LETTERS = st.sampled_from(["a", "█", "漢", "x\u0301", "😀", " ", "─"])
LOOKS = st.builds(Style, st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from([(0, 0, 0), (9, 9, 9)]), st.booleans())
GRIDS = st.lists(st.lists(st.tuples(LETTERS, LOOKS), max_size=9), min_size=3, max_size=3)


@given(st.lists(GRIDS, min_size=2, max_size=4))
def test_any_sequence_of_grids_is_followed(pages):
    screen, stream = terminal(9, 3)
    before = None
    for lines in pages:
        grid = grid_of(lines, 9, 3, PLAIN)
        stream.feed("\x1b[?7l" + difference(before, grid, changed_rows(before, grid)))
        for y, row in enumerate(grid.rows):
            assert [screen.buffer[y][x].data for x in range(9)] == [cell.text for cell in row]
        before = grid


def test_hostile_words_do_nothing(tmp_path):
    film = movie(title=EVIL, chapters=(Mark(0.0, EVIL),))
    write_cast(film, tmp_path / "a.cast")
    head, events = read(tmp_path / "a.cast")
    words = [head["title"], *(data for _, code, data in events if code == "m")]
    assert all(word.isprintable() and len(word) <= 200 for word in words)


def test_asciinema_reads_version_2(tmp_path):
    pytest.importorskip("asciinema")
    write_cast(movie(captions=()), tmp_path / "a.cast")
    command = [sys.executable, "-m", "asciinema", "cat", str(tmp_path / "a.cast")]
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    screen, stream = terminal()
    stream.feed(done.stdout)
    assert_shows(screen, picture(19))
