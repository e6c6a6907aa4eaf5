"""The application: how it begins and ends, and what all its screens share.

Data flows one way: the instrument writes the session, a tick (`clock.py`) builds one snapshot of it at the play head, the
screen shows it; what keys change goes through `runs.py`. The first frame is drawn before NumPy or anything of the engine
is imported: `_open` then loads them on a thread, and what was pressed meanwhile is done as soon as they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from ..terminal.launch import launch
from ..theme.themes import DEFAULT, THEMES, following
from ..widgets.line import Inked
from . import backend as backends
from .backend import Backend
from .choice import Choice
from .marks import Marking
from .palette_commands import commands
from .studies import Measuring
from .tabs import TABS

if TYPE_CHECKING:
    from textual.driver import Driver

STYLES = Path(__file__).parent.parent / "theme" / "styles"
__all__ = ["ConcvizApp", "launch"]


class ConcvizApp(Measuring, Marking):
    """concviz in a terminal."""

    TITLE = "concviz"
    CSS_PATH: ClassVar[list[Path]] = [STYLES / name for name in ("app.tcss", "lab.tcss")]  # pyright: ignore[reportIncompatibleVariableOverride]
    MODES: ClassVar[dict[str, Any]] = {tab.mode: tab.make for tab in TABS}
    DEFAULT_MODE = TABS[0].mode
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(tab.key, f"tab('{tab.mode}')", tab.title, id=f"app.{tab.mode}") for tab in TABS),
        Binding("question_mark,f1", "help", "help", id="app.help"),
        Binding("d", "next_theme", "dark, light or the terminal's", id="app.theme"),
        Binding("ctrl+p", "command_palette", "all commands", id="app.palette", priority=True),
        Binding("q", "quit", "quit", id="app.quit"),
    ]

    class Opened(Message):
        """The engine is there."""

        def __init__(self, backend: Backend) -> None:
            super().__init__()
            self.backend = backend

    class PythonsFound(Message):
        """The interpreters of this machine are known."""

        def __init__(self, pythons: Sequence[Any]) -> None:
            super().__init__()
            self.pythons = pythons

    class Leave(Message):
        """The app is to be left."""

        def __init__(self, code: int) -> None:
            super().__init__()
            self.code = code

    def __init__(
        self,
        backend: Backend | None = None,
        *,
        load: Callable[[], Backend] = backends.load,
        find_pythons: Callable[[], Sequence[Any]] | None = backends.load_pythons,
        choice: Choice | None = None,
        refresh_hz: float = 4.0,
        theme: str = DEFAULT,
    ) -> None:
        super().__init__(backend, choice or Choice(), refresh_hz)
        for name in list(self.available_themes):
            self.unregister_theme(name)
        for own in THEMES.values():
            self.register_theme(own)
        self._start_theme(theme)
        self._held = backend
        self.on_opened: Callable[[], None] | None = None
        """Called once the engine is there."""
        self._load, self._find_pythons = load, find_pythons if backend is None else None

    # ------------------------------------------------------------------ life

    def _start_theme(self, name: str) -> None:
        """Like `self.theme = name`, without parsing all style sheets a second time for the first frame."""
        if THEMES[name].ansi:
            self.theme = name  # changes filters too
            return
        self.set_reactive(ConcvizApp.theme, name)
        self.add_class(f"-theme-{name}", "-dark-mode" if THEMES[name].dark else "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Begin to tick."""
        self.set_interval(1 / self._refresh_hz, self.tick, name="tick")

    def on_ready(self) -> None:
        """The first frame is on the screen: now load the engine."""
        if self.backend is None:
            self.screen.call_after_refresh(self._load_engine)

    def _load_engine(self) -> None:
        self.run_worker(self._open, thread=True, name="open")

    def _open(self) -> None:
        """On a thread: import and open everything."""
        self._held = self._load()
        self.post_message(self.Opened(self._held))
        if self._find_pythons is not None:
            self.post_message(self.PythonsFound(self._find_pythons()))

    def on_concviz_app_opened(self, message: Opened) -> None:
        """Show what there is, and do what was asked for meanwhile."""
        self.backend, self.shelf = message.backend, message.backend.shelf
        waiting, self._waiting = self._waiting, []
        self._choice_changed()
        for act in waiting:
            act()
        if self.on_opened is not None:
            self.on_opened()

    def on_concviz_app_pythons_found(self, message: PythonsFound) -> None:
        """Offer the interpreters."""
        if self.backend is not None:
            self.shelf = replace(self.shelf, pythons=tuple(message.pythons))
            self._choice_changed()

    def get_driver_class(self) -> type[Driver]:
        """Textual's, on Linux and macOS made to bear a SIGSTOP."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from ..terminal.driver import SteadyDriver

        return SteadyDriver

    def leave(self, code: int) -> None:
        """Leave as `q` does, with this exit code; from any thread."""
        self.post_message(self.Leave(code))

    def on_concviz_app_leave(self, message: Leave) -> None:
        """The terminal was closed, or someone ended us."""
        self.exit(message.code, return_code=message.code)

    def close_backend(self) -> None:
        """End the run and the recording; may be called again."""
        self.end_measuring()
        held = self._held
        if held is not None and held.instrument is not None:
            held.instrument.close()

    # ------------------------------------------------------------------ the rest

    def action_tab(self, mode: str) -> None:
        """Another screen."""
        self.switch_mode(mode)
        self.call_after_refresh(self.tick, force=True)

    def action_help(self) -> None:
        """All keys, colours and words."""
        from ..help.help_screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.snapshot))

    def watch_theme(self, _name: str) -> None:
        """Words take their inks from the theme, not from style sheets: draw them again."""
        if self.is_running:
            self.call_next(self._repaint)

    def _repaint(self) -> None:
        for widget in self.screen_stack[0].query(Inked):
            widget.refresh()

    def action_next_theme(self) -> None:
        """The next theme."""
        self.theme = following(self.theme)

    def action_use_theme(self, name: str) -> None:
        """This theme."""
        self.theme = name

    def action_copy_results(self) -> None:
        """Put the results on the clipboard (through the terminal, OSC 52)."""
        from ..lab.results_text import results_text

        text = results_text(self.snapshot) if self.snapshot is not None else ""
        if text:
            self.copy_to_clipboard(text)
        self.say("Results copied." if text else "There is nothing to copy yet: r runs what is chosen.")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Everything that the palette offers."""
        return commands(self, screen)
