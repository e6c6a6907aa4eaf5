"""The `concviz` program: how it begins and ends, whatever it is asked for.

Without a word and without a wish in the environment it is the app, whose first frame waits for nothing that it does not need:
click, which reads words, takes as long to import as a tenth of what an app of Textual takes to be there.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from .ending import exit_code, prepare_streams, tell_of_threads

WISHES = ("CONCVIZ_REFRESH", "CONCVIZ_THEME", "_CONCVIZ_COMPLETE")
"""Variables of the environment that click reads."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Does what the words of the command line say, and ends with its exit code."""
    from ...engine.labs import blas
    from ...engine.platform.support import refusal

    prepare_streams()
    tell_of_threads()
    if why := refusal():
        sys.exit(f"concviz: {why}")
    blas.hold()
    words = sys.argv[1:] if arguments is None else arguments
    if words or any(os.environ.get(wish) for wish in WISHES):
        from .main import call

        sys.exit(call(words))
    sys.exit(exit_code(_open_app, words))


def _open_app() -> int:
    from ..terminal.launch import launch

    return launch()
