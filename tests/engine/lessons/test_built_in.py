"""The lessons that come with concviz: they can be read, their words are commands', and the whole course is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.differences.properties import MATRIX
from concviz.engine.lessons.block_reader import LessonError
from concviz.engine.lessons.lesson import Measure, Show
from concviz.engine.lessons.lesson_shelf import built_in, find_lesson
from concviz.engine.lessons.measured.lesson_check import words_in
from concviz.engine.pythons import installed
from concviz.engine.session.file.reader import load
from concviz.tui.cli.lesson_words import order_of

ENGLISH = [lesson for lesson in built_in().values() if lesson.language == "en"]


def measures(lesson):
    return [part for _, _, part in lesson.parts() if isinstance(part, Measure)]


def test_there_are_nine_in_their_order():
    assert [lesson.name[:2] for lesson in ENGLISH] == [f"0{number}" for number in range(1, 10)]


@pytest.mark.parametrize("name", list(built_in()))
def test_its_words_are_a_commands(name, monkeypatch):
    monkeypatch.setattr(installed, "find", lambda wanted: installed.own())
    lesson = find_lesson(name)
    for part in measures(lesson):
        assert order_of(lesson, part).kind == part.kind
    assert measures(lesson)


@pytest.mark.parametrize("name", list(built_in()))
def test_it_is_short_states_sources_and_asks_first(name):
    lesson = built_in()[name]
    assert lesson.sources
    assert all(source.startswith("https://") for source in lesson.sources)
    assert lesson.predictions >= 2
    assert words_in(lesson) < 700
    assert 4 <= lesson.minutes <= 7


def test_the_whole_course_is_in_them():
    words = " ".join(part.words for lesson in ENGLISH for part in measures(lesson))
    assert [name for name in (*MATRIX, "race", "pickling") if not re.search(rf"\b{name}\b", words)] in (
        [],
        ["parallelism"],
    )
    text = " ".join(getattr(part, "text", "") for lesson in ENGLISH for _, _, part in lesson.parts()).lower()
    kinds = ("fractal", "π", "factor", "simulation", "pars", "text", "compressing", "hashing", "matri", "files", "printer", "camera",
             "standard input", "download", "upload", "server", "database")  # fmt: skip
    assert [kind for kind in kinds if kind not in text] == []


@pytest.mark.parametrize("wanted", ["2", "02", "one-gil", "02-one-gil"])
def test_a_lesson_is_found_by_number_and_name(wanted):
    assert find_lesson(wanted).name == "02-one-gil"


def test_another_name_is_told_the_nearest():
    with pytest.raises(LessonError, match=r"^no lesson named 'one-gill': did you mean one-gil"):
        find_lesson("one-gill")


def test_words_that_are_none_have_their_line():
    lesson = find_lesson("2")
    part = measures(lesson)[0]
    for words, why in (
        ("pi --modl threads", "No such option"),
        ("pie", "no task named 'pie'"),
        ("pi --record x", "stays in the session"),
        ("pi --help", "asks for help"),
        ("'pi", "No closing quotation"),
    ):
        with pytest.raises(LessonError, match=rf"^line {part.line}: run .*{re.escape(why)}"):
            order_of(lesson, type(part)(line=part.line, run=words))  # pyright: ignore[reportCallIssue]


def test_each_recording_that_a_lesson_shows_lies_beside_it_and_has_that_moment():
    shown = [
        (lesson, part) for lesson in built_in().values() for _, _, part in lesson.parts() if isinstance(part, Show)
    ]
    assert shown
    for lesson, part in shown:
        session = load(Path(lesson.folder) / part.show)
        assert snapshot(session, round(part.at_s * 1e6)).run is not None
        assert session.notice == ""
