"""Systems that aren't here: a Python at whose start what they lack is taken away."""

from __future__ import annotations

import os
from pathlib import Path


def environment_of(system: str) -> dict[str, str]:
    """The environment in which a Python, and all that it starts, is one of `macos` or `windows`."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent / system), "PYTHONIOENCODING": "utf-8"}
