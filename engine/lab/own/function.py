"""A callable of the user's as a task: `path/to/file.py:WHAT` or `package.module:WHAT`.

`WHAT` is a name (`resize`, `Scraper.parse`) or any expression of the module's names that gives something to call:
`Scraper(0.02).fetch`, `partial(resize, width=80)`, `lambda x: resize(x, width=80)`. Its items are the inputs that its user gives
(`inputs.py`), each made into arguments as the function's signature says (`arguments.py`). One that needs no argument can be
called as often as there are to be items.
"""

from __future__ import annotations

import ast
import functools
import inspect
import os
import types
from collections.abc import Callable
from typing import Any

from . import inputs as given
from .arguments import NO_INPUT, SPREAD, Signature
from .home import CALL
from .short_text import short

SHORT = 60
UNDONE: tuple[type, ...] = (types.GeneratorType, types.AsyncGeneratorType, types.CoroutineType, map, filter, zip)
"""Results that stand for work which nobody has done."""
FIXTURE = "FixtureFunctionDefinition"


def as_task(module: types.ModuleType, what: str) -> types.ModuleType:
    """A task module whose `work` is that callable.

    Raises:
        ValueError: the module has none like that, or calling it runs nothing of it.
    """
    place = os.path.basename(getattr(module, "__file__", None) or module.__name__)
    function = evaluate(module, what, place)
    name = last_name(what)
    signature = Signature(function, name)
    items = items_of(module, name, signature)
    return function_task(function, name, signature, items, place, awaits=calls_async(module, what))


def function_task(
    function: Any,
    name: str,
    signature: Signature,
    items: Callable[..., list[Any]],
    origin: str,
    *,
    awaits: bool = False,
) -> types.ModuleType:
    """A function as a task; `origin` is where it is from, `awaits` whether what it returns has to be awaited in any case.

    Raises:
        ValueError: calling it runs nothing of it.
    """
    refuse(function, name, origin)
    task = types.ModuleType(f"{name if name.isidentifier() else 'function'}_task")
    call = caller(function, signature)
    names: dict[str, Any] = {"KIND": "io", "combine": combine, "items": items}
    if awaits or is_async(function):
        names |= {"awork": awaited(call), "work": lambda item: _run(call(item)), "OWN_LOOP": True}
    else:
        names["work"] = finished(call)
    vars(task).update(names)
    return task


def evaluate(module: types.ModuleType, what: str, place: str) -> Any:
    """What the expression gives among the module's names; `partial` is there in any case.

    Raises:
        ValueError: it can't be evaluated, or it is nothing to call.
    """
    names = vars(module)
    more = {} if "partial" in names else {"partial": functools.partial}
    try:
        value = eval(what, names, more)  # the user's own words, in a process of his own
    except (NameError, AttributeError) as error:
        if not what.isidentifier():
            raise ValueError(f"{what} of {place} is no function: {error}") from None
        raise ValueError(f"{what} of {place} is no function: there is none like that") from None
    if not callable(value):
        raise ValueError(f"{what} of {place} is no function: it is {short(value)}")
    return functools.partial(value, NO_INPUT) if what.startswith(CALL) and not uses_input(what) else value


def uses_input(call: str) -> bool:
    """Whether what `--call` says has an `x` in it; else each item is one call of it."""
    return any(isinstance(node, ast.Name) and node.id == "x" for node in ast.walk(ast.parse(call, mode="eval")))


def last_name(what: str) -> str:
    """`fetch` of `Scraper(0.02).fetch`; all of it where it doesn't end in a name."""
    what = what.removeprefix(CALL)
    name = what.rpartition(".")[2]
    return name if name.isidentifier() else what


def refuse(function: Any, name: str, place: str) -> None:
    """Refuses what runs nothing when it is called.

    Raises:
        ValueError: it is a generator function, or a fixture of pytest's.
    """
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise ValueError(
            f"{name}() is a generator function: calling it runs nothing of it; go through it in a function, or say "
            f'--call "list({name}(x))"'
        )
    if type(function).__name__ == FIXTURE or hasattr(function, "_pytestfixturefunction"):
        raise ValueError(
            f"{name} is a fixture, which pytest alone calls; the function in it is {place}:{name}.__wrapped__"
        )


