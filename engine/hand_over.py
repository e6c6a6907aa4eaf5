"""Functions of a notebook or a REPL, handed over to a lab: written with their inputs into a file that goes when it isn't needed any more.

`cloudpickle` takes lambdas, closures and what is defined in `__main__` as they are, with the globals that they use; what is defined in a
module that can be imported is named, and imported in the lab from the same folders.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .lab.own.home import ENDING
from .lab.own.inputs import MOST, taken
from .labs.cleanup.folders import PrivateFolder
from .model.plan import PlanError


@contextmanager
def handed_over(
    task: str | Callable[..., Any], inputs: str | Iterable[Any] | None
) -> Iterator[tuple[str, dict[str, str]]]:
    """(how a plan names the task, its options) while it can be run.

    Args:
        task: a name as on the command line, or a function.
        inputs: what it is called with; an expression or a file where the task is a name.

    Raises:
        PlanError: there are inputs of the wrong kind, or the function or one of them can't be handed over.
    """
    if not callable(task):
        if inputs is not None and not isinstance(inputs, str):
            raise PlanError(
                f"{task} is a name, so inputs= is text, as on the command line; hand over the function itself for other inputs"
            )
        yield task, {} if inputs is None else {"inputs": inputs}
        return
    if isinstance(inputs, str):
        raise PlanError(f"inputs= is {inputs!r}; of a function it is what it is called with: inputs=range(200)")
    with PrivateFolder() as folder:
        yield str(_written(folder, task, None if inputs is None else _taken(inputs))), {}


def name_of(function: Callable[..., Any]) -> str:
    """What it is called: `resize`, `fetch`, `lambda`."""
    inner = getattr(function, "func", function)  # of a partial
    name = getattr(inner, "__name__", type(inner).__name__)
    return name if name.isidentifier() else "lambda"


def _taken(inputs: Iterable[Any]) -> list[Any]:
    try:
        found = taken(inputs, "inputs=")
    except ValueError:
        raise PlanError(
            "inputs= goes on and on: if it has an end make it a list, else take some of it with itertools.islice"
        ) from None
    if not found:
        raise PlanError("inputs= gives no input at all")
    if len(found) > MOST:
        raise PlanError(
            f"inputs= gives more than {MOST:,} inputs, or never ends: take some of them with itertools.islice"
        )
    return found


def _written(folder: Path, function: Callable[..., Any], inputs: list[Any] | None) -> Path:
    import cloudpickle

    path = folder / f"{name_of(function)}{ENDING}"
    here = os.path.dirname(os.path.dirname(cloudpickle.__file__))
    try:
        with path.open("wb") as file:
            pickle.dump([each or os.getcwd() for each in [*sys.path, here]], file)
            cloudpickle.dump((function, inputs), file)
    except Exception as error:
        raise PlanError(
            f"{name_of(function)}() or one of its inputs can't be handed over: {type(error).__name__}: {error}"
        ) from None
    return path
