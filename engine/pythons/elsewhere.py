"""A project's environment that lies elsewhere, and the version that it asks for, as the tools that make them would find them.

poetry names the folder by the project's name and a digest of its path, pipenv and virtualenvwrapper write the project's path into the
environment, pdm the environment's Python into the project, uv takes a variable. None of them is started for it: that takes half a second,
and they need not be there. `.python-version` (pyenv's, uv's) names no environment but a version: any Python of that version fulfils it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import platform
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

PIN = ".python-version"
UNFIT = re.compile(r'[ $`!*@"\\\r\n\t]')
"""What poetry leaves out of the names of folders."""
VERSION = re.compile(r"(?:cpython-)?(\d+(?:\.\d+){0,2}t?)")
CONFIGURED = re.compile(r"^version(?:_info)? *= *(\d+\.\d+)", re.MULTILINE)


class Pin(NamedTuple):
    """What `.python-version` or `PYENV_VERSION` asks for."""

    said_by: str
    wanted: str
    """`3.12`, `3.12.1`, or the name of an environment of pyenv's."""
    folder: Path | None
    """Of the Python that it means; None where there is none here."""

    @property
    def is_ours(self) -> bool:
        """Whether the Python that runs concviz is of that version."""
        return f"{platform.python_version()}.".startswith(f"{self.wanted}.")

    @property
    def version(self) -> tuple[int, ...]:
        """(3, 12) of the Python that it means; empty where it can't be told from its folder."""
        found = self.folder and (
            VERSION.match(self.folder.name) or CONFIGURED.search(_text(self.folder / "pyvenv.cfg"))
        )
        return tuple(int(part) for part in found[1].rstrip("t").split(".")[:2]) if found else ()


def environments_of(folder: Path) -> Iterator[Path]:
    """The folders of environments that tools have made elsewhere for the project around that folder."""
    for each in (folder, *folder.parents):
        if (place := os.environ.get("UV_PROJECT_ENVIRONMENT")) and (each / "pyproject.toml").is_file():
            yield each / place
        if (python := _text(each / ".pdm-python")) and os.sep in python:
            yield Path(python).parent.parent
        if (each / "Pipfile").is_file():
            home = Path(os.environ.get("WORKON_HOME") or "~/.local/share/virtualenvs").expanduser()
            yield from (found.parent for found in sorted(home.glob("*/.project")) if _text(found) == str(each))
        if (each / "pyproject.toml").is_file():
            yield from _poetrys(each)
            return


def _poetrys(project: Path) -> Iterator[Path]:
    """poetry's, the one that was chosen with `poetry env use` first, then the newest."""
    told = _toml(project / "pyproject.toml")
    tool = told.get("tool", {}).get("poetry")
    name = (tool or {}).get("name") or told.get("project", {}).get("name")
    if not isinstance(name, str) or (tool is None and not (project / "poetry.lock").is_file()):
        return
    digest = hashlib.sha256(os.path.normcase(os.path.realpath(project)).encode()).digest()
    name = UNFIT.sub("_", name.lower())[:42] + "-" + base64.urlsafe_b64encode(digest).decode()[:8]
    home = _poetrys_home()
    found = sorted(home.glob(f"{name}-py3.*"), key=lambda each: int("0" + each.name.rpartition(".")[2]), reverse=True)
    minor = _toml(home / "envs.toml").get(name, {}).get("minor")
    yield from sorted(found, key=lambda each: each.name != f"{name}-py{minor}")


def _poetrys_home() -> Path:
    config = Path(os.environ.get("POETRY_CONFIG_DIR") or platformdirs.user_config_path("pypoetry", appauthor=False))
    told = _toml(config / "config.toml")
    cache = os.environ.get("POETRY_CACHE_DIR") or told.get("cache-dir")
    cache = cache or platformdirs.user_cache_path("pypoetry", appauthor=False)
    path = (
        os.environ.get("POETRY_VIRTUALENVS_PATH") or told.get("virtualenvs", {}).get("path") or f"{cache}/virtualenvs"
    )
    return Path(str(path).replace("{cache-dir}", str(cache))).expanduser()


def pin_of(folder: Path) -> Pin | None:
    """What the nearest `.python-version` asks for; None where nothing is asked for, or only what the system has."""
    wanted, said_by = os.environ.get("PYENV_VERSION", "").partition(":")[0], "PYENV_VERSION"
    for each in (folder, *folder.parents):
        if wanted:
            break
        lines = [line.strip() for line in _text(each / PIN).splitlines()]
        wanted = next((line for line in lines if line and not line.startswith("#")), "")
        said_by = f"{each.name}/{PIN}"
    if not wanted or wanted == "system":
        return None
    version = VERSION.fullmatch(wanted)
    wanted = version[1] if version else wanted
    return Pin(said_by, wanted, _folder_of(wanted))


def _folder_of(wanted: str) -> Path | None:
    """Of pyenv's and uv's Pythons the one of that name, else the newest of that version."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser() / "versions"
    data = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    uvs = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    if wanted.strip("./") and (pyenv / wanted / "bin").is_dir():
        return pyenv / wanted
    found = [
        each for home in (pyenv, uvs) if home.is_dir() for each in home.iterdir() if _is_version(each.name, wanted)
    ]
    return max(found, key=lambda each: [int(part) for part in re.findall(r"\d+", each.name)[:3]], default=None)


def _is_version(name: str, wanted: str) -> bool:
    version = re.match(r"(?:cpython-)?(\d+\.\d+\.\d+)(?:\+freethreaded(?=-)|(?=t$))?", name)
    if version is None or re.search(r"(a|b|rc)\d", name):
        return False
    is_free = version[0].endswith("freethreaded") or name.endswith("t")
    return is_free == wanted.endswith("t") and f"{version[1]}.".startswith(f"{wanted.rstrip('t')}.")


def _text(path: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return path.read_text(encoding="utf-8").strip()
    return ""


def _toml(path: Path) -> dict[str, Any]:
    with contextlib.suppress(tomllib.TOMLDecodeError):
        return tomllib.loads(_text(path))
    return {}
