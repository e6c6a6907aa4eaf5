"""How the Lab's keys change what is seen: zoom, code, time and colours of the panels."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.widget import Widget

from ..widgets.app_screen import AppScreen
from .panels.code_panel import CodePanel

PANEL_ACTIONS: dict[tuple[str, int], tuple[str, str]] = {
    ("timeline", 1): ("workers", "zoom_out"),
    ("timeline", -1): ("workers", "zoom_in"),
    ("core_colours", 0): ("workers", "toggle_by_core"),
    ("by_worker", 0): ("answer", "toggle_by_lane"),
}
"""What a key (verb, direction) does to a panel: the panel's id, and its action."""


class Views:
    """The view of the Lab: what fills it, and what of it is out of its place."""

    def __init__(self, screen: AppScreen, code: CodePanel, counts: Widget) -> None:
        self.zoomed: Widget | None = None
        """The panel that fills the screen."""
        self._screen, self._code, self._counts = screen, code, counts
        self._acts: dict[str, Callable[[], Any]] = {
            "code": self._turn_code,
            "zoom": self._zoom,
            "back": self._back,
        }

    @property
    def can_go_back(self) -> bool:
        """Whether esc changes the view."""
        return self.zoomed is not None or self._screen.has_class("-code")

    def act(self, verb: str, by: int = 0) -> None:
        """Do what the key means."""
        if (verb, by) in PANEL_ACTIONS:
            do = partial(self._panel_does, *PANEL_ACTIONS[verb, by])
            self._screen.concviz.when_ready(partial(self._screen.call_later, do))
        else:
            self._acts[verb]()

    def replace(self, before: Widget, after: Widget) -> None:
        """A panel has come into the place of an empty frame: it fills the screen if the frame did."""
        if self.zoomed is before:
            self.zoomed = after
            after.add_class("-zoomed")

    async def _panel_does(self, name: str, action: str) -> None:
        for panel in self._screen.query(f"#{name}"):
            await panel.run_action(action)
        self._screen.concviz.clock.tick(force=True)

    def _turn_code(self) -> None:
        """The model's source in the Workers panel's place, then the task's, then the workers again."""
        screen, code = self._screen, self._code
        code.turn()
        if self.zoomed is not None and self.zoomed.id in ("workers", "code"):
            self._unzoom()
        screen.set_class(code.what != "", "-code")
        code.show_choice(screen.concviz.state.inventory, screen.concviz.state.choice)
        screen.set_focus(code if code.what else None)
        screen.show_keys()

    def _zoom(self) -> None:
        """The focused panel (or the workers) fills the screen, or goes back to its place."""
        screen = self._screen
        if self.zoomed is not None:
            self._unzoom()
            return
        panel = screen.focused if screen.focused is not None and screen.focused.has_class("panel") else None
        self._fill_with(panel or screen.query_one(self._main_panel()))

    def _main_panel(self) -> str:
        if self._screen.has_class("-no-lanes"):
            return "#cores"
        return "#code" if self._screen.has_class("-code") else "#workers"

    def alone(self, name: str) -> None:
        """One panel alone on the screen, for a film: no header, no keys."""
        self._screen.set_focus(None)
        self._screen.add_class("-alone")
        self._fill_with(self._screen.query_one(f"#{name}"))

    def _fill_with(self, panel: Widget) -> None:
        self.zoomed = panel
        self._screen.add_class("-zoom")
        panel.add_class("-zoomed")
        self._counts.set_class(panel.parent is self._counts, "-zoomed")
        self._settle()

    def _unzoom(self) -> None:
        if self.zoomed is not None:
            self.zoomed.remove_class("-zoomed")
        self.zoomed = None
        self._screen.remove_class("-zoom")
        self._counts.remove_class("-zoomed")
        self._settle()

    def _settle(self) -> None:
        self._screen.fit_frames()
        self._screen.show_keys()
        self._screen.call_after_refresh(self._screen.concviz.clock.tick, force=True)

    def _back(self) -> None:
        """Undo the last change of view: zoom, code, focus."""
        screen = self._screen
        if self.zoomed is not None:
            self._unzoom()
            return
        if screen.has_class("-code"):
            self._code.close()
            screen.remove_class("-code")
        screen.set_focus(None)
        screen.show_keys()
