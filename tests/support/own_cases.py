"""The user's own code in the shapes in which people have it: files, a package, a project with an environment, callables of every kind."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple


class OwnCase(NamedTuple):
    """Work of the user's, named as he would name it."""

    folder: str
    """Where he stands, below the folder of all."""
    task: str
    inputs: str
    last: object
    """What the last item comes to."""
    items: int = 4
    python: str = ""
    """As `--python` takes it."""
    active: str = ""
    """The environment that is active."""

    def __str__(self) -> str:
        return f"{self.task} of {self.folder}{self.python and ' named'}{self.active and ' active'}"


FILES = {
    "siblings/main.py": "from helper import scale\n\ndef job(n):\n    return scale(n)\n",
    "siblings/helper.py": "def scale(n):\n    return 10 * n\n",
    "package/pkg/__init__.py": "",
    "package/pkg/jobs.py": "from .tools import scale\n\ndef job(n):\n    return scale(n), __name__\n",
    "package/pkg/tools.py": "def scale(n):\n    return 10 * n\n",
    "shop/pyproject.toml": '[project]\nname = "shop"\nversion = "0"\n',
    "shop/src/shop/__init__.py": "",
    "shop/src/shop/core.py": "import sys\nfrom .price import price\n\ndef job(n):\n    return price(n), sys.prefix.rpartition('/')[2]\n",
    "shop/src/shop/price.py": "def price(n):\n    return 10 * n\n",
    "own/callables.py": '''
from functools import partial

class Scraper:
    def __init__(self, factor=2):
        self.factor = factor
    def fetch(self, n):
        return self.factor * n
    @staticmethod
    def parse(n):
        return n + 1
    @classmethod
    def make(cls, n):
        return cls(n).fetch(n)

scraper = Scraper()

def only_keyword(*, size, depth=3):
    return size % depth

def mixed(n, *, mode):
    return n if mode == "a" else -n

def record(row):
    return row["a"] + row["b"]

def two(a, b=2, c=3):
    return a * b * c

def timed(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

@timed
def total(rows):
    return sum(rows)

cube = partial(two, b=3)

def nothing():
    return 7

async def awaited(n):
    return n
''',
    "own/task.py": "TITLE = 'Sums'\nKIND = 'cpu'\nABOUT = ('a', 'b', 'c')\n\ndef items(count, seed):\n    return list(range(count))\n\n"
    "def work(n):\n    return n\n\ndef combine(results):\n    return sum(results)\n",
}  # fmt: skip
CASES = (
    OwnCase("siblings", "main.py:job", "range(4)", 30),
    OwnCase("siblings", "main.py::job", "range(4)", 30),
    OwnCase("package", "pkg/jobs.py:job", "range(4)", (30, "pkg.jobs")),
    OwnCase("package", "pkg.jobs:job", "range(4)", (30, "pkg.jobs")),
    OwnCase("shop", "src/shop/core.py:job", "range(4)", (30, ".venv")),
    OwnCase("shop", "shop.core:job", "range(4)", (30, ".venv")),
    OwnCase("shop", "shop.core:job", "range(4)", (30, "env"), active="env"),
    OwnCase("own", "shop.core:job", "range(4)", (30, ".venv"), python="../shop"),
    OwnCase("own", "../shop/src/shop/core.py:job", "range(4)", (30, ".venv")),
    OwnCase("own", "callables.py:Scraper.parse", "range(4)", 4),
    OwnCase("own", "callables.py:Scraper.make", "range(4)", 9),
    OwnCase("own", "callables.py:scraper.fetch", "range(4)", 6),
    OwnCase("own", "callables.py:Scraper(5).fetch", "range(4)", 15),
    OwnCase("own", "callables.py:cube", "range(4)", 27),
    OwnCase("own", "callables.py:partial(two, c=1)", "range(4)", 6),
    OwnCase("own", "callables.py:only_keyword", "[{'size': 10}] * 4", 1),
    OwnCase("own", "callables.py:mixed", "[{'n': 1, 'mode': 'b'}] * 4", -1),
    OwnCase("own", "callables.py:record", "[{'a': 1, 'b': 2}] * 4", 3),
    OwnCase("own", "callables.py:two", "[(1, 5)] * 4", 15),
    OwnCase("own", "callables.py:two", "[{'a': 4, 'c': 2}] * 4", 16),
    OwnCase("own", "callables.py:total", "[[1, 2, 3]] * 4", 6),
    OwnCase("own", "callables.py:awaited", "range(4)", 3),
    OwnCase("own", "callables.py:nothing", "", 7),
    OwnCase("own", "task.py", "", None),
)


def write_cases(root: Path) -> None:
    """All the files, and two environments in which `shop` is installed as by `pip install -e`."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name in (".venv", "env"):
        make_environment(root / "shop" / name, root / "shop" / "src")


def make_environment(folder: Path, source: Path) -> None:
    """A virtual environment of this Python's, with that folder on its path."""
    python, version = os.path.realpath(sys.executable), f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(python)
    (folder / "pyvenv.cfg").write_text(f"home = {os.path.dirname(python)}\n")
    packages = folder / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    (packages / "shop.pth").write_text(f"{source}\n")
