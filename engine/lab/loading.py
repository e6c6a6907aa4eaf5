"""Imports a task or a model by its import name or from a file, once in each process and interpreter."""

from __future__ import annotations

import importlib
import os
import threading
from types import ModuleType

from .own.home import ENDING, split
from .own.importing import OURS, import_place

_lock = threading.RLock()
_functions: dict[str, ModuleType] = {}
"""Functions as tasks, by reference: an expression is evaluated once, so that threads share the object it makes."""


def load_task(task: str) -> ModuleType:
    """The module named `task` (`concviz.engine.lab.tasks.pi`), or in the file `task` if that ends in `.py`.

    With `:WHAT` after either it is that function of it, as a task; `WHAT` may be any expression of the module's names that gives one.

    Raises:
        ImportError: there is none, or it raised while it was imported; the text says what and what to do.
        ValueError: it has no such function.
    """
    if task.startswith(OURS):
        return importlib.import_module(task)
    if task.endswith(ENDING):
        return _handed_over(task)
    place, what = split(task)
    with _lock:
        if not what:
            return import_place(place)
        if task not in _functions:
            from .own.function import as_task

            _functions[task] = as_task(import_place(place), what)
        return _functions[task]


def _handed_over(task: str) -> ModuleType:
    from .own.handed_over import load

    with _lock:
        if task not in _functions:
            _functions[task] = load(task)
        return _functions[task]


def _new_lock() -> None:
    """A child forked while another thread held the lock would wait for ever."""
    global _lock  # noqa: PLW0603
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)
