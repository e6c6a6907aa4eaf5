"""Where CPython's runtime lies in the memory of a process: what its ELF file says, moved by where that was loaded.

A process has its interpreter in its own program (static, PIE or not) or in a shared `libpython`. `/proc/PID/maps` tells
where each file was loaded; `/proc/PID/exe` and `/proc/PID/root` lead to the files even when the process lives in a
container or its program was replaced on the disk meanwhile.
"""

from __future__ import annotations

import mmap
import os
from typing import NamedTuple

from .classify import Range
from .elf import Image, NotElf64Error, read_image
from .proc_files import Files, read_whole

_MOST_IMAGES = 256
_START_CODE, _START_STACK = 23, 25
"""Of the words after the name in `/proc/PID/stat`: where its program begins, and its stack, which is at random."""
_AN_ADDRESS = 6
"""Digits that it has at least; who may not see it is told 0."""
Layout = tuple[str, bytes, bytes]
"""The program, where it begins, where the stack begins."""
PAGE = mmap.PAGESIZE


class Mapping(NamedTuple):
    """A stretch of a process's memory that shows a file: its addresses, the offset in the file, the file."""

    begin: int
    end: int
    offset: int
    path: str


class Place(NamedTuple):
    """What was found in a process.

    Attributes:
        runtimes: where `_PyRuntime` lies, of every interpreter that it has loaded; usually one or none.
        unknown: why waiting for the GIL can't be told from waiting for a lock in it; "" if it can.
        begin: an address that can be read as long as the process runs the program it runs now.
    """

    runtimes: tuple[Range, ...]
    unknown: str
    begin: int


class GilUnknownError(Exception):
    """In this process waiting for the GIL can't be told from waiting for a lock; the message says why."""


class Images:
    """ELF files that were read, each once."""

    def __init__(self, files: Files, root: str) -> None:
        self._files, self._root = files, root
        self._known: dict[tuple[int, int, int], Image | None] = {}
        self._places: dict[Layout, Place] = {}

    def place(self, pid: int) -> Place:
        """Where the interpreters of a process are: as in those that it shares its layout with, else by its memory map.

        Raises:
            OSError: when its memory map may not be read, or it is gone.
        """
        layout = self._layout(pid)
        found = self._places.get(layout) if layout else None
        if found is None:
            found = self._place(pid)
            if layout and found.runtimes:  # a program without any may load one later
                if len(self._places) >= _MOST_IMAGES:
                    self._places.clear()
                self._places[layout] = found
        return found

    def _layout(self, pid: int) -> Layout | None:
        """What forked processes have in common with their parent, and no other program has: 10 µs where a map takes 1 ms."""
        try:
            text = read_whole(self._files, f"{self._root}/{pid}/stat")
            program = self._files.link(f"{self._root}/{pid}/exe")
        except OSError:
            return None
        words = text[text.rfind(b")") + 1 :].split()
        if len(words) <= _START_STACK or len(words[_START_STACK]) < _AN_ADDRESS:
            return None
        return program, words[_START_CODE], words[_START_STACK]

    def _place(self, pid: int) -> Place:
        mappings = parse_maps(read_whole(self._files, f"{self._root}/{pid}/maps"))
        program = self._files.link(f"{self._root}/{pid}/exe")
        found: list[Range] = []
        for path in dict.fromkeys(mapping.path for mapping in mappings):
            if path != program and not _is_called_python(path):
                continue
            name = f"{self._root}/{pid}/exe" if path == program else f"{self._root}/{pid}/root{path}"
            image = self._image(name)
            if image and image.runtime:
                shown = [mapping for mapping in mappings if mapping.path == path]
                bias = load_bias(image, shown)
                if bias is not None:
                    found.append((image.runtime[0] + bias, image.runtime[1] + bias))
        begin = found[0][0] if found else mappings[0].begin if mappings else 0
        return Place(tuple(found), _why_unknown([os.path.basename(each.path) for each in mappings], bool(found)), begin)

    def wordsize(self, pid: int) -> int:
        """8 for a 64-bit program, 4 for any other.

        Raises:
            OSError: when it may not be read.
        """
        handle = self._files.open(f"{self._root}/{pid}/exe")
        try:
            return 8 if self._files.read(handle, 6, 0) == b"\x7fELF\x02\x01" else 4
        finally:
            self._files.close(handle)

    def _image(self, path: str) -> Image | None:
        try:
            handle = self._files.open(path)
        except OSError:
            return None
        try:
            key = self._files.identity(handle)
            if key not in self._known:
                if len(self._known) >= _MOST_IMAGES:
                    self._known.clear()
                self._known[key] = read_image(lambda size, offset: self._files.read(handle, size, offset))
            return self._known[key]
        except NotElf64Error:
            return None
        except OSError:
            return None
        finally:
            self._files.close(handle)


def parse_maps(text: bytes) -> list[Mapping]:
    """The mappings of files in `/proc/PID/maps`; those of no file are left out."""
    found = []
    for line in text.splitlines():
        words = line.split(None, 5)
        if len(words) == 6 and words[5].startswith(b"/"):
            begin, _, end = words[0].partition(b"-")
            path = os.fsdecode(words[5]).removesuffix(" (deleted)")
            found.append(Mapping(int(begin, 16), int(end, 16), int(words[2], 16), path))
    return found


def load_bias(image: Image, mappings: list[Mapping]) -> int | None:
    """By how much addresses in memory are higher than the file says; None when no mapping fits."""
    for mapping in mappings:
        for load in image.loads:
            offset, address = load.offset - load.offset % PAGE, load.address - load.address % PAGE
            if offset <= mapping.offset < load.offset + load.size:
                return mapping.begin - (address + mapping.offset - offset)
    return None


def _is_called_python(path: str) -> bool:
    return os.path.basename(path).startswith(("python", "libpython", "pypy", "libpypy"))


def _why_unknown(names: list[str], found: bool) -> str:
    """Why the GIL can't be told from a lock in a process that has mapped files of these names; "" if it can."""
    if found and not any(name.startswith(("libc.so.6", "libc-2.")) for name in names):
        # In musl each waiter of a condition waits for a word on its own stack, so no address says what it waits for.
        return "the interpreter isn't built on glibc, and with another C library the GIL looks like a lock"
    if not found and any(_is_called_python(name) for name in names):
        return "the interpreter's file can't be read or has no runtime in it (before 3.8, or not CPython)"
    return ""
