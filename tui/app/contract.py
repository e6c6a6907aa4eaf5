"""The app as its screens see it: its parts, and what they may ask of it. Screens are given this and know no other app."""

from __future__ import annotations

from typing import Protocol

from ..lessons.lesson_part import Lessons
from .host import Host
from .parts.clock import Clock
from .parts.last_study import LastStudies
from .parts.marks import Marks
from .parts.notices import Notices
from .parts.player import Player
from .parts.recordings import Recordings
from .parts.runs import Runs
from .parts.settings import Settings
from .parts.state import State
from .parts.studies import Studies
from .parts.watches import Watches


class Concviz(Host, Protocol):
    """What a screen is given."""

    notices: Notices
    state: State
    clock: Clock
    player: Player
    recordings: Recordings
    last_studies: LastStudies
    settings: Settings
    runs: Runs
    lessons: Lessons
    studies: Studies
    marks: Marks
    watches: Watches

    def copy_to_clipboard(self, text: str) -> None:
        """Put the text on the clipboard (through the terminal, OSC 52)."""
        ...

    def action_help(self) -> None:
        """Show all keys, colours and words."""
        ...

    def show_property(self, name: str, column: str) -> None:
        """Show this cell of the table of differences."""
        ...
