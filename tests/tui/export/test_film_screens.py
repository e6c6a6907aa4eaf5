"""Comparisons and the table of differences can be filmed and pictured like runs."""

import pytest
from concviz.engine.export.film.captions import captioned
from concviz.engine.export.film.grid import Grid, Style, grid_of
from concviz.engine.export.options import ExportRequest
from concviz.engine.export.progress import ExportError
from concviz.engine.session.events import Note
from concviz.tui.export.exporter import export, still_at_us
from concviz.tui.export.film import Film, View
from PIL import Image

from tests.support import made_studies


def test_a_comparison_is_filmed():
    session = made_studies.session()
    made_studies.add_comparison(session, made_studies.compared())
    with Film(session, View(screen="compare")) as film:
        text = film.grid(session.length_us).text()
    assert "speed-up" in text
    assert "processes" in text
    assert "made with concviz" in text


def test_the_differences_are_filmed():
    session = made_studies.session()
    with Film(session, View(size=(80, 24), screen="differences")) as film:
        assert "Parallelism" in film.grid(session.length_us).text()


@pytest.mark.parametrize(
    ("screen", "add", "words"),
    [
        ("compare", lambda made: made_studies.add_comparison(made, made_studies.compared()), "speed-up"),
        ("differences", made_studies.add_differences, "1.97 cores"),
    ],
)
def test_a_picture_of_a_study_is_of_its_result(screen, add, words, tmp_path):
    session, request = made_studies.session(), ExportRequest("png", out=str(tmp_path / "a.png"), screen=screen)
    with pytest.raises(ExportError, match=f"nothing for --screen {screen} is in this recording"):
        export(session, tmp_path / "talk.concviz.jsonl", request, lambda done, total: True)
    add(session)
    at_us = still_at_us(request, session)
    with Film(session, View(screen=screen)) as film:
        text = film.grid(at_us).text()
    assert "Measuring" not in text
    assert words in text


def test_a_picture_has_the_caption_of_its_moment_below_it(tmp_path):
    session = made_studies.session()
    session.append(Note(2_000_000, "Only one thread holds the GIL."))
    sizes = []
    for captions in (True, False):
        request = ExportRequest("png", out=str(tmp_path / f"{captions}.png"), at="3", captions=captions)
        with Image.open(export(session, tmp_path / "talk.concviz.jsonl", request, lambda done, total: True)) as picture:
            sizes.append(picture.size)
    assert sizes[0][0] == sizes[1][0]
    assert sizes[0][1] > sizes[1][1]


def test_a_caption_is_two_rows_under_the_cells():
    grid = Grid(grid_of([[("x", Style((1, 2, 3), (4, 5, 6)))]], 40, 3, Style((1, 2, 3), (4, 5, 6))).rows, 40)
    assert captioned(grid, "", ground=(0, 0, 0), ink=(9, 9, 9)) is grid
    text = captioned(grid, "Look here", ground=(0, 0, 0), ink=(9, 9, 9)).text().splitlines()
    assert len(text) > 3
    assert text[3].strip() == "Look here"


@pytest.mark.parametrize(
    ("view", "words"), [({"screen": "labb"}, "did you mean lab"), ({"screen": "compare", "panel": "cores"}, "panel")]
)
def test_a_wrong_wish_is_one_sentence(view, words):
    with pytest.raises(ExportError, match=words):
        View(**view)
