"""The ends of lines: a check that tells a damaged line from a sound one, and nothing in it that names the user.

Every line ends with `"~xxxx"`, 24 bits of a CRC over all that stands before: in tables packed as densely as ours a flipped bit
is another valid number, and a session must not tell falsehoods. A line without one is taken as it is.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import msgspec

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""The digits to the base 64, here and in tables."""
HEAD, TAIL = b',"~', b'"]'
DIGITS = 4
SIZE = len(HEAD) + DIGITS + len(TAIL)
_PAIRS = [(first + second).encode() for second in ALPHABET for first in ALPHABET]


def check_of(data: bytes) -> bytes:
    """The end of a line: four characters that change if any byte of `data` does (but for one in 16 million)."""
    crc = zlib.crc32(data)
    return HEAD + _PAIRS[crc & 4095] + _PAIRS[crc >> 12 & 4095] + TAIL


def sealed(array: bytes) -> bytes:
    """A JSON array with its check as the last element, and the end of the line."""
    return array[:-1] + check_of(array[:-1]) + b"\n"


def opened(line: bytes) -> bytes | None:
    """The JSON array of a line (without its end), or None if it is damaged."""
    if not _has_check(line):
        return line
    body = line[:-SIZE]
    return body + b"]" if line[-SIZE:] == check_of(body) else None


def _has_check(line: bytes) -> bool:
    return line[-SIZE : -SIZE + len(HEAD)] == HEAD and line.endswith(TAIL)


def bare(line: bytes) -> bytes:
    """The JSON array of a line that is sound."""
    return line[:-SIZE] + b"]" if _has_check(line) else line


class Scrubber:
    """Takes the path of the user's home folder out of lines: tracebacks and output name files."""

    def __init__(self) -> None:
        try:
            home = str(Path.home())
        except RuntimeError:
            home = ""
        text = msgspec.json.encode(home)[1:-1]
        self._home = re.compile(re.escape(text) + rb"(?![\w.-])") if len(home) > 1 else None

    def __call__(self, line: bytes) -> bytes:
        """The line (or a part of it) with `~` in place of that path."""
        return self._home.sub(b"~", line) if self._home is not None else line
