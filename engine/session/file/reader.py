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
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from ...model.errors import UserError
from ...model.numbers import MAX_LINE
from ...text.words import capital, plural
from ..events import FORMAT_VERSION, Header
from ..memory.log import Session
from .checksum import opened, sound
from .loader import Loader, limits_of
from .run_lines import DAMAGE

CHUNK = 1 << 20
MAX_HEADER = 1 << 16
MAX_BYTES = 1 << 30
FEWEST_BYTES, MOST_TIMES = 1 << 25, 64
"""A recording is packed to a fifth or a tenth. One that is this many times as long, unpacked, and longer than `FEWEST_BYTES`, was
made to hurt: what it costs to read stays in proportion to its size."""
MAX_BAD = 10_000
UNKNOWN = "unknown"
"""When a session was recorded whose header has no such date."""


class SessionFileError(UserError):
    """A file that is no session; its text is one sentence that says what is wrong."""


@dataclass
class Faults:
    """What was wrong on the way."""

    rest: bytes = b""
    """What came after the last end of a line."""
    torn: bool = False
    """It is no whole line."""
    gzip: bool = False
    """The gzip stream is broken or ends too early."""
    bad: int = 0
    """Damaged lines."""
    stopped: str = ""
    """Why the rest was not read."""
    most_bytes: int = MAX_BYTES
    """How long the file may be, unzipped."""
    size_bytes: int = 0
    """How long what was read of it is."""

    def notice(self, lost: int) -> str:
        """One line for a person, '' if all was well; `lost` samples could not be told without a damaged line."""
        parts: list[str] = []
        if self.gzip:
            parts.append("the compressed file is cut off or damaged, what comes after is lost")
        elif self.torn:
            parts.append("the last line was cut off and is left out")
        if self.bad:
            parts.append(f"{plural(self.bad, 'damaged line')} left out")
        if lost:
            parts.append(f"{plural(lost, 'sample')} that needed them left out")
        if self.stopped:
            parts.append(self.stopped)
        text = "; ".join(parts)
        return f"{capital(text)}." if text else ""


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


def header_of(name: str, line: bytes) -> Header:
    """The first line, checked."""
    array = opened(line)
    try:
        loose = msgspec.json.decode(array or b"")
    except DAMAGE:
        loose = None
    if not isinstance(loose, list) or len(loose) < 2 or loose[0] != "concviz" or type(loose[1]) is not int:
        why = "nothing in it can be read" if not line else "its first line is not that of a concviz session"
        raise SessionFileError(f"{name} is no session: {why}")
    if loose[1] > FORMAT_VERSION:
        raise SessionFileError(
            f"{name} was written by a newer concviz (format {loose[1]}, this one reads up to {FORMAT_VERSION})"
        )
    try:
        header = msgspec.convert(loose, Header)
    except msgspec.ValidationError:
        raise SessionFileError(f"{name} is no session: its first line is damaged") from None
    if header.version < 1:
        raise SessionFileError(f"{name} is no session: its first line is damaged")
    return header if _is_date(header.created) else msgspec.structs.replace(header, created=UNKNOWN)


def _is_date(text: str) -> bool:
    """Whether it is a moment that every calendar and every place of the world has."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return False
    return when.tzinfo is not None and 1970 < when.year < 9999


def chunks_of(stream: BinaryIO, faults: Faults) -> Iterator[bytes]:
    """The file's bytes, unzipped."""
    first = stream.read(CHUNK)
    if first[:2] != b"\x1f\x8b":
        while first:
            yield first
            first = stream.read(CHUNK)
        return
    unzip = zlib.decompressobj(wbits=31)
    try:
        while first:
            yield unzip.decompress(first, CHUNK)
            first = unzip.unconsumed_tail or (b"" if unzip.eof else stream.read(CHUNK))
        yield unzip.flush()
    except zlib.error:
        faults.gzip = True
    faults.gzip |= not unzip.eof


def pieces_of(chunks: Iterator[bytes], faults: Faults) -> Iterator[list[bytes]]:
    """Lines without their ends, some thousand at a time; what comes after the last end is left in `faults.rest`."""
    rest, limit = b"", MAX_HEADER
    for chunk in chunks:
        faults.size_bytes += len(chunk)
        *whole, rest = (rest + chunk).split(b"\n")
        if whole:
            yield whole
            limit = MAX_LINE
        if len(rest) > limit or faults.size_bytes > faults.most_bytes:
            faults.stopped = "the file goes on with what is no session, the rest was not read"
            if limit == MAX_HEADER:
                yield [rest[:MAX_HEADER]]
            return
    if limit == MAX_HEADER and rest:
        yield [rest]
    else:
        faults.rest = rest
