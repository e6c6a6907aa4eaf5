"""An app that holds nothing but panels, for their tests."""

from __future__ import annotations

from concviz.tui.theme.themes import THEMES
from concviz.tui.widgets.panel import Panel
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip


class PanelApp(App[None]):
    """The given panels below each other, in one of our themes; collects the messages they post."""

    def __init__(self, *panels: Panel, theme: str = "concviz-dark") -> None:
        super().__init__()
        self.panels = panels
        self.said: list[object] = []
        for own in THEMES.values():
            self.register_theme(own)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield from self.panels

    def on_timeline_panel_window_changed(self, message: object) -> None:
        self.said.append(message)

    def on_time_bar_seek(self, message: object) -> None:
        self.said.append(message)


def lines(panel: Panel) -> list[str]:
    """The panel's rows as text."""
    return [strip.text for strip in strips(panel)]


def strips(panel: Panel) -> list[Strip]:
    """The panel's rows as Textual asks for them."""
    return panel.render_lines(Region(0, 0, *panel.size))


def text_of(panel: Panel) -> str:
    """All of the panel as text."""
    return "\n".join(lines(panel))
