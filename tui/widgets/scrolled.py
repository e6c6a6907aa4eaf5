"""Rows that are scrolled without a bar: the base of lists, of code and of what a run printed."""

from __future__ import annotations

from textual.events import MouseScrollDown, MouseScrollUp, Resize

from .line import Inked

WHEEL_ROWS = 3
"""By so many rows a turn of the wheel moves a text."""


class Scrolled(Inked, can_focus=True):
    """Rows of which some are seen. Subclasses say how many there are (`row_count`), and where one is (`tell_where`)."""

    wheel_rows = WHEEL_ROWS
    top = 0
    """The row that is seen first."""

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    @property
    def rows_below(self) -> int:
        """How many rows there are below what is seen; 0 before there is any room."""
        return max(0, self.row_count - self.top - self.size.height) if self.size.height else 0

    def tell_where(self) -> None:
        """Say in the lower border how much there is above and below."""

    def action_scroll_by(self, by: int) -> None:
        """Move the rows, as far as there are any."""
        self.top = max(0, min(self.top + by, self.row_count - self.size.height))
        self.tell_where()
        self.refresh()

    def action_page(self, by: int) -> None:
        """Move by a screen."""
        self.action_scroll_by(by * max(1, self.size.height - 1))

    def on_resize(self, _event: Resize) -> None:
        """Keep within the rows."""
        self.action_scroll_by(0)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll, and nothing else on the screen does."""
        event.stop()
        self.action_scroll_by(self.wheel_rows)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll, and nothing else on the screen does."""
        event.stop()
        self.action_scroll_by(-self.wheel_rows)
