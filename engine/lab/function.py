"""A plain function as a task: `path/to/file.py:function` or `package.module:function`.

Its items are the inputs that its user gives: a Python expression that makes something to iterate over, evaluated among the names
of his own module (`range(200)`, `[Path(p) for p in PATHS]`), or the path of a file with one JSON value a line. Where the function
takes several arguments, each input that is a list or a tuple is spread over them.
"""

from __future__ import annotations

import inspect
import itertools
import json
import os
import reprlib
import types
from collections.abc import Callable, Iterable
from typing import Any

SHORT = 60


def as_task(module: types.ModuleType, name: str) -> types.ModuleType:
    """A task module whose `work` is that function.

    Raises:
        ValueError: the module has no such function.
    """
    function = getattr(module, name, None)
    if not callable(function):
        place = os.path.basename(getattr(module, "__file__", None) or module.__name__)
        what = f"it is {reprlib.repr(function)}" if hasattr(module, name) else "there is none like that"
        raise ValueError(f"{name} of {place} is no function: {what}")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise ValueError(
            f"{name}() is a generator function: calling it runs nothing of it; go through it in a function"
        )
    task = types.ModuleType(f"{module.__name__}_{name}_task")
    call = spread(function)
    is_async = inspect.iscoroutinefunction(function)
    names: dict[str, Any] = {"KIND": "io", "combine": combine, "items": items_of(module, function)}
    if takes_nothing(function):
        names["items"] = repeats
    if is_async:
        names |= {"awork": call, "work": lambda item: _run(call(item))}
    else:
        names |= {"work": lambda item: run_through(call(item))}
    vars(task).update(names)
    return task


def _run(coroutine: Any) -> Any:
    import asyncio

    return asyncio.run(coroutine)


def run_through(result: Any) -> Any:
    """The result, unless it stands for work that nobody has done.

    Raises:
        ValueError: it is a generator or a coroutine.
    """
    if isinstance(result, types.CoroutineType):
        result.close()
        raise ValueError("what it returns is a coroutine that nobody awaits, so nothing of it runs: make it async def")
    if isinstance(result, types.GeneratorType | types.AsyncGeneratorType):
        raise ValueError(
            "what it returns is a generator that nobody goes through, so nothing of it runs: return list(…)"
        )
    return result


def takes_nothing(function: Callable[..., Any]) -> bool:
    """Whether it can only be called without arguments (or with named ones)."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return all(each.kind in (each.KEYWORD_ONLY, each.VAR_KEYWORD) for each in parameters)


def repeats(count: int | None, seed: int, inputs: str = "") -> list[int]:
    """The items of a function that takes no argument: one a call of it."""
    if inputs or count is None:
        raise ValueError("it takes no argument, so it has no inputs; --items N calls it N times")
    return list(range(count))


def spread(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """The function of one input, which one that takes none is called without."""
    if takes_nothing(function):
        return lambda item: function()
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return function
    positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    many = len([each for each in positional if each.default is each.empty]) > 1
    if not many and not any(each.kind is each.VAR_POSITIONAL for each in parameters):
        return function
    return lambda item: function(*item) if isinstance(item, list | tuple) else function(item)


def items_of(module: types.ModuleType, function: Callable[..., Any]) -> Callable[..., list[Any]]:
    """What makes the items of that function."""

    def items(count: int | None, seed: int, inputs: str) -> list[Any]:
        if not inputs:
            raise ValueError('say what to call it with: --inputs "range(200)", or a file of JSON lines')
        given = from_file(inputs) if os.path.isfile(inputs) else from_expression(inputs, module)
        # One more than a run may have is enough to know that it is too much.
        found = list(itertools.islice(given, count or 10_000_001))
        if not found:
            raise ValueError(f"--inputs {inputs!r} gives no input at all")
        check(function, found[0])
        return found

    return items


def from_file(path: str) -> Iterable[Any]:
    """One JSON value a line; empty lines are passed over."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except ValueError as error:
                raise ValueError(f"{os.path.basename(path)} line {number} is no JSON: {error}") from None


def from_expression(text: str, module: types.ModuleType) -> Iterable[Any]:
    """The value of a Python expression, which must be something to iterate over."""
    try:
        value = eval(text, dict(vars(module)))  # the user's own words, in a process of his own
        return iter(value)
    except Exception as error:
        raise ValueError(f"--inputs {text!r} can't be used: {type(error).__name__}: {error}") from None


def check(function: Callable[..., Any], first: Any) -> None:
    """Whether the function can be called with such an input.

    Raises:
        ValueError: it can't; the text says what it takes.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    arguments = first if spread(function) is not function and isinstance(first, list | tuple) else (first,)
    try:
        signature.bind(*arguments)
    except TypeError as error:
        shown = reprlib.repr(first)
        raise ValueError(f"{function.__name__}{signature} can't be called with the input {shown}: {error}") from None


def combine(results: list[Any]) -> str:
    """The last result, shortened: a function's results can't be added up by somebody who doesn't know them."""
    last = reprlib.repr(results[-1])
    return f"{len(results):,} results, the last is {last if len(last) <= SHORT else last[:SHORT] + '…'}"
