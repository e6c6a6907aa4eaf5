"""One Python of this machine, and what can be told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import environments


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One Python."""

    path: str
    version: str
    """`3.14.2`"""
    implementation: str
    """`CPython` for all that concviz can use."""
    free_threaded: bool
    """Built without a GIL (it may still be switched on)."""
    virtual: bool = False
    """Lives in a virtual environment."""

    @property
    def short(self) -> str:
        """`3.14` or `3.13t`."""
        return ".".join(self.version.split(".")[:2]) + ("t" if self.free_threaded else "")

    @property
    def environment(self) -> str:
        """The environment that it is of: `shop/.venv`, or ''."""
        return environments.name_of(self.path)

    @property
    def usable(self) -> bool:
        """Whether a lab can run under it: CPython 3.11 or newer."""
        return self.implementation == "CPython" and version_tuple(self.version) >= environments.OLDEST

    @property
    def label(self) -> str:
        """`3.14.2` or `3.13.5t`."""
        return self.version + ("t" if self.free_threaded else "")


def version_tuple(version: str) -> tuple[int, ...]:
    """(3, 14) of `3.14.0rc1`."""
    return tuple(int(re.match(r"\d*", part).group() or 0) for part in version.split(".")[:2])  # pyright: ignore[reportOptionalMemberAccess]
