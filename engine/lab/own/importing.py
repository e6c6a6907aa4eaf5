"""Imports the user's file or module under its true name, once in each process and interpreter.

Its folders come onto the path behind the standard library, and before what is installed: a neighbour called `random.py` can't break the
lab, whose own modules import `random`, and a project's checkout comes before an installed copy of it. A file or a package whose name
means something else here (`queue.py`, `json/core.py`) is imported under a name of its own, the same in every process, so that what it
defines can be pickled.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from binascii import crc32
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import ModuleType

from .home import folders_of, home_of, split
from .import_errors import ImportFailed, no_spawning, sentence

OURS = "concviz.engine.lab."
"""How the names of our own tasks and models begin."""


@functools.cache
def prepare(reference: str) -> None:
    """The folders that a task (see `split`) needs come onto the path, behind the standard library's; once, as pools ask for every item."""
    if reference.startswith(OURS):
        return
    at = _behind_standard_library()
    sys.path[at:at] = [folder for folder in folders_of(split(reference)[0]) if folder not in sys.path]
    importlib.invalidate_caches()


def _behind_standard_library() -> int:
    library = os.path.dirname(os.__file__)
    places = [index for index, entry in enumerate(sys.path) if _is_standard(entry, library)]
    return max(places, default=-1) + 1


def _is_standard(entry: str, library: str) -> bool:
    return entry == library or (entry.startswith(library + os.sep) and not entry.endswith("-packages"))


def import_place(place: str) -> ModuleType:
    """The module of that place: a file, or a module by its name.

    Raises:
        ImportFailed: it raised while it was imported, or there is none; the text says what to do.
    """
    prepare(place)
    path = os.path.abspath(place)
    is_file = place.endswith(".py")
    if is_file and not os.path.isfile(path):
        raise ImportFailed(f"there is no Python file {path}")
    sys.argv[:] = [place]  # what a module that reads its command line finds, as where Python runs the file itself
    try:
        with no_spawning():
            return _load(home_of(path).module, path) if is_file else _load(place)
    except (Exception, SystemExit) as error:
        raise ImportFailed(sentence(error, place)) from error


def _load(name: str, path: str = "") -> ModuleType:
    """The module of that name, and of that file where a path is given.

    The last part of the name is run without the lock that an import holds: as in the file that Python is started with, a pool that the
    module starts and waits for can then pickle the module's functions on a thread of its own, which looks the module up.
    """
    other = bool(path) and not _means(name, path)
    if other and "." not in name and os.path.basename(path) != "__init__.py":
        name = f"concviz_file_{_number(path)}_{name}"
        spec = spec_from_file_location(name, path)
    else:
        name = _in_renamed_package(name, path) if other else name
        above, _, last = name.rpartition(".")
        package = importlib.import_module(above) if above else None
        spec = find_spec(name)
        if name not in sys.modules and package is not None and spec is not None:
            setattr(package, last, _run(spec))
    if name in sys.modules:
        return sys.modules[name]
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _run(spec)


def _number(path: str) -> str:
    return f"{crc32(path.encode(errors='surrogateescape')):08x}"


def _in_renamed_package(name: str, path: str) -> str:
    """The module's name in the package that it is in, which is imported under a name of its own."""
    top, *rest = name.split(".")
    folder = os.path.dirname(path)
    for _ in rest if os.path.basename(path) == "__init__.py" else rest[1:]:
        folder = os.path.dirname(folder)
    renamed, init = f"concviz_package_{_number(folder)}_{top}", os.path.join(folder, "__init__.py")
    if renamed not in sys.modules and os.path.isfile(init):
        spec = spec_from_file_location(renamed, init)
        assert spec is not None
        _run(spec)
    elif renamed not in sys.modules:
        spec = ModuleSpec(renamed, None, is_package=True)
        spec.submodule_search_locations = [folder]
        sys.modules[renamed] = module_from_spec(spec)
    return ".".join((renamed, *rest))


def _run(spec: ModuleSpec) -> ModuleType:
    if spec.loader is None:  # a folder without a file of its own
        return importlib.import_module(spec.name)
    sys.modules[spec.name] = module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(spec.name, None)
        raise
    return sys.modules[spec.name]


def _means(module: str, path: str) -> bool:
    """Whether that name is this file's here, and not another's: what its first part means decides, and nothing is imported for it."""
    top, *rest = module.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):  # `__main__` has none
        return False
    if spec is None:
        return False
    base = os.path.join(*rest) if rest else ""
    places = [os.path.join(folder, base) for folder in spec.submodule_search_locations or ()]
    files = [
        spec.origin or "",
        *(f"{each}.py" for each in places),
        *(os.path.join(each, "__init__.py") for each in places),
    ]
    return os.path.realpath(path) in map(os.path.realpath, files)
