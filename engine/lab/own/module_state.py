"""What calls leave behind in the user's modules: names at their top whose values are others afterwards.

Workers that are threads share it, and then its order and its locks matter; workers that are processes have one each, and what they
write is lost. A value is known by its identity, by its length and by its pickled bytes, as far as those are few; an object that can't
be pickled is told by its identity alone, so a change in one goes unnoticed. What can be called, and modules, are passed over.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import os
import pickle
import sys
import types
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 1 << 20
"""A value whose pickle is longer is told by its identity and its length."""
MOST_NAMES = 2_000
Mark = tuple[int, int, bytes]
State = dict[tuple[str, str], Mark]
"""(module, name) to what is known of the value."""


class _TooLong(Exception):
    pass


class _Digest(io.RawIOBase):
    """A file that keeps a digest of what is written to it, up to a limit."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()
        self.left = MOST_BYTES

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Takes a block.

        Raises:
            _TooLong: it is more than anybody wants to read.
        """
        size = len(data)
        self.left -= size
        if self.left < 0:
            raise _TooLong
        self.sha.update(data)
        return size


def state_of(modules: list[types.ModuleType]) -> State:
    """The values at the top of these modules, as they are now."""
    found: State = {}
    for module in modules:
        for name, value in list(vars(module).items()):
            if len(found) >= MOST_NAMES:
                return found
            if not (name.startswith("__") or isinstance(value, types.ModuleType) or callable(value)):
                found[module.__name__, name] = mark(value)
    return found


def mark(value: Any) -> Mark:
    """What is known of a value; never raises."""
    length, digest = -1, b""
    with contextlib.suppress(Exception):
        length = len(value)
    if sys.getsizeof(value, 0) < MOST_BYTES:
        file = _Digest()
        with contextlib.suppress(Exception):
            pickle.Pickler(file, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
            digest = file.sha.digest()
    return id(value), length, digest


def own_modules(folders: list[str]) -> list[types.ModuleType]:
    """The modules that were imported from these folders, and from no environment in one of them; the last imported first.

    A function's own module is among the last: where there are more names than are looked at, its own must not be those left out.
    """
    found = []
    for module in reversed(list(sys.modules.values())):
        path = getattr(module, "__file__", None) or ""
        inside = any(path.startswith(os.path.join(folder, "")) for folder in folders)
        if inside and "site-packages" not in path and not path.startswith(sys.prefix + os.sep):
            found.append(module)
    return found


def written(before: State, after: State) -> list[dict[str, str]]:
    """The names whose values are others now, and where a function of their module writes them."""
    changed = [key for key, value in after.items() if key in before and before[key] != value]
    changed += [key for key in after if key not in before]
    return [{"name": name, "place": place_of(sys.modules[module], name)} for module, name in changed]


def place_of(module: types.ModuleType, name: str) -> str:
    """`results.py, line 34`; without a line where nothing in it seems to write that name."""
    path = getattr(module, "__file__", None)
    if not path:
        return module.__name__
    base = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return base
    _, line = min(((isinstance(node, ast.Call), node.lineno) for node in _writes(tree, name)), default=(False, 0))
    return f"{base}, line {line}" if line else base


def _writes(tree: ast.Module, name: str) -> Iterator[ast.expr | ast.stmt]:
    """What in its functions gives the name another value, or (a call) may change the value that it has."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    for function in (node for node in ast.walk(tree) if isinstance(node, functions)):
        inside = list(ast.walk(function))
        shared = any(isinstance(node, ast.Global) and name in node.names for node in inside)
        yield from (node for node in inside if isinstance(node, ast.expr) and _is_write(node, name, shared))


def _is_write(node: ast.expr, name: str, shared: bool) -> bool:
    if isinstance(node, ast.Name):
        return shared and node.id == name and not isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Subscript | ast.Attribute):
        return not isinstance(node.ctx, ast.Load) and _root(node) == name
    if isinstance(node, ast.Call):
        handed = any(isinstance(each, ast.Name) and each.id == name for each in node.args)
        return handed or (isinstance(node.func, ast.Attribute) and _root(node.func) == name)
    return False


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
