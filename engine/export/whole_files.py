"""Write a file or a folder whole or not at all.

Everything is written beside its target under a name of its own and renamed at the end, so that a full disk, a cancelled
export or a crash leaves what was there before. What exists is refused unless the caller says that it may go.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from .progress import ExportError


@contextlib.contextmanager
def whole_file(target: Path, *, force: bool = False) -> Iterator[Path]:
    """A path to write to; it takes the target's place when the block ends well, and is removed if it doesn't.

    Raises:
        ExportError: the target exists (without `force`) or is no regular file, or the disk is full or read-only.
    """
    target = _real(target)
    refuse_existing(target, force=force)
    beside = _beside(target)
    try:
        with _said_plainly(target):
            yield beside
            refuse_existing(target, force=force)
            os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(target: Path, *, ours: Callable[[Path], bool], force: bool = False) -> Iterator[Path]:
    """The same for a folder. With `force`, one that is there is replaced only if `ours` says we once made it."""
    target = _real(target)
    _refuse_folder(target, ours, force=force)
    beside = _beside(target)
    try:
        with _said_plainly(target):
            beside.mkdir()
            yield beside
            _refuse_folder(target, ours, force=force)
            _swap(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def refuse_existing(target: Path, *, force: bool) -> None:
    """Say no early, before minutes of work.

    Raises:
        ExportError: as `whole_file`.
    """
    if target.is_dir():
        raise ExportError(f"{target.name} is a folder: name a file")
    if target.exists() and not target.is_file():
        raise ExportError(f"{target.name} is no regular file")
    if target.exists() and not force:
        raise ExportError(f"{target.name} exists already: use --force to replace it")


def _beside(target: Path) -> Path:
    """A name beside the target that tells who writes it; what the killed have left there goes now."""
    remove_parts(target, lambda pid: not _alive(pid))
    return target.with_name(f".{target.name[:100]}.{os.getpid()}-{secrets.token_hex(4)}.part")


def remove_parts(target: Path, whose: Callable[[int], bool]) -> None:
    """Remove what processes (`whose` says which, by their ids) have begun of this target and not ended."""
    target = _real(target)
    for part in target.parent.glob(f".{glob.escape(target.name[:100])}.*-*.part"):
        pid = part.name.removesuffix(".part").rpartition(".")[2].partition("-")[0]
        if pid.isdigit() and whose(int(pid)):
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    part.unlink()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _refuse_folder(target: Path, ours: Callable[[Path], bool], *, force: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f"{target.name} is a file: name a folder")
    if not any(target.iterdir()):
        return
    if not force:
        raise ExportError(f"{target.name} exists already: use --force to replace it")
    if not ours(target):
        raise ExportError(f"{target.name} holds other files: name another folder")


def _swap(new: Path, target: Path) -> None:
    if not target.exists():
        os.replace(new, target)
        return
    old = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.old")
    os.replace(target, old)
    try:
        os.replace(new, target)
    except OSError:
        os.replace(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _real(target: Path) -> Path:
    """What a symbolic link points to, so that the link stays one."""
    return target.resolve() if target.is_symlink() else target.absolute()


@contextlib.contextmanager
def _said_plainly(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOENT and not target.parent.is_dir():
            raise ExportError(f"no folder {target.parent.name or target.parent}: make it first") from error
        what = (error.strerror or str(error)).lower()
        raise ExportError(f"can't write {target.name}: {what}") from error
