"""Many small integers as few characters: the Base64 VLQ of source maps (ECMA-426), without its sign bit.

A number is written in groups of five bits, the lowest first, one character of the base64 alphabet each; all but the
last have the sixth bit set. So 0 to 31 take one character, up to 1,023 two, up to 32,767 three: half of what digits and
commas take, still text that JSON need not escape, and one number never shares a character with the next, so gzip finds
what repeats. Signed numbers are folded first (0, -1, 1, -2 … become 0, 1, 2, 3 …).

A block is a table of `n` rows whose columns were packed one after the other; columns that are all zero are left out and
a mask says which are there. Thousands of blocks are unpacked together, in NumPy, as opening an hour must not take long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
MAX_CHARACTERS = 12
"""The longest number has 60 bits."""
_CODE = np.full(256, 255, np.uint8)
_CODE[[ord(character) for character in ALPHABET]] = range(64)
_MORE = [ALPHABET[32 | low] + ALPHABET[32 | high] for high in range(32) for low in range(32)]
_LAST = [ALPHABET[value] if value < 32 else ALPHABET[32 | value & 31] + ALPHABET[value >> 5] for value in range(1024)]


class Block(Protocol):
    """What `unpack` reads of a line."""

    @property
    def n(self) -> int:
        """Rows."""
        ...

    @property
    def mask(self) -> int:
        """Bit c is set if column c is there; higher bits may mean something else."""
        ...

    @property
    def packed(self) -> str:
        """The columns."""
        ...


def fold(value: int) -> int:
    """A signed number as an unsigned one."""
    return value << 1 if value >= 0 else ~value << 1 | 1


def unfold(values: Ints) -> Ints:
    """The opposite of `fold`."""
    return (values >> 1) ^ -(values & 1)


def pack(values: Iterable[int]) -> str:
    """Unsigned numbers below 2**60 as text."""
    return "".join([_LAST[value] if value < 1024 else _long(value) for value in values])


def _long(value: int) -> str:
    text = ""
    while value >= 1024:
        text += _MORE[value & 1023]
        value >>= 10
    return text + _LAST[value]


def pack_columns(columns: Sequence[Sequence[int]]) -> tuple[int, str]:
    """(mask, text) of the columns; those that are all zero are left out."""
    present = [(1 << place, column) for place, column in enumerate(columns) if any(column)]
    return sum(bit for bit, _ in present), "".join([pack(column) for _, column in present])


def unpack(blocks: Sequence[Block], width: int) -> tuple[Bools, Ints]:
    """All rows of many blocks: (blocks,) which of them are sound, and (width, rows) the columns of the sound ones."""
    n = np.array([block.n for block in blocks], np.int64)
    mask = np.array([block.mask for block in blocks], np.int64)
    present = (mask[:, None] >> np.arange(width)) & 1
    length = np.array([len(block.packed) for block in blocks], np.int64)
    wanted = present.sum(axis=1) * n
    sound = (n > 0) & (mask >= 0) & (wanted <= length) & ((wanted > 0) == (length > 0))
    while True:
        chosen = np.flatnonzero(sound)
        text = "".join([blocks[place].packed for place in chosen.tolist()]).encode("ascii", "replace")
        values, bad = _numbers(_CODE[np.frombuffer(text, np.uint8)], length[chosen], wanted[chosen])
        if not bad.any():
            return sound, _columns(values, n[chosen], present[chosen])
        sound[chosen[bad]] = False


def _numbers(code: NDArray[np.uint8], length: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """All numbers of the joined blocks, and which of the blocks are broken (then the numbers mean nothing)."""
    edges = np.concatenate([[0], np.cumsum(length)])
    ends = np.flatnonzero(code < 32)
    bad = np.diff(np.searchsorted(ends, edges)) != wanted
    filled = length > 0
    bad[filled] |= code[edges[1:][filled] - 1] >= 32
    foreign = np.flatnonzero(code == 255)
    if len(foreign):
        bad[np.searchsorted(edges, foreign, side="right") - 1] = True
    if bad.any():
        return ends, bad
    starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    size = ends - starts + 1
    too_long = np.searchsorted(edges, starts[size > MAX_CHARACTERS], side="right") - 1
    if len(too_long):
        bad[too_long] = True
        return ends, bad
    values = (code[starts] & 31).astype(np.int64)
    more = np.flatnonzero(size > 1)
    for place in range(1, MAX_CHARACTERS):
        if not len(more):
            break
        values[more] |= (code[starts[more] + place] & 31).astype(np.int64) << (5 * place)
        more = more[size[more] > place + 1]
    return values, bad


def _columns(values: Ints, n: Ints, present: Ints) -> Ints:
    """Pick the columns of all blocks out of their numbers; zeros where a column was left out."""
    first = np.cumsum(present.sum(axis=1) * n) - present.sum(axis=1) * n
    rank = np.cumsum(present, axis=1) - present
    rows = int(n.sum())
    inside = np.arange(rows) - np.repeat(np.cumsum(n) - n, n)
    table = np.zeros((present.shape[1], rows), np.int64)
    for column in range(present.shape[1]):
        there = present[:, column] == 1
        place = np.repeat(first + rank[:, column] * n, n) + inside
        if there.all():
            table[column] = values[place]
        elif there.any():
            row_there = np.repeat(there, n)
            table[column, row_there] = values[place[row_there]]
    return table


def running(values: Ints, begins: Bools) -> Ints:
    """Running sums that start anew wherever `begins` is set (it is at row 0)."""
    if not len(values):
        return values
    total = np.cumsum(values)
    starts = np.flatnonzero(begins)
    before = total[starts] - values[starts]
    return total - np.repeat(before, np.diff(np.append(starts, len(values))))
