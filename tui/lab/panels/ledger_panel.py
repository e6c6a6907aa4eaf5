"""Where the workers' time went."""

from __future__ import annotations

from ....engine.analysis.snapshot import Snapshot
from ....engine.model.states import SHARES
from ...charts.frame import Drawing
from ...charts.ledger import ledger_rows, left_out
from ...widgets.panel import Panel


class LedgerPanel(Panel):
    """Shares of the workers' wall time: on a core, and waiting for what."""

    TITLE = "Where the workers' time went"

    def heading(self, snapshot: Snapshot | None) -> str:
        """A shorter title where the long one would be cut, or push out the legend."""
        needed = len(self.TITLE) + (18 if self.frame == "rule" else 6)
        return self.TITLE if self.size.width >= needed else "The workers' time"

    def inputs(self, snapshot: Snapshot) -> object:
        """The shares."""
        return snapshot.ledger, _of_coroutines(snapshot)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """A bar a state."""
        ledger = snapshot.ledger
        shares = {name: getattr(ledger, name) for name in SHARES}
        coroutines = _of_coroutines(snapshot)
        rows = ledger_rows(shares, width, height, inferred=ledger.inferred, coroutines=coroutines)
        marked = any(shares.get(name, 0.0) > 0 for name in ledger.inferred)
        rest = left_out(shares, width, height, coroutines=coroutines)
        told = " · ".join(words for words in (rest, "≈ inferred" if marked else "") if words)
        foot = next((words for words in (told, rest) if len(words) <= self.foot_room(width)), "")
        return Drawing(rows, foot=[(foot, "dim")] if foot else [])


def _of_coroutines(snapshot: Snapshot) -> bool:
    return any(lane.kind == "coroutine" for lane in snapshot.lanes[:1])
