"""A widget that can tell its lines as the terminal takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

RESET = "\x1b[0m"
"""What turns every ink off."""


class Written(Widget):
    """It is spared making segments and strips of them. It has no border and no padding of the style sheet's."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._styles_of: dict[str, Style] = {}
        self._codes: dict[str, str] = {}

    def sequences(self, lines: range, width: int) -> list[str] | None:
        """These lines, if they are `width` cells wide; None where only Textual's way will do."""
        raise NotImplementedError

    def bare_style(self, ink: str) -> Style:
        """The style of an ink, without the widget's own ground."""
        raise NotImplementedError

    def style_on_ground(self, ink: str) -> Style:
        """The ink's style on the widget's own ground, through the app's filters; kept until colours change.

        The same as `Strip.apply_style` and `Strip.apply_filter`, which would do the same again for every run of every line.
        """
        style = self._styles_of.get(ink)
        if style is None:
            segments = [Segment(" ", self.rich_style + self.bare_style(ink))]
            for each in self.get_line_filters():
                segments = each.apply(segments, self.background_colors[1])
            style = self._styles_of[ink] = segments[0].style or Style()
        return style

    def written(self, runs: Iterable[tuple[str, str]]) -> str:
        """(text, ink) runs as the terminal takes them."""
        codes, pieces = self._codes, []
        for text, ink in runs:
            if text:
                code = codes.get(ink)
                if code is None:
                    code = codes[ink] = self._code(ink)
                pieces.append(f"{code}{text}{RESET}")
        return "".join(pieces)

    def _code(self, ink: str) -> str:
        """What turns an ink on."""
        system = COLOR_SYSTEMS.get(self.app.console.color_system or "", ColorSystem.TRUECOLOR)
        return Strip.render_style(self.style_on_ground(ink), RESET, system).partition(RESET)[0]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Like every widget's; where no regions are named, colours may have changed too."""
        if repaint and not regions:
            self.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def forget(self) -> None:
        """What colours look like has to be asked again."""
        self._styles_of.clear()
        self._codes.clear()
