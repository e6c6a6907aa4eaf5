"""The two lines under an export: how far it is, and the keys."""

from __future__ import annotations

from ...engine.text.quantities import percent
from ..widgets.line import Line, Part, Parts


class ExportLine(Line):
    """How far it is, or what can be done."""

    def __init__(self) -> None:
        super().__init__(id="export-line")
        self._share: float | None = None
        self._words = self._ink = ""

    def tell(self, share: float | None, words: str = "", ink: str = "warn") -> None:
        """A bar up to `share` (0 to 1), or (None) only words."""
        self._share, self._words, self._ink = share, words, ink
        self.redraw()

    def parts(self, cells: int) -> Parts:
        """The bar and the words."""
        if self._share is None:
            return (Part(self._words, self._ink),)
        room = max(8, cells - 8 - len(self._words))
        full = round(self._share * room)
        return (
            Part("━" * full, "good"),
            Part("─" * (room - full), "dim"),
            Part(f" {percent(self._share):>4} ", "strong"),
            Part(self._words, "dim"),
        )


class KeysLine(Line):
    """The keys, which a click presses."""

    going_on = False

    def parts(self, cells: int) -> Parts:
        """What can be done now."""
        if self.going_on:
            return (Part("esc", "key", "screen.back"), Part(" cancel", "dim", "screen.back"))
        words = (("e", "export", "export"), ("↑↓", "rows", "noop"), ("←→", "change", "noop"),
                 ("enter", "type", "noop"), ("esc", "back", "back"))  # fmt: skip
        return tuple(
            part
            for key, what, action in words
            for part in (Part(key, "key", f"screen.{action}"), Part(f" {what}   ", "dim", f"screen.{action}"))
        )
