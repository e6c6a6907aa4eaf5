"""How an input becomes the arguments of the user's function.

A dict fills keywords where its keys are the function's names; a tuple fills positions where there are several; a list does where the
function can't do with one argument (JSON has no tuples). Everything else is the one argument. What a decorator hides behind
`*args, **kwargs` is called as the undecorated function would be.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from .short_text import short

VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
DEEPEST = 8
"""Decorators on each other that are looked through."""


class NoInput:
    """Stands for an input where a function is called without one; the same object in every process."""

    def __reduce__(self) -> str:
        return "NO_INPUT"

    def __repr__(self) -> str:
        return "nothing"


NO_INPUT = NoInput()
SPREAD = (dict, tuple, list, NoInput)
"""Inputs that may be more, or less, than one argument."""


class Signature:
    """What a function can be called with, looked up once."""

    def __init__(self, function: Callable[..., Any], name: str = "") -> None:
        """`name` is what the function is called where it stands; it tells which of the functions in a decorator is meant."""
        self.known = signature_of(function, name)
        parameters = self.known.parameters.values() if self.known else ()
        kinds = [parameter.kind for parameter in parameters]
        required = [each for each in parameters if each.default is each.empty and each.kind not in VARIADIC]
        self._names = {each.name for each in parameters if each.kind in BY_NAME}
        self._needed = {each.name for each in required}
        self._any_name = inspect.Parameter.VAR_KEYWORD in kinds
        self._any_number = inspect.Parameter.VAR_POSITIONAL in kinds
        self._positions = sum(kind in POSITIONAL for kind in kinds)
        self._required = sum(each.kind in POSITIONAL for each in required)
        self._by_position_only = any(each.kind is each.POSITIONAL_ONLY for each in required)

    @property
    def takes_nothing(self) -> bool:
        """Whether it can only be called without arguments."""
        return self.known is not None and not self.known.parameters

    @property
    def needs_nothing(self) -> bool:
        """Whether it can be called without arguments."""
        return self.known is not None and not self._needed

    @property
    def one_argument(self) -> bool:
        """Whether every input, whatever it is, is its one argument."""
        return self.known is None

    def arguments(self, item: Any) -> tuple[Any, Any]:
        """(positional, by name) for an input."""
        if item is NO_INPUT:
            return (), {}
        if self.known is not None:
            if isinstance(item, dict) and self._fits(item):
                return (), item
            if type(item) is tuple and (self._positions > 1 or self._any_number):
                return item, {}
            if isinstance(item, list | tuple) and (self._required > 1 or self._only_variadic):
                return item, {}
        return (item,), {}

    @property
    def _only_variadic(self) -> bool:
        return self._any_number and not self._positions

    def _fits(self, item: dict[Any, Any]) -> bool:
        """Whether the keys are the function's names: none that it doesn't know, and all that it needs."""
        if self._by_position_only or not self._needed <= item.keys() or not all(isinstance(key, str) for key in item):
            return False
        return self._any_name or (bool(item) and item.keys() <= self._names)

    def refusal(self, name: str, first: Any) -> str:
        """Why the function can't be called with such an input, '' if it can."""
        if self.known is None:
            return ""
        positional, by_name = self.arguments(first)
        try:
            self.known.bind(*positional, **by_name)
        except TypeError as error:
            return f"{name}{self.known} can't be called with the input {short(first)}: {error}{self._hint(first)}"
        return ""

    def _hint(self, first: Any) -> str:
        names = list(self.known.parameters) if self.known else []
        if names[:1] == ["self"]:
            return "; it is a method: name the object that it is called on, FILE.py:CLASS(…).METHOD"
        if self._by_position_only and len(self._needed) > 1:
            wanted = ", ".join(each for each in names if each in self._needed)
            return f"; an input may be a tuple, ({wanted}), or say the call: --call"
        if len(self._needed) > 1 or not self._positions:
            wanted = ", ".join(f"'{each}': …" for each in names if each in self._needed) or "'name': …"
            return f"; an input may be a dict, {{{wanted}}}, or say the call: --call"
        return ""


def signature_of(function: Callable[..., Any], name: str = "") -> inspect.Signature | None:
    """Its signature, or that of the function which a decorator calls with all it gets; None where Python can't tell."""
    try:
        found = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    if not found.parameters or not all(each.kind in VARIADIC for each in found.parameters.values()):
        return found
    inner = undecorated(function, name)
    if inner is None:
        return found
    try:
        hidden = inspect.signature(inner)
    except (TypeError, ValueError):
        return found
    bound = inspect.ismethod(function) and not inspect.ismethod(inner)
    parameters = list(hidden.parameters.values())
    return hidden.replace(parameters=parameters[1:] if bound else parameters)


def undecorated(function: Callable[..., Any], name: str = "") -> Callable[..., Any] | None:
    """The function inside a decorator that does not say what it wraps: the one of that name, else the only one there is."""
    inner = list(_inside(function, DEEPEST))
    named = [each for each in inner if getattr(each, "__name__", "") == name]
    if named:
        return named[-1]
    return inner[0] if len(inner) == 1 else None


def _inside(function: Any, deeper: int) -> Iterator[Callable[..., Any]]:
    """The functions that a closure, or an object that is called, holds; the outer ones first."""
    if not deeper:
        return
    function = getattr(function, "__func__", function)
    cells = [cell for cell in getattr(function, "__closure__", None) or () if _filled(cell)]
    held = [cell.cell_contents for cell in cells] or list(getattr(function, "__dict__", {}).values())
    for each in held:
        if inspect.isroutine(each):
            yield each
            yield from _inside(each, deeper - 1)


def _filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True
