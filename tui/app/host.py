"""What the app's parts ask of the app that has them: words for the user, threads, screens.

The parts know nothing of Textual; in tests a few lists stand in for the app.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, TypeVar

T = TypeVar("T")
Severity = Literal["information", "warning", "error"]


class Host(Protocol):
    """The app, as its parts see it."""

    def notify(self, message: str, *, severity: Severity = "information") -> None:
        """Show one line to the user, for some seconds, in the place of the last one."""
        ...

    def work(self, act: Callable[[], T], then: Callable[[T], object], name: str) -> None:
        """Do `act` on a thread of that name, and hand what it returns to `then` in the app's own thread."""
        ...

    def call_soon(self, act: Callable[[], object]) -> None:
        """Do it in the app's own thread; from any thread."""
        ...

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do it now, or as soon as the engine is there: a key pressed early is not lost."""
        ...

    def choice_changed(self) -> None:
        """Show what is chosen now."""
        ...

    def recordings_changed(self) -> None:
        """Show which recordings there are now."""
        ...

    def switch_mode(self, mode: str) -> object:
        """Show the screen of that mode."""
        ...

    def ask(self, title: str, question: str, value: str, then: Callable[[str], object]) -> None:
        """Let the user type one line; `then` gets it, unless it is left or empty."""
        ...

    def export(self, path: Path) -> None:
        """Let the user choose what to make of the recording at `path`."""
        ...
