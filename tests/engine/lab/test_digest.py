"""Results that are equal have one digest, and others have another."""

import array
import dataclasses
import random
import subprocess
import sys

import numpy as np
import pytest
from concviz.engine.lab.digest import DEEPEST, SPREAD, digest_of, digest_of_inputs
from hypothesis import given
from hypothesis import strategies as st


@dataclasses.dataclass
class Found:
    words: set
    count: int = 0
    cache: dict = dataclasses.field(default_factory=dict, compare=False)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values, st.randoms(use_true_random=False))
def test_the_order_of_a_dict_says_nothing(value, rng):
    pairs = [(key, value) for key in "abcdef"]
    shuffled = rng.sample(pairs, len(pairs))
    assert digest_of(dict(pairs)) == digest_of(dict(shuffled))


SETS = "{'alpha', 'beta', 'gamma', frozenset(['x', 'y', 'z'])}"


def test_a_set_has_one_digest_in_every_process():
    code = f"from concviz.engine.lab.digest import digest_of; print(digest_of([{SETS}, {{'k': {SETS}}}]))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


DIFFERENT = [
    None, True, 1, 1.0, "1", b"1", bytearray(b"1"), [], (), {}, set(), frozenset(), [1], (1,), [[1], 2], [1, [2]], [[1, 2]], {1}, {1: 2},
    {2: 1}, {"1": 2}, "a", ["a"], ["ab"], ["a", "b"], "\ud800", float("nan"), float("inf"), -0.0, 0.0, range(3), array.array("i", [1, 2]),
    array.array("q", [1, 2]), Found({"a"}), Found({"b"}), Found({"a"}, 1), len, Found,
]  # fmt: skip


def test_what_differs_has_another():
    digests = [digest_of(value) for value in DIFFERENT]
    assert len(set(digests)) == len(DIFFERENT)


@pytest.mark.parametrize("value", DIFFERENT, ids=range(len(DIFFERENT)))
def test_it_is_the_same_each_time(value):
    assert digest_of(value) == digest_of(value)
    assert len(digest_of(value)) == 64


def test_what_a_dataclass_does_not_compare_does_not_count():
    assert digest_of(Found({"a", "b"}, cache={"x": 1})) == digest_of(Found({"b", "a"}))


def test_addresses_say_nothing():
    assert digest_of([object()]) == digest_of([object()])


def test_of_a_large_array_every_number_counts():
    numbers = np.zeros(100_000)
    before = digest_of(numbers)
    numbers[50_000] = 1e-300
    assert digest_of(numbers) != before
    assert digest_of(numbers.reshape(1000, 100)) != digest_of(numbers)
    assert digest_of(np.array([object()])) == digest_of(np.array([object()]))


def test_a_list_that_holds_itself_and_a_very_deep_one_come_to_an_end():
    loop: list = [1]
    loop.append(loop)
    assert digest_of(loop) == digest_of(loop)
    deep: list = []
    for _ in range(DEEPEST * 100):
        deep = [deep]
    assert len(digest_of(deep)) == 64


class Rude:
    def __repr__(self):
        raise OSError("no")


def test_an_object_that_cannot_say_what_it_is():
    assert digest_of([Rude()]) == digest_of([Rude()])


def test_large_bytes_are_not_copied_into_text():
    assert digest_of(bytes(5_000_000)) != digest_of(bytes(5_000_001))
    assert digest_of(random.Random(1).randbytes(1000)) == digest_of(random.Random(1).randbytes(1000))


def test_inputs_have_one_digest_and_others_have_another():
    assert digest_of_inputs(range(5)) == digest_of_inputs(range(5)) != digest_of_inputs(range(1, 6))
    assert digest_of_inputs([1, 2]) != digest_of_inputs([1, 2, 2])
    assert digest_of_inputs([]) == digest_of_inputs([])


def test_of_many_inputs_some_are_looked_at_the_last_in_any_case():
    many = list(range(SPREAD * 10 + 5))
    assert digest_of_inputs(many) != digest_of_inputs([*many[:-1], "x"])
    assert digest_of_inputs(many) != digest_of_inputs(["x", *many[1:]])


def test_a_list_of_long_bytes_is_never_turned_into_text():
    import tracemalloc

    value = [bytes(40_000_000), bytes(40_000_000)]
    tracemalloc.start()
    try:
        digest = digest_of(value)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert digest != digest_of([bytes(40_000_000), bytes(40_000_001)])
    assert digest == digest_of([bytes(40_000_000), bytes(40_000_000)])
