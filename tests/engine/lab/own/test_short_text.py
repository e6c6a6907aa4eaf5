"""Values in a few words."""

import os
import sys

import pytest
from concviz.engine.lab.own.short_text import at_home, short


@pytest.mark.parametrize(("value", "words"), [
    (b"abc", "b'abc'"), (b"a" * 500, f"{b'a' * 30!r}… (500 bytes)"), (bytearray(b"ab"), "b'ab'"),
    ([b"a" * 500], "(500 bytes)]"), ("x", "'x'"),
])  # fmt: skip
def test_bytes_are_told_by_their_beginning_and_their_number(value, words):
    assert short(value).endswith(words)
    assert len(short(value)) < 60


def test_what_can_not_be_written_is_told_by_its_type():
    class Nameless:
        def __repr__(self):
            raise RuntimeError("no words")

    assert short(7**200_000) == "<a value of type int>"
    assert "Nameless" in short(Nameless())


def test_the_home_folder_is_not_told():
    home = os.path.expanduser("~")
    assert at_home(f"no {home}/shop/core.py") == "no ~/shop/core.py"
    assert at_home(sys.version) == sys.version
