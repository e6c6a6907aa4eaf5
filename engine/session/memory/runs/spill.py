"""A file without a name, for what doesn't have to be in memory: it is gone with this process, however that ends."""

from __future__ import annotations

import errno
import os
import tempfile
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ...library.paths import state_folder


class Place(NamedTuple):
    """Where something lies in the file."""

    offset: int
    size: int


class Spill:
    """Made when something is put into it for the first time.

    It lies beside the recording, else where recordings are, as temporary folders are in memory on many systems; in such a one only
    where neither can be written to. The system keeps no name of it, so nothing is left after `kill -9`.

    Args:
        beside: the folder of the recording; None where there is none.
    """

    def __init__(self, beside: Path | None = None) -> None:
        self._folders = (beside, state_folder(), Path(tempfile.gettempdir()))
        self._file: BinaryIO | None = None
        self.size_bytes = 0

    def put(self, data: bytes) -> Place:
        """Write it, packed.

        Raises:
            OSError: there is no room. What was in the file stays, and what was not written takes no room.
        """
        if self._file is None:
            self._file = self._made()
        packed = zlib.compress(data, 1)
        left, at = memoryview(packed), self.size_bytes
        try:
            while left:
                written = os.pwrite(self._file.fileno(), left, at)
                left, at = left[written:], at + written
        except OSError:
            os.ftruncate(self._file.fileno(), self.size_bytes)
            raise
        place = Place(self.size_bytes, len(packed))
        self.size_bytes = at
        return place

    def get(self, place: Place) -> bytes:
        """Read it again.

        Raises:
            OSError: the disk doesn't give it back as it was.
        """
        assert self._file is not None
        packed = os.pread(self._file.fileno(), place.size, place.offset)
        try:
            return zlib.decompress(packed)
        except zlib.error:
            raise OSError(errno.EIO, "it isn't what was written") from None

    def _made(self) -> BinaryIO:
        *wished, last = (folder for folder in self._folders if folder is not None)
        for folder in wished:
            try:
                return tempfile.TemporaryFile(dir=folder)
            except OSError:
                continue
        return tempfile.TemporaryFile(dir=last)
