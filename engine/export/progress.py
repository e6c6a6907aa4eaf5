"""How far an export is, and what can go wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from ..model.errors import UserError

Progress = Callable[[int, int], bool]
"""Called with (done, total) as an export goes on; False asks it to stop and leave nothing behind."""


class ExportError(UserError):
    """An export that can't be made; its text is one sentence that says what is wrong and what to do."""


class ExportCancelled(Exception):
    """The progress callback said no. Nothing was left behind."""


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
