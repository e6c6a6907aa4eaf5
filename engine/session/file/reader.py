"""A file as a session again: everything in it that is sound, and one line about what is not.

The file may be anything: cut off, damaged, of another program, endless, a folder. What can't be a session is refused
with one sentence (`SessionFileError`); in what can, damaged lines are left out and counted. Memory and time stay bounded:
a line has at most `MAX_LINE` bytes, a file `MAX_BYTES` after unzipping (a small one fewer), and after `MAX_BAD` bad lines reading
stops.
"""

from __future__ import annotations

import contextlib
import gc
import os
import stat
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from ...model.errors import UserError
from ..memory.log import Session
from .file_pieces import DAMAGE, MAX_BYTES, Faults, SessionFileError, chunks_of, header_of, pieces_of
from .loader import Loader, limits_of
from .tables.checked import sound

FEWEST_BYTES, MOST_TIMES = 1 << 25, 64
"""A recording is packed to a fifth or a tenth. One that is this many times as long, unpacked, and longer than `FEWEST_BYTES`, was
made to hurt: what it costs to read stays in proportion to its size."""
MAX_BAD = 10_000


def load(path: Path) -> Session:
    """Read a recording, plain or gzipped. `Session.notice` says what was left out.

    Raises:
        SessionFileError: it is no session, can't be read, or was written by a newer concviz.
    """
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(file, "rb") as stream:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise SessionFileError(f"{path.name} is no session: it is not a file")
            with _no_collector():
                return _read(path.name, stream)
    except (OSError, ValueError) as error:
        if isinstance(error, UserError):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SessionFileError(f"{path.name} can't be read: {reason}") from None


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Everything read lives on, in no cycles: looking through it again and again would take a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(name: str, stream: BinaryIO) -> Session:
    size_bytes = os.fstat(stream.fileno()).st_size
    faults = Faults(most_bytes=min(MAX_BYTES, max(FEWEST_BYTES, MOST_TIMES * size_bytes)))
    pieces = pieces_of(chunks_of(stream, faults), faults)
    first = next(pieces, [b""])
    header = header_of(name, first[0])
    session = Session(header.machine, created=header.created)
    loader = Loader(session, limits_of(size_bytes))
    _take(chain((first[1:],), pieces), loader, faults)
    if faults.rest:
        faults.torn = not (sound([faults.rest]) and _is_array(faults.rest) and not loader.take([faults.rest], 1))
    faults.bad += loader.finish()
    if loader.full:
        faults.stopped = "there is more in the file than concviz takes, the rest was not read"
    session.notice = faults.notice(loader.lost)
    return session


def _take(pieces: Iterable[list[bytes]], loader: Loader, faults: Faults) -> None:
    for lines in pieces:
        fine = sound(lines) if lines else lines
        faults.bad += len(lines) - len(fine)
        faults.bad += loader.take(fine, MAX_BAD - faults.bad)
        if faults.bad >= MAX_BAD:
            faults.stopped = "too much of the file is damaged, the rest was not read"
            return


def _is_array(line: bytes) -> bool:
    """Whether a line lacks nothing: no array that was cut off is valid JSON."""
    try:
        return isinstance(msgspec.json.decode(line), list)
    except DAMAGE:
        return False
