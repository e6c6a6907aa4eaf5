"""Frames of a long film, rendered side by side: processes that each have the app, and are handed some frames at a time.

Their grids come back in order. What none of them has taken up is rendered in this process: the first frames, while they start, and
whatever one leaves undone that ends before its time. So nothing can go wrong here that would not go wrong with one process.
"""

from __future__ import annotations

import contextlib
import pickle
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ...engine.export.film.grid import Grid

COMMAND = (sys.executable, "-m", "concviz.tui.export.renderer")
CHUNK = 16
"""Frames that are handed over at once."""


@dataclass(frozen=True, slots=True)
class FilmOf:
    """What each of the processes makes a film of."""

    source: Path
    length_us: int
    """How long the session is; where the recording has grown since, a process finds another one, and ends."""
    view: Any
    """The `View`."""


class Renderers:
    """So many processes; none of them is left when the `with` block ends, nor when this process is gone."""

    def __init__(self, film: FilmOf | None, count: int, command: Sequence[str] = COMMAND) -> None:
        self._film, self._count, self._command = film, count if film is not None else 0, command
        self._alive: list[subprocess.Popen[bytes]] = []
        self._chunk_of: dict[subprocess.Popen[bytes], int | None] = {}
        """Of those that are ready: the chunk that each renders, None where it has nothing to do."""
        self._done: dict[int, list[Grid]] = {}
        self.frames = 0
        """Frames that came from them."""

    def __enter__(self) -> Renderers:
        with contextlib.ExitStack() as undo:
            undo.callback(self._end)
            for _ in range(self._count):
                self._start()
            undo.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    @property
    def ready(self) -> int:
        """How many of them have begun to render, or can."""
        return len(self._chunk_of)

    def _start(self) -> None:
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, who end them
        )
        self._alive.append(process)
        self._tell(process, self._film)

    def _end(self) -> None:
        for process in tuple(self._alive):
            self._drop(process)

    def _drop(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for pipe in _pipes(process):
            with contextlib.suppress(OSError):  # what was not written yet has no reader any more
                pipe.close()
        self._alive.remove(process)
        self._chunk_of.pop(process, None)

    def grids(self, moments_us: Sequence[int], alone: Callable[[int], Grid]) -> Iterator[Grid]:
        """The grid of each moment, in order; `alone` renders one in this process."""
        chunks = [moments_us[first : first + CHUNK] for first in range(0, len(moments_us), CHUNK)]
        given = 0
        for number, chunk in enumerate(chunks):
            given = max(given, number)
            given = self._give(chunks, given, number)
            while number not in self._done and number in self._chunk_of.values():
                self.hear(None)
                given = self._give(chunks, given, number)
            given = max(given, number + 1)
            for grid in self._done.pop(number, None) or map(alone, chunk):
                yield grid
                self.hear(0)
                given = self._give(chunks, given, number)

    def _give(self, chunks: Sequence[Sequence[int]], given: int, number: int) -> int:
        """Hand out the next chunks to those that have nothing to do, not far ahead of the one that is wanted; the number of the next."""
        most = min(len(chunks), number + 1 + 2 * len(self._alive))
        for process in [each for each, chunk in self._chunk_of.items() if chunk is None][: max(0, most - given)]:
            self._chunk_of[process] = given
            self._tell(process, list(chunks[given]))
            given += 1
        return given

    def _tell(self, process: subprocess.Popen[bytes], what: object) -> None:
        into, _ = _pipes(process)
        with contextlib.suppress(OSError):  # it has ended, which is heard
            pickle.dump(what, into)
            into.flush()

    def hear(self, timeout_s: float | None) -> None:
        """Take what they have rendered; with None as the timeout wait until one has."""
        if not self._alive:
            return
        of = {_pipes(process)[1]: process for process in self._alive}
        ready, _, _ = select.select(list(of), [], [], timeout_s)
        for pipe in ready:
            process = of[pipe]
            try:
                grids: list[Grid] = pickle.load(pipe)
            except (EOFError, pickle.UnpicklingError, OSError):
                self._drop(process)
                continue
            if (chunk := self._chunk_of.get(process)) is not None:
                self._done[chunk] = grids
                self.frames += len(grids)
            self._chunk_of[process] = None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """What it reads, and what it writes."""
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout
