"""How an input becomes arguments."""

import functools

import pytest
from concviz.engine.lab.own.arguments import NO_INPUT, Signature, undecorated


def bare(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


class Counting:
    """A decorator that is an object."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)


def one(n): ...
def two(a, b): ...
def defaults(a, b=2, c=3): ...
def by_name(*, size, depth=3): ...
def mixed(n, *, mode): ...
def by_position(n, /): ...
def by_position_at_most(n=1, /): ...
def some(n=1, *rest): ...
def many(*numbers): ...
def anything(*args, **options): ...
def row_and(row, **options): ...
@bare
def total(rows): ...
@bare
@bare
def deep(a, b): ...
@Counting
def counted(rows): ...


class Cart:
    def add(self, n, price=1): ...

    @bare
    def sum(self, rows): ...


@pytest.mark.parametrize(("function", "item", "positional", "named"), [
    (one, 3, (3,), {}),
    (one, (1, 2), ((1, 2),), {}),
    (one, [1, 2], ([1, 2],), {}),
    (one, {"n": 1}, (), {"n": 1}),
    (one, {"a": 1}, ({"a": 1},), {}),
    (one, {}, ({},), {}),
    (one, {1: 2}, ({1: 2},), {}),
    (two, (1, 2), (1, 2), {}),
    (two, [1, 2], [1, 2], {}),
    (two, {"a": 1, "b": 2}, (), {"a": 1, "b": 2}),
    (defaults, 1, (1,), {}),
    (defaults, (1, 5), (1, 5), {}),
    (defaults, [1, 5], ([1, 5],), {}),
    (defaults, {"a": 1, "c": 5}, (), {"a": 1, "c": 5}),
    (defaults, {"a": 1, "x": 5}, ({"a": 1, "x": 5},), {}),
    (by_name, {"size": 3}, (), {"size": 3}),
    (mixed, {"n": 1, "mode": "a"}, (), {"n": 1, "mode": "a"}),
    (by_position, {"n": 1}, ({"n": 1},), {}),
    (by_position_at_most, {"n": 1}, ({"n": 1},), {}),
    (some, {"n": 1}, (), {"n": 1}),
    (some, {"rest": 1}, ({"rest": 1},), {}),
    (many, [1, 2], [1, 2], {}),
    (many, 1, (1,), {}),
    (anything, {"a": 1}, (), {"a": 1}),
    (row_and, {"a": 1}, ({"a": 1},), {}),
    (row_and, {"row": 1, "a": 1}, (), {"row": 1, "a": 1}),
    (total, [1, 2, 3], ([1, 2, 3],), {}),
    (deep, [1, 2], [1, 2], {}),
    (counted, [1, 2], ([1, 2],), {}),
    (Cart().add, (1, 2), (1, 2), {}),
    (Cart().add, {"n": 1}, (), {"n": 1}),
    (Cart().sum, [1, 2], ([1, 2],), {}),
    (functools.partial(defaults, b=5), 1, (1,), {}),
    (max, [1, 2], ([1, 2],), {}),
    (by_name, NO_INPUT, (), {}),
])  # fmt: skip
def test_an_input_becomes_arguments(function, item, positional, named):
    name = getattr(function, "__name__", "")
    assert Signature(function, {"wrapper": "total"}.get(name, name)).arguments(item) == (positional, named)


def by_position(a, b, /, c=1): ...
def one_by_name(*, size, depth=3): ...
def anything_by_name(**names): ...


@pytest.mark.parametrize(("function", "first", "words"), [
    (two, 3, "two(a, b) can't be called with the input 3: missing a required argument: 'b'; an input may be a dict, {'a': …, 'b': …}"),
    (mixed, 3, "missing a required argument: 'mode'"),
    (by_position, {"a": 1, "b": 2}, "missing a required argument: 'b'; an input may be a tuple, (a, b), or say the call: --call"),
    (one_by_name, 3, "too many positional arguments; an input may be a dict, {'size': …}, or say the call: --call"),
    (anything_by_name, 3, "too many positional arguments; an input may be a dict, {'name': …}"),
    (Cart.add, 3, "it is a method: name the object that it is called on, FILE.py:CLASS(…).METHOD"),
    (one, 3, ""),
    (max, 3, ""),
])  # fmt: skip
def test_an_input_that_does_not_fit_is_told_with_what_would(function, first, words):
    said = Signature(function).refusal(function.__name__, first)
    assert words in said
    assert bool(said) is bool(words)


def test_the_undecorated_function_is_the_one_of_the_same_name():
    def other(a): ...
    def function(a): ...
    def wrapper(*args):
        return other(function(*args))

    assert undecorated(wrapper, "function") is function
    assert undecorated(wrapper, "nothing") is None
    assert undecorated(len) is None


def test_a_name_that_has_no_value_yet_hides_no_function():
    def function(a): ...
    def wrapper(*args):
        return function(*args), later

    assert undecorated(wrapper) is function
    later = len
    assert undecorated(wrapper) is None, "one of two"


@pytest.mark.parametrize(("function", "nothing", "needs"), [
    (lambda: 3, True, False), (one, False, True), (lambda *, deep=1: 3, False, False), (lambda n=1: 3, False, False), (max, False, True),
])  # fmt: skip
def test_what_can_be_called_without_arguments(function, nothing, needs):
    signature = Signature(function)
    assert (signature.takes_nothing, not signature.needs_nothing) == (nothing, needs)
