"""What you see, in a sentence."""

from __future__ import annotations

from ....engine.analysis.snapshot import Finding, Snapshot
from ...charts.cells import Cells, fit
from ...charts.frame import Drawing
from ...charts.prose import TONES, finding_rows
from ...widgets.panel import Panel


class FindingsPanel(Panel):
    """The verdict, and below it the findings with their measured numbers, and which key to try next."""

    TITLE = "What you see"

    def inputs(self, snapshot: Snapshot) -> object:
        """The findings, and what stands in their place."""
        return snapshot.findings, snapshot.run is None, self.recorded

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """The sentences, wrapped."""
        if not snapshot.findings:
            first = "Nothing has run up to here." if self.recorded else "Choose a task and a model, then press r."
            words = "Nothing to tell yet." if snapshot.run else first
            return Drawing([[(words, "dim")]])
        above = verdict_rows(snapshot, width) if height >= 2 else []
        found = [(one.headline, one.text, one.tone, self._tries(one)) for one in snapshot.findings]
        return Drawing([*above, *finding_rows(found, width, height - len(above))])

    def _tries(self, one: Finding) -> list[tuple[str, str]]:
        """What to try; in a recording without its key, which does nothing there."""
        return [("" if self.recorded else key, what) for key, what in one.tries]


def verdict_rows(snapshot: Snapshot, width: int) -> Cells:
    """One row for the verdict; none where there is none."""
    told = snapshot.verdict
    return [fit([(told.verdict, TONES[told.tone])], width)] if told is not None else []
