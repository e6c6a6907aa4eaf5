"""How wide the lines of commands may be."""

from __future__ import annotations

import os
import shutil
import sys

WIDE = 120
"""Cells of a line that goes to no terminal."""
ONE_LINE = 10_000
"""For what goes to no terminal and is a line an entry: whoever searches in it wants the entry whole."""


def line_width(otherwise: int = WIDE) -> int:
    """Cells of a line of standard output: the terminal's, or what COLUMNS says, or `otherwise`."""
    told = os.environ.get("COLUMNS", "")
    if sys.stdout.isatty() or (told.isdecimal() and int(told)):
        return shutil.get_terminal_size((otherwise, 24)).columns
    return otherwise
