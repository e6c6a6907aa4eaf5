"""The application: the parts it has, how it begins and ends, and what all its screens share.

Data flows one way: the instrument writes the session, a tick (`clock.py`) builds one snapshot of it at the play head, the
screen shows it; what keys change goes through the other parts. The first frame is drawn before NumPy or anything of the
engine is imported: a thread then loads them, and what was pressed meanwhile is done as soon as they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import AwaitMount

from ...engine.model.errors import UserError
from ...engine.text.printable import printable
from ..dialogs.dialog import Dialog
from ..lessons.lesson_part import Lessons
from ..terminal.daemon import on_daemon
from ..terminal.insides import with_styles_read
from ..terminal.shutdown import end_background
from ..terminal.steady_app import SteadyApp
from ..theme.themes import begin_with_theme, following
from ..widgets.app_screen import AppScreen
from . import backend as backends
from .backend import Backend, Inventory
from .choice import Choice
from .farewell import ask_to_leave, farewell
from .host import Refused, Said, Severity, T, attempt, nothing
from .key_table import bindings
from .keys import Keys
from .opening import Opening
from .palette_commands import Palette
from .parts.clock import BEAT_S, Clock
from .parts.last_study import LastStudies
from .parts.marks import Marks
from .parts.notices import Notices
from .parts.player import Player
from .parts.recordings import Recordings
from .parts.runs import Runs
from .parts.settings import Settings
from .parts.state import State
from .parts.studies import Studies
from .parts.watches import Watches
from .preferences import Preferences
from .tabs import TABS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...engine.pythons.installed import Interpreter


STYLES = Path(__file__).parent.parent / "theme" / "styles"


class ConcvizApp(SteadyApp):
    """concviz in a terminal."""

    TITLE = "concviz"
    NOTIFICATION_TIMEOUT = 6
    CSS_PATH: ClassVar[list[Path]] = [STYLES / name for name in ("app.tcss", "lab.tcss")]  # pyright: ignore[reportIncompatibleVariableOverride]
    DEFAULT_MODE = TABS[0].mode
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app")]

    def __init__(
        self,
        backend: Backend | None = None,
        *,
        load: Callable[[], Backend] = backends.load,
        find_pythons: Callable[[], Sequence[Interpreter]] | None = backends.load_pythons,
        choice: Choice | None = None,
        refresh_hz: float | None = None,
        theme: str | None = None,
        preferences: Preferences | None = None,
        begins_with: str = TABS[0].mode,
    ) -> None:
        vars(self)["DEFAULT_MODE"] = begins_with  # of this app alone, and Textual reads it at once
        super().__init__()
        self.preferences = preferences or Preferences()
        refresh_hz = refresh_hz or self.preferences.refresh_hz
        self.state = State(
            backend, choice or self.preferences.choice, backend.shelf if backend is not None else Inventory()
        )
        self.state.hints = self.preferences.hints
        self.clock, self.settings = Clock(self.state, self._base, refresh_hz), Settings(self.state, self)
        self.studies = Studies(self.state, self.clock, self)
        self.runs = Runs(self.state, self.clock, self, self.studies)
        self.lessons = Lessons(self.state, self.clock, self, self.studies)
        self.player, self.recordings = Player(self.state, self.clock, self), Recordings(self.state, self.clock, self)
        self.last_studies = LastStudies(self.state, self, self.recordings)
        self.marks = Marks(self.state, self.clock, self, self.recordings)
        self.watches = Watches(self.state, self.clock, self, backends.load)
        for tab in TABS:
            self.add_mode(tab.mode, partial(with_styles_read, self, partial(tab.make, self)))
        begin_with_theme(self, theme or self.preferences.theme)
        self.notices = Notices(self._hearers, self._later)
        self.keys, self.palette = Keys(self.preferences.keys), Palette()
        self.set_keymap(self.keys.known)
        self.opening = Opening(self.state, self, self.preferences, load, find_pythons)
        self.on_leaving: Callable[[int], None] | None = None
        """Called as soon as the app is asked to leave, with the exit code."""
        self._asked_to_leave = False

    # ------------------------------------------------------------------ life

    def on_mount(self) -> None:
        """Begin to tick; a recording begins at its first chapter."""
        quick = self.set_interval(1 / self.clock.refresh_hz, self.clock.quick, name="tick")
        self.clock.wake, self.clock.rest = quick.resume, quick.pause
        self.set_interval(BEAT_S, self.clock.beat, name="beat")
        if self.state.recorded is not None:
            self.recordings.enter()
        if problem := self.preferences.problem or self.keys.problem:
            self.notify(problem, severity="warning")

    def on_ready(self) -> None:
        """The first frame is on the screen: now load the engine."""
        if self.state.backend is None:
            self.screen.call_after_refresh(self.opening.begin, self._give_up)

    def _give_up(self, error: UserError) -> None:
        """There is no engine to be had, so there is nothing to show."""
        self.exit(1, return_code=1, message=Text(f"concviz: {error}"))

    def leave(self, code: int) -> None:
        """Leave as `q` does, with this exit code; from any thread."""
        self.call_soon(partial(self.exit, code, return_code=code))

    def exit(self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """As Textual's; whoever ends what goes on hears of it at once, not after all screens are taken down."""
        self._asked_to_leave = True
        if self.on_leaving is not None:
            self.on_leaving(return_code)
        super().exit(result, return_code, message)

    def farewell(self) -> str:
        """What is said in the terminal after leaving: under which name the session is recorded, and how to open it."""
        return farewell(self.state)

    def close_backend(self) -> None:
        """End the run and the recording; from any thread, and may be called again."""
        self.opening.leave()
        self.lessons.end()
        end_background()
        self.studies.end()
        self.opening.close()
        self.watches.close()

    # ------------------------------------------------------------------ what its parts ask for

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """One line for the user in the place of the last one; never read as markup, whatever `markup` says."""
        self.clear_notifications()
        words, above = printable(message, lined=True), printable(title)
        super().notify(words, title=above, severity=severity, timeout=timeout, markup=False)
        self.notices.say(Said(f"{above}: {words}" if above else words, severity), timeout)

    def clear_notifications(self) -> None:
        """As Textual's; nothing is said any more."""
        super().clear_notifications()
        self.notices.say(None)

    def _hearers(self) -> Iterable[AppScreen | Dialog[Any]]:
        """The screen, and what stands above it."""
        found = (self._base(), self.screen if self.screen_stack else None)
        return [each for each in found if isinstance(each, AppScreen | Dialog)]

    def _later(self, after_s: float, act: Callable[[], object]) -> Timer | None:
        return self.set_timer(after_s, act) if self.is_running else None

    def work(self, act: Callable[[], T], then: Callable[[T], object], name: str, refused: Refused = nothing) -> None:
        """Do `act` on a thread, and hand what it returns to `then` in the app's own; `refused` where it can't be done."""

        async def wait() -> None:
            self.call_soon(await on_daemon(partial(attempt, act, then, self._refuse, refused), name))

        self.run_worker(wait, name=name)

    def _refuse(self, error: UserError) -> None:
        self.notify(str(error), severity="warning")

    def call_soon(self, act: Callable[[], object]) -> None:
        """Do it between two messages of the app; from any thread."""
        self.call_later(act)

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do it now, or as soon as the engine is there: a key pressed early is not lost."""
        if self.state.backend is not None:
            attempt(act, lambda _: None, self._refuse)()
        else:
            self.opening.wait(act)

    def ask(self, title: str, question: str, value: str, then: Callable[[str], object]) -> None:
        """Let the user type one line."""
        from ..dialogs.prompt import PromptScreen

        def done(text: str | None) -> None:
            if text is not None and text.strip():
                then(text)

        self.push_screen(PromptScreen(title, question, value), done)

    def list_marks(self) -> None:
        """Show what there is to go to, correct and delete."""
        from ..dialogs.marks_screen import MarksScreen

        self.push_screen(MarksScreen(self.marks, self.recordings, self))

    def export(self, path: Path, run: int | None = None) -> None:
        """Choose a format and export the recording at `path`; `run` is the one on the screen."""
        from ..export.export_screen import ExportScreen

        self.push_screen(ExportScreen(path, self, run))

    # ------------------------------------------------------------------ its screens

    def _base(self) -> AppScreen | None:
        """The screen below all that was opened above it; None where it isn't composed, or is being taken down."""
        base = next(iter(self.screen_stack), None) if self.is_running else None
        return base if isinstance(base, AppScreen) and base.ready else None

    def show_choice(self) -> None:
        """Show what is chosen now."""
        if (base := self._base()) is not None:
            base.show_choice()

    def show_recordings(self) -> None:
        """Show which recordings there are now."""
        if (base := self._base()) is not None:
            base.show_recordings()

    def show_property(self, name: str, column: str) -> None:
        """Show this cell of the table of differences."""
        self.switch_mode("differences")
        if self.screen_stack and isinstance(base := self.screen_stack[0], AppScreen):
            base.show_property(name, column)

    async def action_quit(self) -> None:
        """Leave; while something is being measured, after asking."""
        ask_to_leave(self, self.state.going_on, self.watches.held, self.watches.exit_code)

    def action_look_at(self) -> None:
        """Pick a program that runs, to be looked at."""
        from ..watch.process_picker import look_at

        look_at(self, self.watches.attach)

    def switch_mode(self, mode: str) -> AwaitMount:
        """As Textual's; a screen that is asked for while the app leaves would come up among those being taken down."""
        return AwaitMount(self.screen, []) if self._asked_to_leave else super().switch_mode(mode)

    def action_tab(self, mode: str) -> None:
        """Another screen, and the session that belongs to it."""
        self.watches.follow(mode)
        self.switch_mode(mode)

    def action_help(self) -> None:
        """All keys, colours and words."""
        from ..help.help_screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.state.snapshot))

    def action_explain(self) -> None:
        """What the panel, figure or word that has the focus is."""
        if isinstance(screen := self.screen, AppScreen):
            from ..help.explain import explain

            explain(self, self, screen)

    def action_next_theme(self) -> None:
        """The next theme."""
        self.action_use_theme(following(self.theme))

    def action_use_theme(self, name: str) -> None:
        """This theme, from now on."""
        self.theme = name
        self.preferences.remember_theme(name)

    def action_copy_results(self) -> None:
        """Put the results on the clipboard (through the terminal, OSC 52)."""
        from ..watch.copied import copy_results

        copy_results(self.state.snapshot, self)

    def action_command_palette(self) -> None:
        """Everything that can be done here, and all words, by typing."""
        if isinstance(screen := self.screen, AppScreen):
            self.palette.open(self, screen)
