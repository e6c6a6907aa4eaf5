"""The Lab's panels, one a file, and the one place that knows of all of them."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a panel comes from and where it stands. Its size, where it isn't as high as others, stands in `styles/lab.tcss`."""

    module: str
    """As seen from the Lab's folder."""
    name: str
    """Of its class."""
    title: str
    row: str = ""
    """The row (`counts`, `shares`) that it shares with others, side by side in the order given here; '' for one of its own."""
    read: bool = False
    """Words and numbers: shown at every third tick of a run."""
    fills: bool = False
    """Shown in place of all the others, by a key of its own."""


PANELS = {
    "headline": Place("panels.headline_panel", "HeadlinePanel", "Cores used", "counts", read=True),
    "cores": Place("panels.cores_panel", "CoresPanel", "Cores", "shares"),
    "processes": Place("panels.counts_panel", "ProcessesPanel", "Processes", "counts", read=True),
    "threads": Place("panels.counts_panel", "ThreadsPanel", "Threads", "counts", read=True),
    "ledger": Place("panels.ledger_panel", "LedgerPanel", "Where the workers' time went", "shares", read=True),
    "workers": Place("panels.workers_panel", "WorkersPanel", "Workers"),
    "answer": Place("panels.answer_panel", "AnswerPanel", "Answer"),
    "findings": Place("panels.findings_panel", "FindingsPanel", "What you see", read=True),
    "present": Place("panels.present_panel", "PresentPanel", "Presenting", fills=True),
    "before-after": Place("panels.before_after_panel", "BeforeAfterPanel", "Before and after", read=True, fills=True),
    "time": Place(".widgets.time_bar", "TimeBar", "", read=True),
}
"""Id of each panel on this screen: its place."""

ALONE = tuple(name for name in PANELS if name != "time")
"""Panels that can be shown alone, zoomed and exported."""
