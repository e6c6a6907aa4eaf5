"""What handing a value over costs, without a copy of all of it."""

import pickle
import tracemalloc

import pytest
from concviz.engine.lab.pickle_cost import KEPT, cost_of


@pytest.mark.parametrize(
    "value", [1, (3, "x" * 100), [1.5] * 1000, {"a": {1, 2}}, b"x" * KEPT, list(range(500_000)), None]
)
def test_the_bytes_are_those_of_pickle(value):
    assert cost_of(value).size_bytes == len(pickle.dumps(value))


def test_a_large_value_is_not_held_twice():
    value = (7, bytes(50_000_000))
    tracemalloc.start()
    try:
        assert cost_of(value).size_bytes > 50_000_000
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_what_is_large_is_taken_to_come_back_as_it_went():
    cost = cost_of(bytes(2 * KEPT))
    assert cost.unpickle_s == cost.pickle_s


def test_what_cannot_be_pickled_or_unpickled_is_told():
    with pytest.raises((AttributeError, pickle.PicklingError)):
        cost_of(lambda: None)
    with pytest.raises(ZeroDivisionError):
        cost_of(Broken())


class Broken:
    def __reduce__(self):
        return divide, ()


def divide():
    return 1 / 0
