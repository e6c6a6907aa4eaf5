"""What is tried by day, and what by night: `HYPOTHESIS_PROFILE=nightly` (see tests/conftest.py) asks for all of it."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def chosen(by_day: T, by_night: T) -> T:
    """The one of the two that is wanted now."""
    return by_night if NIGHTLY else by_day
