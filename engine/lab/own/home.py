"""Where a file of the user's stands: the module that Python imports it as, and the folders that it needs on the path.

A file is more than its lines: `from .tools import scale` means something only in a package, and what is pickled is named by its module.
So the file's home is looked for as its author would start it: from above the top of its package. A file in no package is a
script: its module is its own name, and its neighbours are in its folder. The project around it (the folder of `pyproject.toml`, and
`src/` in that) counts too, because tests and scripts import from there.
"""

from __future__ import annotations

import ast
import os
import re
from typing import NamedTuple

PROJECT = ("pyproject.toml", "setup.cfg", "setup.py")
"""Files that say: here a project begins."""
CALL = "lambda x, /: "
"""What `--call` puts before the call: `x` is the input, whatever it is."""
ENDING = ".handed"
"""Of files with a function that stands in no file of its own (see `handed_over.py`)."""
FILE = re.compile(r"(?P<place>.*?\.py)(?P<colons>::?)(?P<what>.*)", re.DOTALL)
MODULE = re.compile(r"(?P<place>[^\W\d]\w*(\.[^\W\d]\w*)*)(?P<colons>:)(?P<what>.*)", re.DOTALL)


class Home(NamedTuple):
    """What Python has to know to import a file."""

    root: str
    """The folder that goes onto the path."""
    module: str
    """`shop.core`"""


def split(reference: str) -> tuple[str, str]:
    """(place, what) of `FILE.py:WHAT`, `FILE.py::WHAT` or `package.module:WHAT`; `what` is '' where only a place is named.

    What stands behind two colons is pytest's way to say it: `FILE.py::TestCart::test_add` is `TestCart().test_add`.
    """
    found = FILE.fullmatch(reference) or MODULE.fullmatch(reference)
    if found is None:
        return reference, ""
    what = found["what"].strip()
    if found["colons"] == "::":
        *classes, name = what.split("::")
        what = "".join(f"{each}()." for each in classes) + name
    return found["place"], what


def home_of(path: str) -> Home:
    """Where the file stands. Looks at the disk, and into the file where only its own imports can tell."""
    folder, name = os.path.split(os.path.abspath(path))
    stem = os.path.splitext(name)[0]
    names = [] if stem == "__init__" else [stem]
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.basename(folder).isidentifier():
        names.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
    level, absolute = _imports(path)
    if level and len(names) == 1 and os.path.islink(path):  # a member of a package, linked to from outside of it
        return home_of(os.path.realpath(path))
    if folder == os.path.dirname(os.path.abspath(path)) and level:
        return _without_init(folder, stem, level)
    return _in_namespace(Home(folder, ".".join(names)), absolute)


def _in_namespace(home: Home, imported: set[str]) -> Home:
    """The same, or from above a folder without `__init__.py` by whose name the file imports what lies in that folder."""
    names, folder = [home.module], home.root
    while os.path.basename(folder).isidentifier():
        name, above = os.path.basename(folder), os.path.dirname(folder)
        names.insert(0, name)
        inside = (os.path.join(above, *each.split(".")) for each in imported if each.startswith(f"{name}."))
        if any(os.path.isdir(each) or os.path.isfile(f"{each}.py") for each in inside):
            return Home(above, ".".join(filter(None, names)))
        folder = above
    return home


def _without_init(folder: str, stem: str, levels: int) -> Home:
    """A file in a folder without `__init__.py`: a script, unless it imports relatively, which only a member of a package does."""
    if not levels:
        return Home(folder, stem)
    above = folder
    for _ in range(levels):
        above = os.path.dirname(above)
    for root in (*project_folders(folder), above):
        parts = os.path.relpath(folder, root).split(os.sep)
        if len(parts) >= levels and all(part.isidentifier() for part in parts):
            return Home(root, ".".join((*parts, stem)))
    return Home(folder, stem)


def _imports(path: str) -> tuple[int, set[str]]:
    """The most dots with which the file imports anything, and the modules that it imports without; nothing where it can't be read."""
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return 0, set()
    level, absolute = 0, set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            level = max(level, node.level)
        elif isinstance(node, ast.ImportFrom) and node.module:
            absolute |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            absolute |= {each.name for each in node.names}
    return level, absolute


def project_folders(folder: str) -> list[str]:
    """`src` of the project around that folder, where it has one, and the project's folder itself; empty where there is no project."""
    home = os.path.expanduser("~")
    while not any(os.path.isfile(os.path.join(folder, name)) for name in PROJECT):
        above = os.path.dirname(folder)
        if above == folder or folder == home:
            return []
        folder = above
    source = os.path.join(folder, "src")
    return [source, folder] if os.path.isdir(source) else [folder]


def folders_of(place: str) -> list[str]:
    """What has to be on the path for a place (see `split`): the file's root and project, and the current folder as with `python -m`."""
    found: list[str] = []
    if place.endswith(".py"):
        folder = os.path.dirname(os.path.abspath(place))
        beside = (
            [os.path.dirname(os.path.realpath(place))] if os.path.islink(place) else []
        )  # as where Python runs a link
        found = [home_of(place).root, *beside, *project_folders(folder)]
    return list(dict.fromkeys([*found, os.getcwd()]))
