"""A function that stands in no file (a notebook's, a closure, a lambda), handed over as bytes: `/tmp/concviz-1a2b/resize.handed`.

Who hands it over writes two pickles into the file: the folders of its import path, and (function, inputs or None). The folders come
first, so that modules which the function mentions by name can be imported when it is read. `cloudpickle` writes both, and what it
writes needs `cloudpickle` to be read, which is found beside the lab.
"""

from __future__ import annotations

import os
import pickle
import sys
import types
from typing import Any

from .arguments import NO_INPUT, Signature
from .function import function_task
from .home import ENDING
from .import_errors import ImportFailed, sentence


def load(path: str) -> types.ModuleType:
    """The function in that file, as a task.

    Raises:
        ImportFailed: it can't be read here: something that it mentions isn't there.
        ValueError: calling it runs nothing of it.
    """
    name = os.path.basename(path).removesuffix(ENDING)
    try:
        with open(path, "rb") as file:
            folders: list[str] = pickle.load(file)
            sys.path.extend(folder for folder in folders if folder not in sys.path)
            function, inputs = pickle.load(file)
    except Exception as error:
        raise ImportFailed(sentence(error, name)) from error
    signature = Signature(function, name)
    return function_task(function, name, signature, items_of(name, signature, inputs), origin=f"{name}()")


def items_of(name: str, signature: Signature, inputs: list[Any] | None) -> Any:
    """What makes the items: those that were handed over with it, or calls without arguments."""

    def items(count: int | None, seed: int) -> list[Any]:
        if inputs is None:
            if count is None or not signature.needs_nothing:
                raise ValueError(f"say what to call {name}() with: inputs=range(200)")
            return [NO_INPUT] * count
        if signature.takes_nothing:
            raise ValueError(f"{name}() takes no argument, so it has no inputs; items=N calls it N times")
        if why := signature.refusal(name, inputs[0]):
            raise ValueError(why)
        return inputs[:count]

    return items
