"""Files on a real disk: written, forced out with fsync, read back and compared. One item is one file of 64 KiB.

fsync returns when the disk says that the data is safe, so the waiting happens in the disk; the kernel is then asked to
forget the file's pages, where it can be (`posix_fadvise`), so that reading it back asks the disk too. On a tmpfs, which is
memory, nothing would have to wait: such a folder is refused unless `allow_tmpfs` says that this is wanted. How much several
workers gain depends on how many requests the disk can do at once.
"""

import hashlib
import os
import random
from pathlib import Path

TITLE = "Files"
KIND = "io"
ABOUT = (
    "Writes files, waits until the disk has them (fsync), reads them back and compares.",
    "The answer is how much was written and read, and a checksum of all checksums.",
    "The disk decides: threads and processes gain as much as it can do at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {"file_kib": 64, "allow_tmpfs": False}
OPTIONS_ABOUT = {
    "file_kib": "KiB of each file",
    "allow_tmpfs": "write into memory where there is no disk: then nothing waits",
}

Item = tuple[str, int, int]
Result = tuple[int, str]


def items(count: int, seed: int, scratch: str, file_kib: int = 64, allow_tmpfs: bool = False) -> list[Item]:
    """(path, seed of the content, its size) an item.

    Raises:
        ValueError: the scratch folder is in memory, and that is not allowed.
    """
    if not allow_tmpfs and (kind := filesystem(scratch)) in ("tmpfs", "ramfs"):
        raise ValueError(
            f"the scratch folder {scratch} is in memory ({kind}), so no disk would be waited for: "
            "let XDG_CACHE_HOME name a folder on a disk, or set the option allow_tmpfs to true"
        )
    first, size = seed * 1_000_000_000, int(file_kib * 1024)
    return [(str(Path(scratch, f"{number}.bin")), first + number, size) for number in range(count)]


def filesystem(folder: str) -> str:
    """The kind of file system that a folder is on (`ext4`, `tmpfs`), '' where the system does not tell (no /proc)."""
    device = os.stat(folder).st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(" - ")[1].split()[0] for line in mounts if line.split()[2] == wanted), "")


def work(item: Item) -> Result:
    """Write, force to disk, read back, compare and remove one file; returns its length and its SHA-256."""
    path, seed, size = item
    data = (random.Random(seed).randbytes(1024) * (size // 1024 + 1))[:size]
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with open(path, "rb") as file:
        read = file.read()
    os.unlink(path)
    if read != data:
        raise ValueError(f"{path} holds something else than what was written")
    return len(read), hashlib.sha256(read).hexdigest()


def combine(results: list[Result]) -> str:
    """Bytes, files, and the checksum of the checksums."""
    mebibytes = sum(length for length, _ in results) / 2**20
    checksum = hashlib.sha256("".join(digest for _, digest in results).encode()).hexdigest()
    return f"{mebibytes:.1f} MiB in {len(results):,} files, all intact, checksum {checksum[:12]}"
