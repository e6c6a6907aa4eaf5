"""What a person may choose about an export, what can go wrong with it, and how far it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..model.errors import UserError

Progress = Callable[[int, int], bool]
"""Called with (done, total) as an export goes on; False asks it to stop and leave nothing behind."""


class ExportError(UserError):
    """An export that can't be made; its text is one sentence that says what is wrong and what to do."""


class ExportCancelled(Exception):
    """The progress callback said no. Nothing was left behind."""


@dataclass(frozen=True, slots=True)
class Options:
    """Choices for all formats; each takes what concerns it."""

    from_s: float = 0.0
    """Session time at which the export begins."""
    until_s: float | None = None
    """Session time at which it ends; None for the end."""
    at_s: float | None = None
    """A figure: the moment whose run is drawn; None for the last one."""
    speed: float = 1.0
    idle_s: float | None = None
    """Stretches in which nothing runs are cut to this many seconds; None leaves them."""
    fps: float = 4.0
    captions: bool = True
    scale: float = 1.0
    """1.0 is a cell of 10 by 22 pixels."""
    window: bool = False
    """Pictures: a window's frame with the title around the cells."""
    cast_version: int = 2
    force: bool = False
    """Replace what is already there."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ExportError: with one sentence for the first thing that is wrong.
        """
        _within("--speed", self.speed, 0.01, 1000)
        _within("--fps", self.fps, 0.1, 60)
        _within("--scale", self.scale, 0.5, 8)
        if self.idle_s is not None:
            _within("--idle", self.idle_s, 0, 3600)
        if self.until_s is not None and not self.until_s > self.from_s:
            raise ExportError(f"--until ({self.until_s:g} s) must lie after --from ({self.from_s:g} s)")
        if self.cast_version not in (2, 3):
            raise ExportError(f"--cast-version must be 2 or 3, not {self.cast_version}")


def _within(name: str, value: float, low: float, high: float) -> None:
    if not (math.isfinite(value) and low <= value <= high):
        raise ExportError(f"{name} must be between {low:g} and {high:g}, not {value:g}")


def never_cancel(done: int, total: int) -> bool:
    """A progress callback that shows nothing and goes on."""
    return True


def tell(progress: Progress, done: int, total: int) -> None:
    """Report how far the export is.

    Raises:
        ExportCancelled: if the callback says no.
    """
    if not progress(done, total):
        raise ExportCancelled


def bounds_us(options: Options, length_us: int) -> tuple[int, int]:
    """The range of the session that is wanted, in its own microseconds."""
    until_us = length_us if options.until_s is None else min(round(options.until_s * 1e6), length_us)
    return round(options.from_s * 1e6), until_us
