"""What the screens of comparisons and differences have in common in their footers and keys."""

from __future__ import annotations

from pathlib import Path

from ..app.contract import Concviz
from .footer import Key

SHEET = Path(__file__).parent.parent / "theme" / "styles" / "studies.tcss"


def shared_keys(concviz: Concviz) -> tuple[Key, ...]:
    """The footer's entries that both have."""
    return (
        Key("space", "pause" if concviz.state.mode_of_time == "live" else "go on", "screen.time('pause')", 40),
        Key("?", "what is it", "screen.word", 80),
        Key("F1", "help", "app.help", 90),
        Key("^p", "palette", "app.command_palette", 50),
        Key("q", "quit", "app.quit", 96),
    )


def stop_study(concviz: Concviz, idle: str) -> None:
    """Stop what is measured; `idle` says what a key begins where nothing is."""

    def stop() -> None:
        if concviz.state.running or concviz.state.replaying:
            concviz.runs.stop()
        else:
            concviz.notify(f"Nothing is running: {idle}.")

    concviz.when_ready(stop)
