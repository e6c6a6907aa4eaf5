"""Many whole numbers as few characters: digits to the base 64, digit by digit.

A column of numbers is written as all their lowest digits, then all their second ones, and so on, as many as the largest of them
needs; a column that is all zero takes nothing. So every number costs six bits a digit instead of the four of decimal ones and
their commas, it is still text that JSON need not escape, and what differs (the low digits) never stands among what repeats (the
high ones): gzip gives each stretch an alphabet of its own, and comes near to what is really in them. Reading is arithmetic on
whole arrays, as opening an hour must not take long.

A table is some columns one after the other; before them stands a character for each that says how many digits its numbers have.
Signed numbers are folded first (0, -1, 1, -2 … become 0, 1, 2, 3 …).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..checksum import ALPHABET

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

BITS = 6
MOST_DIGITS = 10
"""The longest number has 60 bits."""
_CHARACTERS = np.frombuffer(ALPHABET.encode(), np.uint8)
_PLACES = np.arange(MOST_DIGITS)
_SHIFTS = BITS * _PLACES
CODE = np.full(256, 255, np.uint8)
CODE[_CHARACTERS] = range(64)
"""The digit of each character, 255 for all others."""


def fold(values: Ints) -> Ints:
    """Signed numbers as unsigned ones."""
    return (values << 1) ^ (values >> 63)


def unfold(values: Ints) -> Ints:
    """The opposite of `fold`."""
    return (values >> 1) ^ -(values & 1)


def pack(*blocks: Ints) -> str:
    """A table of unsigned numbers below 2**60: blocks of (columns, numbers), one after the other."""
    head, parts = [""], [b""]
    for block in blocks:
        most = block.max(axis=1).tolist() if block.size else [0] * len(block)
        digits = [-(-value.bit_length() // BITS) for value in most]
        head += [ALPHABET[count] for count in digits]
        deepest = max(digits)
        cut = block[:, None] >> _SHIFTS[:deepest, None] & 63
        parts.append(_CHARACTERS[cut[_PLACES[:deepest] < np.array(digits)[:, None]]].tobytes())
    return "".join(head) + b"".join(parts).decode("ascii")


def unpack(tables: Sequence[str], lengths: Ints) -> tuple[Bools, list[Ints]]:
    """All numbers of many tables.

    Args:
        tables: as `pack` made them, perhaps damaged.
        lengths: (tables, columns) how many numbers each column has to have.

    Returns:
        (tables,) which of them are sound, and of each column the numbers of all sound tables.
    """
    text = np.frombuffer("".join(tables).encode("ascii", "replace"), np.uint8)
    code = CODE[text]
    size = np.array([len(table) for table in tables], np.int64)
    begin = np.cumsum(size) - size
    sound, digits = _looked_at(code, begin, size, lengths)
    lengths, digits, at = lengths[sound], digits[sound], begin[sound] + lengths.shape[1]
    columns = []
    for place in range(lengths.shape[1]):
        columns.append(_column(code, at, lengths[:, place], digits[:, place]))
        at = at + lengths[:, place] * digits[:, place]
    return sound, columns


def _looked_at(code: Bytes, begin: Ints, size: Ints, lengths: Ints) -> tuple[Bools, Ints]:
    """(tables,) which are sound; (tables, columns) how many digits the columns' numbers have."""
    width = lengths.shape[1]
    sound = size >= width
    digits = np.zeros(lengths.shape, np.int64)
    digits[sound] = code[begin[sound, None] + np.arange(width)]
    sound &= (digits <= MOST_DIGITS).all(axis=1) & (width + (digits * lengths).sum(axis=1) == size)
    foreign = np.flatnonzero(code == 255)
    if len(foreign):
        sound[np.searchsorted(begin, foreign, side="right") - 1] = False
    return sound, digits


def _column(code: Bytes, at: Ints, length: Ints, digits: Ints) -> Ints:
    """The numbers of one column of all tables, which begins at the places `at`."""
    most = int(digits.max(initial=0))
    values = np.zeros(int(length.sum()), np.int64)
    if not most:
        return values
    begin = np.cumsum(length) - length
    place = np.repeat(at - begin, length) + np.arange(len(values))
    stride = np.repeat(length, length) if most > 1 else length
    for digit in range(most):
        there = digits > digit
        if there.all():
            values |= code[place].astype(np.int64) << BITS * digit
        else:
            rows = np.flatnonzero(np.repeat(there, length))
            values[rows] |= code[place[rows]].astype(np.int64) << BITS * digit
        if digit + 1 < most:
            place += stride
    return values


def running(values: Ints, begins: Bools) -> Ints:
    """Running sums that start anew wherever `begins` is set (it is at row 0)."""
    if not len(values):
        return values
    total = np.cumsum(values)
    starts = np.flatnonzero(begins)
    before = total[starts] - values[starts]
    return total - np.repeat(before, np.diff(np.append(starts, len(values))))


def running_xor(values: Ints, begins: Bools) -> Ints:
    """The same with exclusive or in place of the sum."""
    if not len(values):
        return values
    total = np.bitwise_xor.accumulate(values)
    starts = np.flatnonzero(begins)
    before = total[starts] ^ values[starts]
    return total ^ np.repeat(before, np.diff(np.append(starts, len(values))))
