"""Imports a task or a model by its import name or from a file, once in each process and interpreter."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from binascii import crc32
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

_lock = threading.RLock()


def load_task(task: str) -> ModuleType:
    """The module named `task` (`concviz.engine.lab.tasks.pi`), or in the file `task` if that ends in `.py`.

    With `:name` after either it is that function of it, as a task.
    A file becomes a module under the same name in every process of a run, so that what it defines can be pickled.

    Raises:
        ImportError: there is none; and whatever the module itself raises while it is imported.
        ValueError: it has no such function.
    """
    place, colon, name = task.rpartition(":")
    if colon and name.isidentifier():
        from .function import as_task

        return as_task(load_task(place), name)
    if not task.endswith(".py"):
        return importlib.import_module(task)
    path = os.path.abspath(task)
    stem = os.path.splitext(os.path.basename(path))[0]
    name = f"concviz_file_{crc32(path.encode(errors='surrogateescape')):08x}_{stem}"
    with _lock:
        return sys.modules[name] if name in sys.modules else _load_file(path, name)


def _load_file(path: str, name: str) -> ModuleType:
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise ImportError(f"there is no Python file {path}")
    sys.modules[name] = module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _new_lock() -> None:
    """A child forked while another thread held the lock would wait for ever."""
    global _lock  # noqa: PLW0603
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)
