"""Functions on their way to workers that have nothing of concviz, nor of the user's project: by value, as `cloudpickle` writes them.

Dask pickles by name wherever that works here, and then finds nothing there. So what is sent is pickled beforehand, with all that stands
in concviz and in the user's own folders, and what arrives is the function itself.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from ..own.home import folders_of, split

OURS = "concviz"
INSTALLED = ("site-packages", "dist-packages")


class Sent:
    """A function that arrives elsewhere as itself; called here, it is called here."""

    def __init__(self, function: Callable[..., Any]) -> None:
        import cloudpickle

        self._function = function
        self._bytes: bytes = cloudpickle.dumps(function)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """As the function."""
        return self._function(*arguments, **named)

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return pickle.loads, (self._bytes,)


def send_by_value(reference: str) -> None:
    """From now on functions of concviz, and of the user's own folders around that task, are pickled with all that they use of these."""
    import cloudpickle

    for name in {OURS, *own_packages(reference)}:
        cloudpickle.register_pickle_by_value(sys.modules[name])


def own_packages(reference: str) -> set[str]:
    """The first names of modules that were imported from the folders of that task of the user's, but for what is installed there."""
    if reference.startswith(OURS):
        return set()
    folders = tuple(os.path.join(os.path.realpath(each), "") for each in folders_of(split(reference)[0]))
    found: set[str] = set()
    for name, module in list(sys.modules.items()):
        path = os.path.realpath(getattr(module, "__file__", None) or os.devnull)
        if path.startswith(folders) and not any(each in path for each in INSTALLED):
            found.add(name.partition(".")[0])
    return (found & sys.modules.keys()) - {"__main__", "__mp_main__"}


def send_functions_of(model: ModuleType) -> None:
    """What a model hands to workers of its own functions goes by value too."""
    for name, value in list(vars(model).items()):
        if isinstance(value, FunctionType) and value.__module__ == model.__name__ and name != "run":
            setattr(model, name, Sent(value))
