"""What the Lab says while a run is being prepared and the session has no line of it yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Finding, Snapshot


def with_preparation(snapshot: Snapshot, trying: str) -> Snapshot:
    """The snapshot with what is being done in place of the findings; `trying` is what is being tried out, '' for nothing."""
    return replace(snapshot, findings=(preparation(trying),))


def preparation(trying: str) -> Finding:
    """What is being done."""
    from ...engine.analysis.snapshot import Finding

    if not trying:
        return Finding("preparing", "Preparing.", "The run is being prepared: it begins at once.")
    text = (
        f"One item after another of {trying} is done alone, to see how long it takes and whether it computes or waits."
    )
    return Finding("preparing", "Trying it out.", text, tries=(("s", "stop"),))
