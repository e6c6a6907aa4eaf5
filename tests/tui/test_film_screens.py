"""Comparisons and the table of differences can be filmed and pictured like runs."""

import made_studies
import pytest
from concviz.engine.export.options import ExportError
from concviz.tui.frames import Film, View


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
    ("view", "words"), [({"screen": "labb"}, "did you mean lab"), ({"screen": "compare", "panel": "cores"}, "panel")]
)
def test_a_wrong_wish_is_one_sentence(view, words):
    with pytest.raises(ExportError, match=words):
        View(**view)
