"""What `y` copies: the results of a run, or a watched program's account so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lab.results_text import results_text
from .account_text import account_text

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot


def copied(snapshot: Snapshot | None) -> str:
    """The text; '' where there is nothing to copy yet."""
    if snapshot is None:
        return ""
    return results_text(snapshot) if snapshot.source.lanes else account_text(snapshot)
