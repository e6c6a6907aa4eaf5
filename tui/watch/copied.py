"""What `y` copies: the results of a run, or a watched program's account so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lab.results_text import results_text
from .account_text import account_text

if TYPE_CHECKING:
    from textual.app import App

    from ...engine.analysis.snapshot import Snapshot


def copy_results(snapshot: Snapshot | None, app: App[Any]) -> None:
    """Put it on the clipboard, and say so."""
    text = ""
    if snapshot is not None:
        text = results_text(snapshot) if snapshot.source.lanes else account_text(snapshot)
    if text:
        app.copy_to_clipboard(text)
    app.notify("Results copied." if text else "There is nothing to copy yet.")
