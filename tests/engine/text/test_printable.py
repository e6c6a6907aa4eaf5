"""Text that can be shown anywhere."""

import pytest
from concviz.engine.text.printable import printable
from hypothesis import given
from hypothesis import strategies as st


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
