"""What the screens of comparisons and differences have in common in their footers and keys."""

from __future__ import annotations

from pathlib import Path

from ..app.contract import Concviz
from .footer import Key, key

SHEET = Path(__file__).parent.parent / "theme" / "styles" / "studies.tcss"


def shared_keys(concviz: Concviz) -> tuple[Key, ...]:
    """The footer's entries that both have."""
    return (
        key("time.pause", label="pause" if concviz.state.mode_of_time == "live" else "go on", weight=40),
        key("app.explain", weight=80),
        key("app.help", weight=90),
        key("app.palette", weight=50),
        key("app.quit", weight=96),
    )


def stop_study(concviz: Concviz, idle: str) -> None:
    """Stop what is measured; `idle` says what a key begins where nothing is."""

    def stop() -> None:
        if concviz.state.running or concviz.state.replaying:
            concviz.runs.stop()
        else:
            concviz.notify(f"Nothing is running: {idle}.")

    concviz.when_ready(stop)
