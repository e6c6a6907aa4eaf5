"""Words that can't act, whatever a file holds."""

import msgspec
import pytest
from concviz.engine.model.run_facts import RunError
from concviz.engine.session import events as e
from concviz.engine.session.events.sanitize import harmless
from concviz.engine.session.library.summary import Summary
from concviz.engine.text.printable import printable
from hypothesis import given
from hypothesis import strategies as st

from tests.support.session_samples import made_up


@given(st.text())
def test_plain_words_have_nothing_that_acts(text):
    words = printable(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in words)
    assert "\u202e" not in words
    assert printable(words) == words
    assert not set(printable(text, lined=True)) & set("\x1b\x07\x00\r")


@pytest.mark.parametrize("text", ["", "π ≈ 3.14 ± 0.01", "漢字 é 👩‍👩‍👧 ok", "a [bold] <b> & $x$"])
def test_words_that_are_fine_stay(text):
    assert printable(text) is text


@pytest.mark.parametrize(
    ("text", "one_line", "lines"),
    [
        ("a\r\nb", "a b", "a\nb"), ("a\n\n\tb", "a b", "a\n\n\tb"), ("a\u2028b\x85c", "a b c", "a\ufffdb\ufffdc"),
        ("a\x00\x1b[31m", "a\ufffd\ufffd[31m", "a\ufffd\ufffd[31m"), ("\ud800\u202e", "\ufffd\ufffd", "\ufffd\ufffd"),
    ],
)  # fmt: skip
def test_what_acts_is_marked_and_what_ends_a_line_is_a_space_or_stays(text, one_line, lines):
    assert (printable(text), printable(text, lined=True)) == (one_line, lines)


def test_lines_stay_where_they_belong():
    error = harmless(e.RunEnded(1, 1, "failed", {}, {"message": "a\nb", "traceback": "a\n\tb\x1b[31m\r\nc"}))
    assert error.error == RunError(message="a b", traceback="a\n\tb\ufffd[31m\nc")
    assert harmless(e.Output(1, 1, "a\nb\x07")).text == "a\nb\ufffd"
    assert harmless(e.Chapter(1, "a\nb")).title == "a b"


def test_keys_are_one_line_and_what_stands_under_them_may_have_more():
    started = harmless(e.RunStarted(1, 1, {"options": {"a\nb": "c\nd"}}))
    assert started.plan.options == {"a b": "c d"}


def test_an_event_that_is_fine_is_the_same_object():
    for event in made_up(1):
        assert harmless(event) is event


def test_no_event_can_be_changed_by_who_reads_it():
    kinds = [each for each in vars(e).values() if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    assert len(kinds) > 20
    assert [each.__name__ for each in (*kinds, Summary) if not each.__struct_config__.frozen] == []
