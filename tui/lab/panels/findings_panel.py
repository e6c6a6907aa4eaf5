"""What you see, in a sentence."""

from __future__ import annotations

from ....engine.analysis.snapshot import Snapshot
from ...charts.frame import Drawing
from ...charts.prose import finding_rows
from ...widgets.panel import Panel


class FindingsPanel(Panel):
    """The findings with their measured numbers, and which key to try next."""

    TITLE = "What you see"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """The sentences, wrapped."""
        if not snapshot.findings:
            words = "Nothing to tell yet." if snapshot.run else "Choose a task and a model, then press r."
            return Drawing([[(words, "dim")]])
        found = [(one.headline, one.text, one.tone, one.tries) for one in snapshot.findings]
        return Drawing(finding_rows(found, width, height))
