"""Whether a process has a Python in it: an interpreter's runtime among the files that it has loaded, whatever its program is called."""

from __future__ import annotations

from .witness.proc_files import Files, SystemFiles
from .witness.runtime import Images


class PythonsIn:
    """Asks `/proc`; what it has read of files is kept.

    Args:
        root: `/proc`.
        files: answers instead of the operating system; for tests.
    """

    def __init__(self, root: str = "/proc", files: Files | None = None) -> None:
        self._images = Images(files or SystemFiles(), root)

    def has_python(self, pid: int) -> bool | None:
        """Whether that process has one now; None where that may not be asked, or it is gone."""
        try:
            place = self._images.place(pid)
        except OSError:
            return None
        return bool(place.runtimes or place.unknown)
