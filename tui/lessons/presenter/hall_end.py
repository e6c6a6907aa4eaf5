"""The hall's end of the presenter's view: a Unix socket of the app that shows a lesson, in the private state folder.

A socket in a folder of mode 0700 and not the class's server: only the same user of the same machine reaches it, it needs no package,
no port and no code, and it is there for whoever leads without a class. It tells a line of JSON whenever the cue changes, and takes
lines of JSON that name a deed. The hall waits for nobody: who reads slowly or goes away is dropped, and the lesson goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from ....engine.lessons.room.cue import Cue, Deed, deed, standing
from ....engine.model.errors import UserError
from ....engine.session.library.paths import private_folder, state_folder

ENDING = ".hall"
LONGEST = 100
"""Bytes of a socket's path that every system takes."""
LOOK_S = 0.25
"""How often the cue is looked at while somebody presents."""
MOST_BYTES = 256
"""Of a line that is sent to the hall."""
MOST = 8
"""Views at once."""
BEHIND = 1 << 16
"""Bytes that a view may be behind before it is dropped."""


def halls_folder() -> Path:
    """Where the sockets lie."""
    return state_folder() / "halls"


class HallEnd:
    """Answers presenters while the app lives; all of it in the app's own loop."""

    def __init__(self, look: Callable[[], Cue | None], act: Callable[[Deed], object]) -> None:
        """`look` tells what is to be seen now (None: no lesson is open), `act` does what was asked for."""
        self._look, self._act = look, act
        self.path: Path | None = None
        self._server: asyncio.Server | None = None
        self._views: set[asyncio.StreamWriter] = set()

    def begin(self) -> None:
        """Answer from now on; where no socket can be had there is no presenter's view, and nothing else changes."""
        self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        path = halls_folder() / f"{os.getpid()}{ENDING}"
        if self._server is not None or len(os.fsencode(path)) > LONGEST:
            return
        with contextlib.suppress(OSError):
            private_folder(path.parent)
            path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._present, path, limit=MOST_BYTES)
            self.path = path

    def close(self) -> None:
        """Nobody is to find it any more; from any thread, and may be called again."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    async def _present(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One view, until it goes."""
        if len(self._views) >= MOST:
            writer.close()
            return
        self._views.add(writer)
        heard = asyncio.create_task(self._hear(reader))
        try:
            await self._tell(writer, heard)
        except OSError:
            pass
        finally:
            heard.cancel()
            self._views.discard(writer)
            writer.close()

    async def _tell(self, writer: asyncio.StreamWriter, heard: asyncio.Task[None]) -> None:
        told: object = ()
        while not (heard.done() or writer.is_closing()):
            cue = self._look()
            if standing(cue) != told:
                told = standing(cue)
                writer.write(msgspec.json.encode(cue) + b"\n")
                if writer.transport.get_write_buffer_size() > BEHIND:
                    return
            await asyncio.wait((heard,), timeout=LOOK_S)

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        """What is asked for; rubbish ends the view."""
        with contextlib.suppress(OSError, ValueError, msgspec.DecodeError, UserError):
            while line := await reader.readline():
                self._act(deed(msgspec.json.decode(line, type=str)))
