"""What the app's parts ask of the app that has them: words for the user, threads, screens.

The parts know nothing of Textual; in tests a few lists stand in for the app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from ...engine.model.errors import UserError

T = TypeVar("T")
Refused = Callable[[UserError], object]
"""Hears what a user can't have."""
Severity = Literal["information", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said to the user for some seconds."""

    text: str
    severity: Severity


def nothing(_: object) -> None:
    """What is done where nothing is to be done."""


def attempt(
    act: Callable[[], T], then: Callable[[T], object], *refused: Callable[[UserError], object]
) -> Callable[[], object]:
    """Do `act`, and return what follows: `then` with what came out, or each of `refused` with what a user can't have."""
    try:
        return partial(then, act())
    except UserError as error:
        return partial(_tell, error, refused)


def granted(act: Callable[[], T], refused: Refused) -> T | None:
    """What `act` comes to; None where a user can't have it, and `refused` hears why."""
    found: list[T] = []
    attempt(act, found.append, refused)()
    return found[0] if found else None


def _tell(error: UserError, refused: Iterable[Callable[[UserError], object]]) -> None:
    for each in refused:
        each(error)


class Host(Protocol):
    """The app, as its parts see it."""

    def notify(self, message: str, *, severity: Severity = "information") -> None:
        """Show one line to the user, for some seconds, in the place of the last one."""
        ...

    def work(
        self,
        act: Callable[[], T],
        then: Callable[[T], object],
        name: str,
        refused: Refused = nothing,
    ) -> None:
        """Do `act` on a thread of that name, and hand what it returns to `then` in the app's own thread.

        A `UserError` is told, and `refused` is called with it in the place of `then`.
        """
        ...

    def call_soon(self, act: Callable[[], object]) -> None:
        """Do it in the app's own thread; from any thread."""
        ...

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do it now, or as soon as the engine is there: a key pressed early is not lost. A `UserError` is told."""
        ...

    def show_choice(self) -> None:
        """Show what is chosen now."""
        ...

    def show_recordings(self) -> None:
        """Show which recordings there are now."""
        ...

    def switch_mode(self, mode: str) -> object:
        """Show the screen of that mode."""
        ...

    @property
    def current_mode(self) -> str:
        """Which screen is shown."""
        ...

    def ask(self, title: str, question: str, value: str, then: Callable[[str], object]) -> None:
        """Let the user type one line; `then` gets it, unless it is left or empty."""
        ...

    def list_marks(self) -> None:
        """Show the list of chapters and captions."""
        ...

    def export(self, path: Path, run: int | None = None) -> None:
        """Let the user choose what to make of the recording at `path`; `run` is the one on the screen."""
        ...
