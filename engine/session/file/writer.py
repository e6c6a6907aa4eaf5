"""The recording: a session's lines, written as they happen.

One unbuffered write a line into a file that is only ever appended to: what was written stays, whatever becomes of this
process; what may not be lost with the machine either, a chapter and all before it, is brought to the disk (fsync) when it is set, and
the whole at the end. A recording that can't go on (disk full, file too large, folder read-only) stops, says why, and leaves the
file with whole lines; it never raises, as the run matters more. (A file too large sends SIGXFSZ, which Python ignores.)

While it writes, the recording holds a lock on its file (`flock`), so that another concviz neither prunes it nor writes
into it; the system lets go of the lock if this process dies.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import zlib
from pathlib import Path
from typing import BinaryIO

from ...platform.current import lock
from ...text.disk_trouble import why_not_written
from ..events import Chapter, Event
from .codec import Encoder
from .reencode import Recoder


class SessionWriter:
    """Writes one session into one new file (an empty one that exists already will do)."""

    def __init__(self, path: Path) -> None:
        """Open the file; where that can't be done, `stopped` says why and nothing is written."""
        self.path = path
        """Where the recording is; a clean close with `compress` changes it."""
        self.stopped = ""
        """'' or one sentence: why recording stopped."""
        self._lock = threading.Lock()
        self._encoder = Encoder()
        self._size = 0
        self._file = -1
        try:
            self._file = _claim(path)
        except OSError as error:
            self._stop(error)

    def write(self, event: Event) -> None:
        """Take one event, from any thread. Spans and totals may be held back for a moment (see `codec`)."""
        with self._lock:
            if self._file >= 0:
                self._append(self._encoder.encode(event))
                if isinstance(event, Chapter):
                    self._append(self._encoder.flush())
                    self._sync()

    def flush(self) -> None:
        """Write what is held back."""
        with self._lock:
            if self._file >= 0:
                self._append(self._encoder.flush())

    def move(self, target: Path) -> None:
        """Give the file another name in the same file system, while it is being written; what has that name stays.

        Raises:
            FileExistsError: there is such a file.
            OSError: it can't be done; nothing has changed then.
        """
        self.flush()
        with self._lock:
            rename_noreplace(self.path, target)
            self.path = target

    def close(self, *, compress: bool = False) -> None:
        """Write what is held back and close; with `compress`, as NAME.gz in place of NAME. Idempotent."""
        self.flush()
        with self._lock:
            file, self._file = self._file, -1
            if file < 0:
                return
            try:
                if compress and not self.stopped:
                    self.path = compress_file(self.path)
                else:
                    os.fsync(file)
            except OSError as error:
                what = "compressed" if compress else "brought to the disk"
                self.stopped = f"The recording could not be {what}: {why_not_written(error)}."
            finally:
                os.close(file)

    def _append(self, lines: list[bytes]) -> None:
        try:
            for line in lines:
                written = os.write(self._file, line)
                if written < len(line):  # ask for the rest to learn why
                    written += os.write(self._file, line[written:])
                if written < len(line):
                    raise OSError(errno.ENOSPC, "short write")
                self._size += len(line)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            self._stop(error)

    def _sync(self) -> None:
        if self._file >= 0:
            try:
                os.fsync(self._file)
            except OSError as error:
                self._stop(error)

    def _stop(self, error: OSError) -> None:
        self.stopped = f"Recording stopped: {why_not_written(error)}."
        if self._file >= 0:
            file, self._file = self._file, -1
            os.close(file)


def rename_noreplace(path: Path, target: Path) -> None:
    """Rename without ever replacing a file (where the system has hard links; else there is a moment's doubt).

    Raises:
        FileExistsError: `target` is taken.
        OSError: it can't be done.
    """
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system without hard links
        if target.exists():
            raise FileExistsError(errno.EEXIST, f"{target.name} exists already") from None
        os.rename(path, target)
    else:
        path.unlink()


def _claim(path: Path) -> int:
    """Open an empty or new file for appending, under the lock."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    if lock(file, otherwise=True) and os.fstat(file).st_size == 0:
        return file
    os.close(file)
    raise FileExistsError(errno.EEXIST, f"{path.name} exists already")


def compress_file(path: Path) -> Path:
    """Replace a plain file by its gzipped form, atomically, and return its path.

    Raises:
        OSError: the plain file is then still there, and nothing else is.
    """
    target, beside = path.with_name(path.name + ".gz"), path.with_name(path.name + ".gz.part")
    if target.exists():
        raise FileExistsError(errno.EEXIST, f"{target.name} exists already")
    with path.open("rb") as plain, beside.open("xb") as out:
        try:
            os.chmod(beside, 0o600)
            lock(out.fileno(), otherwise=True)
            _gzip(plain, out)
            os.replace(beside, target)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    path.unlink()
    return target


def _gzip(plain: BinaryIO, out: BinaryIO) -> None:
    """Level 6 takes twice the time of 5 for one percent. `Z_FILTERED`: digits have an alphabet, and few words."""
    packer = zlib.compressobj(5, zlib.DEFLATED, wbits=31, strategy=zlib.Z_FILTERED)
    out.writelines(map(packer.compress, Recoder().recoded(plain)))
    out.write(packer.flush())
    out.flush()
    os.fsync(out.fileno())
