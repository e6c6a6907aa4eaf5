"""How the Lab's keys change what is seen: presenting, before and after, zoom, code, time and colours of the panels.

What is seen lies in layers: the Lab; above it Presenting or Before and after; above that the code; above that one zoomed panel.
`esc` takes the uppermost away. The screen stays the same one, so every key goes on meaning what it means.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.timer import Timer
from textual.widget import Widget

from ..widgets.app_screen import AppScreen
from .panels import PANELS
from .panels.code_panel import CodePanel

PANEL_ACTIONS: dict[tuple[str, int], tuple[str, str]] = {
    ("timeline", 1): ("#workers, #present", "zoom_out"),
    ("timeline", -1): ("#workers, #present", "zoom_in"),
    ("core_colours", 0): ("#workers, #present", "toggle_by_core"),
    ("by_worker", 0): ("#answer", "toggle_by_lane"),
}
"""What a key (verb, direction) does to panels: which, and their action."""
SHOWN = tuple(name for name, place in PANELS.items() if place.fills)
"""What fills the screen in place of the Lab's panels: ids of panels."""
FADES_S = 6.0
"""How long the keys stay on such a screen after one was pressed."""


class Views:
    """The view of the Lab: what fills it, and what of it is out of its place."""

    def __init__(self, screen: AppScreen, code: CodePanel, rows: tuple[Widget, ...]) -> None:
        self.zoomed: Widget | None = None
        """The panel that fills the screen."""
        self.shown = ""
        """`present`, `before-after`, or '' for the Lab's own panels."""
        self._alone = ""
        self._timer: Timer | None = None
        self._screen, self._code, self._rows = screen, code, rows
        self._acts: dict[str, Callable[[], Any]] = {
            "code": self._turn_code,
            "zoom": self._zoom,
            "back": self._back,
            **{name: partial(self._turn, name) for name in SHOWN},
        }

    @property
    def can_go_back(self) -> bool:
        """Whether esc changes the view."""
        return self.zoomed is not None or self._screen.has_class("-code") or bool(self.shown)

    @property
    def presents(self) -> bool:
        """Whether the timeline that is seen is Presenting's."""
        return self._alone == "present" or (self.shown == "present" and self.zoomed is None)

    @property
    def compares(self) -> bool:
        """Whether two runs are seen."""
        return "before-after" in (self.shown, self._alone)

    def act(self, verb: str, by: int = 0) -> None:
        """Do what the key means."""
        if (verb, by) in PANEL_ACTIONS:
            do = partial(self._panel_does, *PANEL_ACTIONS[verb, by])
            self._screen.concviz.when_ready(partial(self._screen.call_later, do))
        elif verb == "zoom" and self.shown == "before-after":
            self._screen.concviz.when_ready(self._pick_pair)  # it fills the screen already, and two runs can be others
        else:
            self._acts[verb]()

    def _pick_pair(self) -> None:
        from ...engine.session.library.summary import run_line
        from ..dialogs.pair_picker import pick_pair

        concviz, state = self._screen.concviz, self._screen.concviz.state
        assert state.backend is not None
        session = state.backend.session
        t_us = state.snapshot.t_us if state.snapshot is not None else None
        runs = [run_line(run, session.run_end(run.run, t_us)) for run in session.runs(t_us)]
        if len(runs) < 2:
            todo = "" if state.offers_nothing_live else ": r runs what is chosen"
            concviz.notify(f"There are no two runs up to here yet{todo}.")
            return

        def picked(pair: tuple[int, ...]) -> None:
            state.pair = pair
            concviz.clock.tick(force=True)

        pick_pair(self._screen.app, runs, picked, last=True)

    def replace(self, before: Widget, after: Widget) -> None:
        """A panel has come into the place of an empty frame: it fills the screen if the frame did."""
        if self.zoomed is before:
            self.zoomed = after
            after.add_class("-zoomed")

    async def _panel_does(self, which: str, action: str) -> None:
        for panel in self._screen.query(which):
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

    # ------------------------------------------------------------------ presenting, before and after

    def _turn(self, name: str) -> None:
        """Show that, or leave it."""
        self.show(name if self.shown != name else "")

    def show(self, name: str) -> None:
        """Fill the screen with `present` or `before-after`, or ('') show the Lab's own panels."""
        screen = self._screen
        if self.zoomed is not None:
            self._unzoom()
        if screen.has_class("-code"):
            self._code.close()
            screen.remove_class("-code")
        self.shown = name
        screen.set_class(bool(name), "-show")
        for each in SHOWN:
            screen.set_class(each == name, f"-{each}")
        screen.set_focus(None)
        self.wake()
        self._settle()

    def wake(self) -> None:
        """Show the keys; on a screen for the back row they fade after a while."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._screen.footer.fade(False)
        if self.shown:
            self._timer = self._screen.set_timer(FADES_S, partial(self._screen.footer.fade, True))

    # ------------------------------------------------------------------ one panel

    def _zoom(self) -> None:
        """The focused panel (or the workers) fills the screen, or goes back to its place."""
        screen = self._screen
        if self.zoomed is not None:
            self._unzoom()
            return
        panel = screen.focused if screen.focused is not None and screen.focused.has_class("panel") else None
        if panel is not None and panel.id in SHOWN:
            panel = None  # it fills the screen already
        self._fill_with(panel or screen.query_one(self._main_panel()))

    def _main_panel(self) -> str:
        if self._screen.has_class("-no-lanes"):
            return "#cores"
        return "#code" if self._screen.has_class("-code") else "#workers"

    def alone(self, name: str) -> None:
        """One panel alone on the screen, for a film: no header, no keys."""
        self._alone = name
        self._screen.set_focus(None)
        self._screen.add_class("-alone")
        self._fill_with(self._screen.query_one(f"#{name}"))

    def _fill_with(self, panel: Widget) -> None:
        self.zoomed = panel
        self._screen.add_class("-zoom")
        panel.add_class("-zoomed")
        for row in self._rows:
            row.set_class(panel.parent is row, "-zoomed")
        self._settle()

    def _unzoom(self) -> None:
        if self.zoomed is not None:
            self.zoomed.remove_class("-zoomed")
        self.zoomed = None
        self._screen.remove_class("-zoom")
        for row in self._rows:
            row.remove_class("-zoomed")
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
        if self.shown and not screen.has_class("-code"):
            self.show("")
            return
        if screen.has_class("-code"):
            self._code.close()
            screen.remove_class("-code")
        screen.set_focus(None)
        screen.show_keys()
