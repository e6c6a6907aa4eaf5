"""A file's first line and its others, some thousand at a time, and what was wrong with it: all that a list of recordings needs of a file.

No session is made here, so nothing of this needs NumPy.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import msgspec

from ...model.errors import UserError
from ...model.numbers import MAX_LINE
from ...text.words import capital, plural
from ..events import FORMAT_VERSION, Header
from .checksum import opened

DAMAGE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
CHUNK = 1 << 20
MAX_HEADER = 1 << 16
MAX_BYTES = 1 << 30
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
