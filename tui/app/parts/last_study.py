"""The last study that was recorded, offered again where nothing has been measured yet since the app began."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..host import Host
from .recordings import Recordings
from .state import State

if TYPE_CHECKING:
    from ....engine.session.library.find import Recording
    from ....engine.session.library.summary import StudyLine

SCREENS = {"compare": ("compare", "sweep"), "differences": ("differences",)}
"""Kinds of study by the screen that shows them."""
NONE = "No {} was recorded before: {} begins one."


@dataclass(frozen=True, slots=True)
class LastStudy:
    """Where it is, and what it was of."""

    path: Path
    t_us: int
    """When it had come to its result."""
    kind: str
    task: str
    rows: int
    created: str


class LastStudies:
    """Looks for them, and opens them."""

    def __init__(self, state: State, host: Host, recordings: Recordings) -> None:
        self._state, self._host, self._recordings = state, host, recordings

    def look(self, screen: str, then: Callable[[LastStudy | None], object]) -> None:
        """Find the last one that the screen shows, on a thread; not in a recording, which has its own."""
        if not self._state.replaying:
            self._host.when_ready(lambda: self._host.work(partial(find, SCREENS[screen]), then, "last study"))

    def open(self, screen: str, begins: str) -> None:
        """Open it there; `begins` is the key that would measure one, said where there is none."""

        def found(last: LastStudy | None) -> None:
            if last is None:
                what = "comparison" if screen == "compare" else "table"
                self._host.notify(NONE.format(what, begins))
            elif last.path != self._state.recorded:
                self._recordings.open(last.path, mode=screen, at_us=last.t_us)

        self._host.when_ready(lambda: self._host.work(partial(find, SCREENS[screen]), found, "last study"))


def find(kinds: tuple[str, ...]) -> LastStudy | None:
    """The last one of these kinds."""
    from ....engine.session.library.find import last_study

    found = last_study(*kinds)
    return _told(*found) if found is not None else None


def _told(recording: Recording, study: StudyLine) -> LastStudy:
    return LastStudy(recording.path, study.t_us, study.kind, study.task, study.rows, recording.summary.created)
