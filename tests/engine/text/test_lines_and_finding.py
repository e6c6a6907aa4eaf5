"""Lines within a width, rows found by typing, and the words and glyphs of every state: whole, by `==`."""

import pytest
from concviz.engine.model.states import BY_CODE, LEDGER, STATES
from concviz.engine.text.finding import Sought, found, score
from concviz.engine.text.lines import hanging, packed, wrapped
from concviz.engine.text.quantities import time_left_between


def test_text_is_wrapped_and_no_word_is_broken():
    assert wrapped("one two three-four", 9, 2, 1) == ["  one two", "   three-four"]
    assert wrapped("one two", 7) == ["one two"]
    assert wrapped("one two", 6) == ["one", "two"]
    assert wrapped("one", 0) == ["one"]


@pytest.mark.parametrize(
    ("head", "text", "width", "more", "lines"),
    [
        ("a: ", "", 20, 0, ["a:"]),
        ("a:   ", "one two three", 18, 0, ["a:   one two three"]),
        ("a:   ", "one two three four five six", 25, 2, ["a:   one two three four", "       five six"]),
        ("a:   ", "one two three four five six", 24, 2, ["a:", "    one two three four", "      five six"]),
        ("  a:   ", "one two three four five six", 24, 0, ["  a:", "      one two three four", "      five six"]),
        ("a:   ", "short", 10, 0, ["a:   short"]),
        ("a:   ", "short", 9, 0, ["a:", "    short"]),
    ],
)
def test_text_stands_beside_its_head_or_below_it(head, text, width, more, lines):
    assert hanging(head, text, width, more) == lines


@pytest.mark.parametrize(
    ("parts", "width", "how", "lines"),
    [
        (["one", "two", "three"], 8, {}, ["one  two", "three"]),
        (["one", "two", "three"], 7, {}, ["one", "two", "three"]),
        (["one", "two", "three"], 11, {"gap": " · ", "indent": 2, "more": 1}, ["  one · two", "   three"]),
        (["a b c d e", "f"], 5, {"indent": 1, "more": 1}, [" a b", " c d", " e", "  f"]),
        (["f", "a b c d e"], 5, {"indent": 1, "more": 1}, [" f", "  a b", "  c d", "  e"]),
        ([], 5, {}, []),
    ],
)
def test_parts_are_packed(parts, width, how, lines):
    assert list(packed(parts, width, **how)) == lines


ROWS = [
    Sought("Thread pool", "concurrent.futures, a queue"),
    Sought("threads", "threading"),
    Sought("asyncio", "an event loop, no threads"),
]


@pytest.mark.parametrize(
    ("typed", "scores"),
    [
        ("", [1, 1, 1]), ("thread", [5, 5, 2]), ("Thread p", [5, 0, 1]), ("pool", [4, 0, 0]), ("ool", [3, 0, 0]), ("loop", [0, 0, 2]),
        ("eading", [0, 1, 0]), ("pool queue", [2, 0, 0]), ("futures", [2, 0, 0]), ("zzz", [0, 0, 0]),
    ],
)  # fmt: skip
def test_how_well_a_row_fits(typed, scores):
    assert [score(typed, row) for row in ROWS] == scores


def test_what_fits_best_comes_first_and_else_what_is_spelled_nearly_so():
    assert found("thread", ROWS) == [0, 1, 2]
    assert found("loop", ROWS) == [2]
    assert found("pool", [*ROWS, Sought("pool")]) == [3, 0]
    assert found("", ROWS) == [0, 1, 2]
    assert found("asyncoi", ROWS) == [2]
    assert found("zzz", ROWS) == []


@pytest.mark.parametrize(
    ("least_s", "most_s", "words"),
    [
        (12, 120, "12 s to 2 min left"),
        (12, 12.4, "about 12 s left"),
        (50, 12, "about 50 s left"),
        (0, 3_600, "1 s to 1 h left"),
    ],
)
def test_a_time_between_two(least_s, most_s, words):
    assert time_left_between(least_s, most_s) == words


WORDS = {
    "on_core": ("on a core", "on core", "run", "█", "runs", "runs"),
    "wait_gil": ("waiting for the GIL", "wait GIL", "gil", "─", "waits for the GIL", "GIL"),
    "wait_lock": ("waiting for a lock", "wait lock", "lock", "═", "waits for a lock", "lock"),
    "wait_core": ("waiting for a core", "wait core", "core", "▒", "waits for a core", "core"),
    "wait_loop": ("waiting for the loop", "wait loop", "loop", "▚", "waits for the loop", "loop"),
    "wait_io": ("waiting for I/O", "wait I/O", "io", "░", "waits for I/O", "I/O"),
    "wait_child": ("waiting for a child", "wait child", "child", "┬", "waits for a child", "child"),
    "asleep": ("asleep", "asleep", "asleep", "~", "asleep", "asleep"),
    "idle": ("idle", "idle", "rest", "·", "idle", "idle"),
    "failed": ("failed", "failed", "failed", "×", "failed", "failed"),
}


def test_every_state_has_its_words_its_role_and_its_glyph():
    told = {each.name: (each.words, each.short, each.ink, each.glyph, each.legend, each.word) for each in STATES}
    assert told == WORDS
    assert list(told) == list(WORDS)
    assert BY_CODE[-1][1:6] == ("begun, not yet ended", "not ended", "title", "╱", "not yet ended")
    assert len({each.glyph for each in (*STATES, BY_CODE[-1])}) == len({each.ink for each in LEDGER}) + 2 == 11
