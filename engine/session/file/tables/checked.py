"""The checks of many lines at once."""

from __future__ import annotations

import zlib

import numpy as np

from ..checksum import DIGITS, HEAD, SIZE, TAIL
from .packing import BITS, CODE


def sound(lines: list[bytes]) -> list[bytes]:
    """Those of many lines that are not damaged, as they are; `opened` for a hundred thousand of them."""
    ends = np.frombuffer(b"".join([line[-SIZE:].rjust(SIZE) for line in lines]), np.uint8).reshape(-1, SIZE)
    crc = np.array([zlib.crc32(line[:-SIZE]) for line in lines], np.uint32)
    digits = CODE[ends[:, len(HEAD) : len(HEAD) + DIGITS]].astype(np.uint32)
    told = digits @ (1 << BITS * np.arange(DIGITS, dtype=np.uint32))
    marks = np.frombuffer(HEAD + TAIL, np.uint8)
    marked = (ends[:, [0, 1, 2, -2, -1]] == marks).all(axis=1)
    good = ~marked | ((told == crc & 0xFFFFFF) & (digits < 64).all(axis=1))
    return lines if good.all() else [line for line, fine in zip(lines, good.tolist(), strict=True) if fine]
