"""The engine's way in: it is loaded on a thread once the first frame is there, and what was pressed meanwhile is done then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .backend import Backend
from .choice import known
from .host import Host, Refused
from .parts.state import State
from .preferences import Preferences

if TYPE_CHECKING:
    from ...engine.pythons.installed import Interpreter


class Opening:
    """What is loaded and held until the app has left."""

    def __init__(
        self,
        state: State,
        host: Host,
        preferences: Preferences,
        load: Callable[[], Backend],
        find_pythons: Callable[[], Sequence[Interpreter]] | None,
    ) -> None:
        self.on_opened: Callable[[], object] | None = None
        """Called once the engine is there."""
        self._state, self._host, self._preferences = state, host, preferences
        self._held = state.backend
        self._load, self._find_pythons = load, find_pythons if state.backend is None else None
        self._waiting: list[Callable[[], object]] = []
        self._leaving = False

    def begin(self, refused: Refused) -> None:
        """Load the engine; `refused` hears of it where there is none to be had."""
        self._host.work(self._open, self._opened, "open", refused)

    def _open(self) -> Backend:
        """On a thread: import and open everything."""
        self._held = self._load()
        if self._leaving:
            self.leave()
            self.close()
        return self._held

    def _opened(self, backend: Backend) -> None:
        """Show what there is, and do what was asked for meanwhile."""
        state = self._state
        state.backend, state.inventory = backend, backend.shelf
        if state.choice == self._preferences.choice:
            state.choice = known(state.choice, backend.shelf)  # what was chosen last may not be there any more
        waiting, self._waiting = self._waiting, []
        self._host.show_choice()
        for act in waiting:
            act()
        if self.on_opened is not None:
            self.on_opened()
        if self._find_pythons is not None:
            self._host.work(self._find_pythons, self._pythons_found, "pythons")

    def _pythons_found(self, pythons: Sequence[Interpreter]) -> None:
        self._state.inventory = replace(self._state.inventory, pythons=tuple(pythons))
        self._host.show_choice()

    def wait(self, act: Callable[[], object]) -> None:
        """Do it as soon as the engine is there."""
        self._waiting.append(act)

    def leave(self) -> None:
        """Remember what was chosen; what is still being opened is closed at once. From any thread, as `close`."""
        self._leaving = True
        if self._held is not None and self._held.instrument is not None:
            aside = self._state.aside
            self._preferences.remember_choice(aside.choice if aside is not None else self._state.choice)

    def close(self) -> None:
        """End the run and the recording; may be called again."""
        if self._held is not None and self._held.instrument is not None:
            self._held.instrument.close()
