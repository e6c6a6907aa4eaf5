"""What can be told of a function without running it."""

import ast

import pytest
from concviz.engine.catalogue.syntax import defined, is_generator, takes_arguments


def function(text):
    return next(iter(defined(ast.parse(text)).values()))


@pytest.mark.parametrize(("text", "generator"), [
    ("def f(n): yield n", True),
    ("def f(n):\n    if n:\n        x = yield from n", True),
    ("async def f(n):\n    async for x in n:\n        yield x", True),
    ("def f(n): return [x for x in n]", False),
    ("def f(n):\n    def g(): yield n\n    return list(g())", False),
    ("def f(n): return lambda: (yield n)", False),
    ("@gathered\ndef f(n): yield n", False),
])  # fmt: skip
def test_a_generator_is_known_by_its_own_yield(text, generator):
    assert is_generator(function(text)) is generator


@pytest.mark.parametrize(("arguments", "takes"), [
    ("", False), ("n", True), ("n=1", True), ("n, /", True), ("*n", True), ("*, fast=True", False), ("**options", False),
])  # fmt: skip
def test_what_takes_an_argument(arguments, takes):
    assert takes_arguments(function(f"def f({arguments}): ...")) is takes
