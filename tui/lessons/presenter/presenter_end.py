"""The presenter's end of his view: finds the hall's screen, hears where it stands, asks it for what a key says, and finds it again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from ....engine.lessons.room.cue import Cue, Deed
from .hall_end import ENDING, halls_folder

AGAIN_S = 0.5
"""Between two looks for a hall."""
FIRST_S = 2.0
"""In which a hall has to say where it stands: one that was stopped is no hall."""
MOST_BYTES = 1 << 20
"""Of a line that the hall tells."""


def halls() -> Iterator[Path]:
    """The sockets there are, the newest first."""
    try:
        found = [(each.stat().st_mtime, each) for each in halls_folder().glob(f"*{ENDING}")]
    except OSError:
        return
    yield from (path for _, path in sorted(found, reverse=True))


class PresenterEnd:
    """Follows one hall after the other until it is told to stop; all of it in one loop."""

    def __init__(self, lesson: str, hear: Callable[[Cue | None], object]) -> None:
        """`lesson` is the name of the one that is presented, '' for any; `hear` is told the cue, None where there is no hall."""
        self._lesson, self._hear = lesson, hear
        self._writer: asyncio.StreamWriter | None = None

    async def follow(self) -> None:
        """Look for a hall, follow it until it is gone, and look again; never returns."""
        while True:
            for path in halls():
                with contextlib.suppress(OSError, ValueError, msgspec.DecodeError):
                    await self._follow(path)
            await asyncio.sleep(AGAIN_S)

    async def _follow(self, path: Path) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(path, limit=MOST_BYTES)
        except ConnectionRefusedError:  # of an app that was killed
            path.unlink(missing_ok=True)
            return
        try:
            line = await asyncio.wait_for(reader.readline(), FIRST_S)
            while line:
                cue = msgspec.json.decode(line, type=Cue | None)
                if cue is not None and self._lesson and cue.lesson != self._lesson:
                    break
                self._writer = writer
                self._hear(cue)
                line = await reader.readline()
        finally:
            if self._writer is writer:
                self._writer = None
                self._hear(None)
            writer.close()

    def ask(self, what: Deed) -> bool:
        """Ask the hall for it; False where there is none."""
        if self._writer is None:
            return False
        self._writer.write(msgspec.json.encode(what) + b"\n")
        return True
