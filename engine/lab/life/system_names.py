"""Names of what multiprocessing puts into the system during a run, so that they tell whose it is.

A process can be killed between the making of a named semaphore, of shared memory or of a temporary file and the resource tracker's
hearing of it, and the tracker can be killed too. Then nobody knows of it any more. So what is made in a run has the name of the
run's folder, or lies in it, and goes with it. multiprocessing's own configuration, which each process hands on to those that it
starts, brings that to all of them, to the user's own children too.

The modules that are adapted are imported when somebody needs them, by most functions never.

Names that the user gives, and memory that he has taken from the tracker (`track=False`), are his. Names may be long on Linux alone.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

ADAPTS: dict[str, Callable[[ModuleType, str], None]] = {}
"""What is done to a module as soon as it has been imported, by its name."""
_folder = ""
"""The run's folder for temporary files, in a process in which names are given."""


def name_after(folder: str) -> None:
    """From now on this process and its children give such names; `folder` lies in the run's own."""
    global _folder
    begun, _folder = bool(_folder), folder
    if begun:
        return
    for name, adapt in ADAPTS.items():
        if name in sys.modules:
            adapt(sys.modules[name], folder)
    sys.meta_path.insert(0, _Adapter())


class _HandedOn:
    """In the configuration of a process; unpickled in another, it is in force there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __reduce__(self) -> tuple[Callable[[str], _HandedOn], tuple[str]]:
        return _take_over, (self._folder,)


def _take_over(folder: str) -> _HandedOn:
    name_after(folder)
    return _HandedOn(folder)


class _Adapter:
    """Finds modules that are to be adapted where they are, and has them adapted once they are loaded."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """As the import system asks."""
        spec = PathFinder.find_spec(name, path, target) if name in ADAPTS else None
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_adapted(module: ModuleType) -> None:
                load(module)
                ADAPTS[name](module, _folder)

            spec.loader.exec_module = load_adapted
        return spec


def _owner(folder: str) -> str:
    return os.path.basename(os.path.dirname(folder))


def _configure(module: ModuleType, folder: str) -> None:
    """Sockets of fork servers and managers lie in the folder. The second entry is unpickled where a child begins."""
    config = module.current_process()._config
    config |= {"tempdir": folder, "concviz": _HandedOn(folder)}
    if sys.platform == "linux":
        config["semprefix"] = f"/{_owner(folder)}"


def _name_memory(module: ModuleType, folder: str) -> None:
    make = module.SharedMemory.__init__

    @functools.wraps(make)
    def made(self: object, name: str | None = None, create: bool = False, size: int = 0, **more: Any) -> None:
        if create and name is None and more.get("track", True):
            name = f"{_owner(folder)}-{module.secrets.token_hex(8)}"
        make(self, name, create, size, **more)

    module.SharedMemory.__init__ = made


def _place_heap(module: ModuleType, folder: str) -> None:
    module.Arena._dir_candidates = [folder, *module.Arena._dir_candidates]


def _spare_the_tracker(module: ModuleType, _folder: str) -> None:
    """Lets the resource tracker live through the SIGIO that ends everybody else (`lifeline`).

    While it starts it, multiprocessing blocks the signals that the tracker is to ignore, and what is blocked stays so in a new
    program until that unblocks it. The tracker unblocks those that it knows.
    """
    module._IGNORED_SIGNALS = (*module._IGNORED_SIGNALS, module.signal.SIGIO)  # pyright: ignore[reportAttributeAccessIssue]


ADAPTS["multiprocessing.process"] = _configure
if sys.platform == "linux":
    ADAPTS["multiprocessing.shared_memory"] = _name_memory
    ADAPTS["multiprocessing.heap"] = _place_heap
    ADAPTS["multiprocessing.resource_tracker"] = _spare_the_tracker
