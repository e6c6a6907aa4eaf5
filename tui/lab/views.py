"""How the Lab's keys change what is seen: zoom, code, time and colours of the panels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from ..terminal.compositor import PaintedScreen
from .panels.code_panel import CodePanel

if TYPE_CHECKING:
    from ..app.app import ConcvizApp


class Views(PaintedScreen[None]):
    """The part of the Lab that changes the view."""

    _zoomed: Widget | None = None

    @property
    def lab_app(self) -> ConcvizApp:
        """The app, typed."""
        return cast("ConcvizApp", self.app)

    def show_keys(self) -> None:
        """Write the footer as things stand."""
        raise NotImplementedError

    def fit_frames(self) -> None:
        """Give the panels the frames that fit."""
        raise NotImplementedError

    def action_timeline(self, by: int) -> None:
        """Zoom the Workers panel out (1) or in (-1)."""
        self._panel_does("workers", "action_zoom_out" if by > 0 else "action_zoom_in")

    def action_core_colours(self) -> None:
        """Colour the Workers panel by core instead of by worker, or back."""
        self._panel_does("workers", "action_toggle_by_core")

    def action_by_worker(self) -> None:
        """Shade the picture by the worker that painted it, or back."""
        self._panel_does("answer", "action_toggle_by_lane")

    def _panel_does(self, name: str, action: str) -> None:
        def do() -> None:
            getattr(self.query_one(f"#{name}"), action)()
            self.lab_app.tick(force=True)

        self.lab_app.soon(partial(self.call_later, do))

    def action_code(self) -> None:
        """The model's source in the Workers panel's place, then the task's, then the workers again."""
        panel = self.query_one(CodePanel)
        panel.turn()
        if self._zoomed is not None and self._zoomed.id in ("workers", "code"):
            self._unzoom()
        self.set_class(panel.what != "", "-code")
        panel.show_choice(self.lab_app.shelf, self.lab_app.choice)
        self.set_focus(panel if panel.what else None)
        self.show_keys()

    def action_zoom(self) -> None:
        """The focused panel (or the workers) fills the screen, or goes back to its place."""
        if self._zoomed is not None:
            self._unzoom()
            return
        panel = self.focused if self.focused is not None and self.focused.has_class("panel") else None
        self._fill_with(panel or self.query_one("#code" if self.has_class("-code") else "#workers"))

    def _fill_with(self, panel: Widget) -> None:
        self._zoomed = panel
        self.add_class("-zoom")
        panel.add_class("-zoomed")
        self.query_one("#counts").set_class(panel.parent is self.query_one("#counts"), "-zoomed")
        self._settled()

    def alone(self, name: str) -> None:
        """One panel alone on the screen, for a film: no header, no keys."""
        self.set_focus(None)
        self.add_class("-alone")
        self._fill_with(self.query_one(f"#{name}"))

    def _unzoom(self) -> None:
        if self._zoomed is not None:
            self._zoomed.remove_class("-zoomed")
        self._zoomed = None
        self.remove_class("-zoom")
        self.query_one("#counts").remove_class("-zoomed")
        self._settled()

    def _settled(self) -> None:
        self.fit_frames()
        self.show_keys()
        self.call_after_refresh(self.lab_app.tick, force=True)

    def can_go_back(self) -> bool:
        """Whether esc changes the view."""
        return self._zoomed is not None or self.has_class("-code")

    def action_back(self) -> None:
        """Undo the last change of view: zoom, code, focus."""
        if self._zoomed is not None:
            self._unzoom()
        elif self.has_class("-code"):
            self.query_one(CodePanel).close()
            self.remove_class("-code")
            self.set_focus(None)
            self.show_keys()
        else:
            self.set_focus(None)

    def action_noop(self) -> None:
        """What a click on a key that needs a focused row does: nothing."""
