"""What concviz can do only with a package that it does not need otherwise: how to get it."""

from __future__ import annotations

import shlex
import sys


def install(*packages: str) -> str:
    """The command that installs them for the Python that runs concviz, wherever concviz itself came from.

    Naming the extra (`concviz[figures]`) would be shorter, but pip would look for concviz on an index, where a clone's is not.
    """
    return shlex.join([sys.executable, "-m", "pip", "install", *packages])
