"""Where CPython's runtime lies in an ELF file: the section `.PyRuntime` (3.10 and newer) or the symbol `_PyRuntime`.

CPython puts its one global structure, `_PyRuntime`, into a section of its own so that debuggers and profilers find it
in stripped files too (`Include/internal/pycore_debug_offsets.h`, before 3.13 in `Python/pylifecycle.c`). The layout of
ELF files: elf(5). Only 64-bit files with the least significant byte first: both architectures that are known here.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

Read = Callable[[int, int], bytes]
"""(size, offset) -> that part of the file, shorter at its end."""

_PT_LOAD, _SHT_SYMTAB, _SHT_DYNSYM = 1, 2, 11
_MOST_SECTIONS, _MOST_BYTES = 4096, 64 << 20


class Load(NamedTuple):
    """A part of the file that is mapped into memory: offset in the file, address, size in the file; in bytes."""

    offset: int
    address: int
    size: int


class Image(NamedTuple):
    """What is asked of an ELF file.

    Attributes:
        loads: its parts that are mapped.
        runtime: where `_PyRuntime` begins and ends, as the file counts addresses; None if it isn't in it.
    """

    loads: tuple[Load, ...]
    runtime: tuple[int, int] | None


class NotElf64Error(ValueError):
    """Not a 64-bit ELF file with the least significant byte first."""


class _Section(NamedTuple):
    name: int
    kind: int
    address: int
    offset: int
    size: int
    link: int
    entry: int


def read_image(read: Read) -> Image:
    """What an ELF file says.

    Raises:
        NotElf64Error: when it isn't one that can be read here, or is damaged.
        OSError: when it can't be read.
    """
    header = read(64, 0)
    if len(header) < 64 or header[:6] != b"\x7fELF\x02\x01":
        raise NotElf64Error
    try:
        loads = tuple(_loads(read, header))
        sections = _sections(read, header)
        return Image(loads, _section_range(read, header, sections) or _symbol_range(read, sections))
    except (struct.error, ValueError, IndexError) as error:
        raise NotElf64Error from error


def _loads(read: Read, header: bytes) -> Iterator[Load]:
    (table,) = struct.unpack_from("<Q", header, 32)
    size, count = struct.unpack_from("<HH", header, 54)
    entries = read(size * count, table)
    for number in range(count):
        kind, _, offset, address, _, in_file, _, _ = struct.unpack_from("<IIQQQQQQ", entries, number * size)
        if kind == _PT_LOAD:
            yield Load(offset, address, in_file)


def _sections(read: Read, header: bytes) -> list[_Section]:
    (table,) = struct.unpack_from("<Q", header, 40)
    size, count, _ = struct.unpack_from("<HHH", header, 58)
    if not table or count > _MOST_SECTIONS:
        return []
    entries = read(size * count, table)
    found = []
    for number in range(count):
        name, kind, _, address, offset, length, link, _, _, entry = struct.unpack_from(
            "<IIQQQQIIQQ", entries, number * size
        )
        found.append(_Section(name, kind, address, offset, length, link, entry))
    return found


def _section_range(read: Read, header: bytes, sections: list[_Section]) -> tuple[int, int] | None:
    if not sections:
        return None
    (names_at,) = struct.unpack_from("<H", header, 62)
    names = _content(read, sections[names_at])
    for section in sections:
        if names[section.name :].startswith(b".PyRuntime\0"):
            return section.address, section.address + section.size
    return None


def _symbol_range(read: Read, sections: list[_Section]) -> tuple[int, int] | None:
    """By its name in a table of symbols: 3.9 and older."""
    for section in sections:
        if section.kind not in (_SHT_SYMTAB, _SHT_DYNSYM):
            continue
        at = b"\0" + _content(read, sections[section.link])
        name = at.find(b"\0_PyRuntime\0")
        if name < 0:
            continue
        for word, _, _, _, address, size in struct.iter_unpack("<IBBHQQ", _content(read, section)):
            if word == name and size:
                return address, address + size
    return None


def _content(read: Read, section: _Section) -> bytes:
    if section.size > _MOST_BYTES:
        raise ValueError(section.size)
    return read(section.size, section.offset)
