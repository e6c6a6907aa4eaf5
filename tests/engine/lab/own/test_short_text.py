"""Values in a few words."""

import pytest
from concviz.engine.lab.own.short_text import short


@pytest.mark.parametrize(("value", "words"), [
    (b"abc", "b'abc'"), (b"a" * 500, f"{b'a' * 30!r}… (500 bytes)"), (bytearray(b"ab"), "b'ab'"),
    ([b"a" * 500], "(500 bytes)]"), ("x", "'x'"),
])  # fmt: skip
def test_bytes_are_told_by_their_beginning_and_their_number(value, words):
    assert short(value).endswith(words)
    assert len(short(value)) < 60
