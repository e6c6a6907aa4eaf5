"""The app's screens, as the header's tabs: a new screen is one more line here.

Modules are named, not imported: a screen costs nothing before it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...engine.session.memory.log import Session
    from ..widgets.app_screen import AppScreen
    from .contract import Concviz

ABOVE = Path(__file__).parent.parent / "theme" / "styles" / "above.tcss"
"""The style sheet of what opens above a screen; read when something does."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One screen: its mode and key, its title in the header, and where its class is."""

    key: str
    mode: str
    title: str
    module: str
    screen: str

    def make(self, concviz: Concviz) -> AppScreen:
        """A new screen of this tab."""
        return getattr(import_module(self.module), self.screen)(concviz)


TABS: tuple[Tab, ...] = (
    Tab("1", "lab", "Lab", "concviz.tui.lab.lab_screen", "LabScreen"),
    Tab("2", "compare", "Compare", "concviz.tui.compare.compare_screen", "CompareScreen"),
    Tab("3", "differences", "Differences", "concviz.tui.differences.differences_screen", "DifferencesScreen"),
    Tab("4", "lessons", "Lessons", "concviz.tui.lessons.lesson_screen", "LessonScreen"),
    Tab("5", "sessions", "Sessions", "concviz.tui.sessions.sessions_screen", "SessionsScreen"),
    Tab("6", "watch", "Watch", "concviz.tui.watch.watch_screen", "WatchScreen"),
)


def home_of(session: Session) -> str:
    """The mode of the screen that a session is seen on: Watch where it tells of no workers."""
    return "lab" if session.source().lanes else "watch"
