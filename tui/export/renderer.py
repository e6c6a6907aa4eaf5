"""`python -m concviz.tui.export.renderer`: one of the processes of `renderers.py`.

On its standard input it is told what the film is of, then moments again and again; it answers with their grids, first with none:
it is ready. It ends with its input.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import IO

from ...engine.session.file.reader import load
from .film import Film
from .renderers import FilmOf


def serve(told: IO[bytes], answers: IO[bytes]) -> None:
    """Render what one is told to, until there is no more."""
    of: FilmOf = pickle.load(told)
    session = load(of.source)
    if session.length_us != of.length_us:
        return
    with Film(session, of.view) as film:
        moments_us: list[int] = []
        while True:
            pickle.dump([film.grid(t_us) for t_us in moments_us], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
            try:
                moments_us = pickle.load(told)
            except EOFError:
                return


def main() -> None:
    """Serve the process that started this one; what else would be printed goes where errors go."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
