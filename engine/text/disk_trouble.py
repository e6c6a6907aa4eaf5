"""Why a file can't be written, in words."""

from __future__ import annotations

import errno

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this process may write",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "the folder can't be written to",
    errno.EPERM: "the folder can't be written to",
    errno.ENOENT: "the folder is not there",
    errno.ENOTDIR: "the folder is not a folder",
    errno.EIO: "the disk reports an error",
}


def why_not_written(error: OSError) -> str:
    """`the disk is full`."""
    if error.errno == errno.EEXIST:
        return str(error.strerror)
    return _WHY.get(error.errno or 0, (error.strerror or str(error)).lower())
