"""The Lab's panels, one a file."""

from __future__ import annotations

PANELS = {
    "headline": ("panels.headline_panel", "HeadlinePanel", "Cores used"),
    "cores": ("panels.cores_panel", "CoresPanel", "Cores"),
    "processes": ("panels.counts_panel", "ProcessesPanel", "Processes"),
    "threads": ("panels.counts_panel", "ThreadsPanel", "Threads"),
    "ledger": ("panels.ledger_panel", "LedgerPanel", "Where the workers' time went"),
    "workers": ("panels.workers_panel", "WorkersPanel", "Workers"),
    "answer": ("panels.answer_panel", "AnswerPanel", "Answer"),
    "findings": ("panels.findings_panel", "FindingsPanel", "What you see"),
    "present": ("panels.present_panel", "PresentPanel", "Presenting"),
    "before-after": ("panels.before_after_panel", "BeforeAfterPanel", "Before and after"),
    "time": (".widgets.time_bar", "TimeBar", ""),
}
"""Id of each panel on this screen: its module, as seen from the Lab's folder, its class, its title."""

ALONE = tuple(name for name in PANELS if name != "time")
"""Panels that can be shown alone, zoomed and exported."""
