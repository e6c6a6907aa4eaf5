"""Where Pythons may lie on a machine: files that are called like one, which nobody has asked yet."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .environments import known

NAME = re.compile(r"python(3(\.\d+)?t?)?(\.exe)?$")
FOLDERS = (
    "$PYENV_ROOT/versions/*/bin",
    "~/.pyenv/versions/*/bin",
    "$UV_PYTHON_INSTALL_DIR/*/bin",
    "$XDG_DATA_HOME/uv/python/*/bin",
    "~/.local/share/uv/python/*/bin",
    "$CONDA_PREFIX/bin",
    "$CONDA_PREFIX/envs/*/bin",
    "$CONDA_PREFIX/../../envs/*/bin",
    "$MAMBA_ROOT_PREFIX/envs/*/bin",
    "~/miniconda3/envs/*/bin",
    "~/miniforge3/envs/*/bin",
    "~/anaconda3/envs/*/bin",
    "/opt/python*/*/bin",
    "/opt/python*/bin",
    "/opt/homebrew/bin",
    "/Library/Frameworks/Python.framework/Versions/*/bin",
    "/usr/local/bin",
    "/usr/bin",
)
"""Those that name a variable count only where it is set. An active conda environment lies in `envs` of the one it belongs to."""


def candidates() -> Iterator[str]:
    """Their paths, the Python that runs concviz first; some more than once."""
    yield sys.executable
    for entry in filter(None, os.environ.get("CONCVIZ_PYTHONS", "").split(os.pathsep)):
        path = Path(entry).expanduser()
        yield from _inside(path) if path.is_dir() else [str(path)]
        yield from _inside(path / "bin")
    for entry in filter(None, os.environ.get("PATH", "").split(os.pathsep)):
        yield from _inside(Path(entry))
    for pattern in FOLDERS:
        for folder in _folders(pattern):
            yield from _inside(folder)
    yield from known()


def _folders(pattern: str) -> list[Path]:
    """The folders that a pattern of `FOLDERS` means here."""
    first, _, rest = pattern.partition("/")
    if first.startswith("$"):
        chosen = os.environ.get(first[1:])
        if not chosen:
            return []
        pattern = os.path.join(glob.escape(os.path.abspath(chosen)), rest)
    return [Path(os.path.normpath(found)) for found in sorted(glob.glob(os.path.expanduser(pattern)))]


def _inside(folder: Path) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if NAME.match(name) and os.access(folder / name, os.X_OK):
            yield str(folder / name)