def is_async(function: Any) -> bool:
    """Whether what it returns has to be awaited: an async function, also where it is an object's `__call__` or behind a `partial`."""
    own = vars(type(function)).get("__call__")
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(own)


def calls_async(module: types.ModuleType, what: str) -> bool:
    """Whether the expression is a lambda that does nothing but call an async function (`--call`)."""
    tree = ast.parse(what, mode="eval").body
    if not isinstance(tree, ast.Lambda) or not isinstance(tree.body, ast.Call):
        return False
    try:
        return is_async(eval(ast.unparse(tree.body.func), vars(module), {"partial": functools.partial}))
    except Exception:  # it needs the input
        return False


def caller(function: Callable[..., Any], signature: Signature) -> Callable[[Any], Any]:
    """The function of one input."""
    if signature.takes_nothing:
        return lambda item: function()
    if signature.one_argument:
        return function

    def call(item: Any) -> Any:
        if not isinstance(item, SPREAD):
            return function(item)
        positional, by_name = signature.arguments(item)
        return function(*positional, **by_name)

    return call


def _run(coroutine: Any) -> Any:
    import asyncio

    return asyncio.run(coroutine)


def awaited(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same to be awaited, whatever the call gives back."""

    async def awork(item: Any) -> Any:
        result = call(item)
        return await result if inspect.isawaitable(result) else result

    return awork


def finished(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, which refuses results that stand for work that nobody has done."""

    def work(item: Any) -> Any:
        result = call(item)
        return run_through(result) if isinstance(result, UNDONE) else result

    return work


def run_through(result: Any) -> Any:
    """Refuses a result that stands for work that nobody has done.

    Raises:
        ValueError: always.
    """
    if isinstance(result, types.CoroutineType):
        result.close()
        raise ValueError("what it returns is a coroutine that nobody awaits, so nothing of it runs: make it async def")
    kind = (
        "generator"
        if isinstance(result, types.GeneratorType | types.AsyncGeneratorType)
        else f"{type(result).__name__} object"
    )
    raise ValueError(f"what it returns is a {kind} that nobody goes through, so nothing of it runs: return list(…)")


def items_of(module: types.ModuleType, name: str, signature: Signature) -> Callable[..., list[Any]]:
    """What makes the items of that function."""

    def items(count: int | None, seed: int, inputs: str = "") -> list[Any]:
        if inputs and signature.takes_nothing:
            raise ValueError("it takes no argument, so it has no inputs; --items N calls it N times")
        if not inputs and count is not None and signature.needs_nothing:
            return [NO_INPUT] * count
        if not inputs:
            raise ValueError(nothing_to_call_with(name, signature))
        found = given.read(inputs, module, count)
        if why := signature.refusal(name, found[0]):
            raise ValueError(why)
        return found

    return items


def nothing_to_call_with(name: str, signature: Signature) -> str:
    """What to do where a function has arguments and no inputs were given."""
    if signature.takes_nothing:
        return "it takes no argument, so it has no inputs; --items N calls it N times"
    if next(iter(signature.known.parameters), "") == "self" if signature.known else False:
        return f"{name}{signature.known} is a method: name the object that it is called on, FILE.py:CLASS(…).{name}"
    if name.startswith("test"):
        return (
            f"{name}{signature.known or ''} is called by pytest, which makes what it takes; say what to call it with: "
            '--inputs "[(client(), 3)]" with what its fixtures would make, or name a function that makes it itself'
        )
    return 'say what to call it with: --inputs "range(200)", or a file of JSON lines, CSV or text'


def combine(results: list[Any]) -> str:
    """The last result, shortened: a function's results can't be added up by somebody who doesn't know them."""
    last = short(results[-1])
    count = "1 result" if len(results) == 1 else f"{len(results):,} results"
    return f"{count}, the last is {last if len(last) <= SHORT else last[:SHORT] + '…'}"
