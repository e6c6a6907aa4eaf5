"""Standard input and output in the place of a file's name: `-`."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from ....engine.export.progress import ExportError
from ....engine.labs.cleanup.folders import PrivateFolder

STANDARD = "-"


@contextlib.contextmanager
def input_file(text: str) -> Iterator[Path | None]:
    """What comes on standard input, as a file while the block lasts, if `text` is `-`; else None."""
    if text != STANDARD:
        yield None
        return
    with PrivateFolder() as folder:
        path = folder / "standard input"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


@contextlib.contextmanager
def output_file(text: str, suffix: str) -> Iterator[Path | None]:
    """A file of that ending whose content goes to standard output when the block ends well, if `text` is `-`; else None.

    Raises:
        ExportError: standard output is a terminal, and what would go there is no text.
    """
    if text != STANDARD:
        yield None
        return
    if sys.stdout.isatty():
        raise ExportError("-o - writes to standard output, which is this terminal here: name a file, or pipe it on")
    with PrivateFolder() as folder:
        path = folder / f"standard output{suffix}"
        yield path
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
