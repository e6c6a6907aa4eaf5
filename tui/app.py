"""The application: what is chosen, where the play head stands, one tick for all screens, and the run's beginning and end.

Data flows one way: the instrument writes the session, a tick builds one snapshot of it at the play head, the screen on
top shows it. The first frame is drawn before NumPy or anything of the engine is imported; `_open` then loads them on a
thread, and what was pressed meanwhile is done as soon as they are there.

The tick is cheap when nothing happens: at full rate (4 Hz) while a run goes on and for 2 s after, else once a second,
and not at all where neither the session nor the play head has changed.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from . import backend as backends
from .backend import Backend, Shelf
from .choice import Choice
from .commandlist import commands
from .playhead import Live, Paused, PlayHead, moved, position, toggled
from .tabs import TABS
from .themes import DEFAULT, THEMES, following

if TYPE_CHECKING:
    from ..engine.analysis.snapshot import Snapshot

IDLE_EVERY_S = 1.0
AFTERGLOW_S = 2.0
"""How long after a run's end the tick stays at full rate, so that the end is seen as it happened."""


class ConcvizApp(App[int]):
    """concviz in a terminal."""

    TITLE = "concviz"
    CSS_PATH: ClassVar[list[str]] = ["styles/app.tcss", "styles/lab.tcss", "styles/above.tcss"]  # pyright: ignore[reportIncompatibleVariableOverride]
    MODES: ClassVar[dict[str, Any]] = {tab.mode: tab.make for tab in TABS}
    DEFAULT_MODE = TABS[0].mode
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(tab.key, f"tab('{tab.mode}')", tab.title, id=f"app.{tab.mode}") for tab in TABS),
        Binding("question_mark,f1", "help", "help", id="app.help"),
        Binding("d", "next_theme", "dark, light, the terminal's own colours", id="app.theme"),
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

    class Begun(Message):
        """A run was handed to the instrument (`problem` ''), or refused with one sentence."""

        def __init__(self, problem: str = "") -> None:
            super().__init__()
            self.problem = problem

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
        super().__init__()
        for name in list(self.available_themes):
            self.unregister_theme(name)
        for own in THEMES.values():
            self.register_theme(own)
        self.theme = theme
        self.choice = choice or Choice()
        self.head: PlayHead = Live()
        self.shelf = backend.shelf if backend is not None else Shelf()
        self.snapshot: Snapshot | None = None
        self.backend = self._held = backend
        self.on_leave: Callable[[int], None] | None = None
        """Called with the exit code when a signal ends the app."""
        self._load, self._find_pythons = load, find_pythons if backend is None else None
        self._refresh_hz = refresh_hz
        self._waiting: list[Callable[[], object]] = []
        self._starting = False
        self._stop_wanted = False
        self._seen: tuple[object, ...] = ()
        self._skipped = 0
        self._glow = 0

    # ------------------------------------------------------------------ life

    def on_mount(self) -> None:
        """Begin to tick; load the engine once the first frame is out."""
        self._take_signals()
        self.set_interval(1 / self._refresh_hz, self.tick, name="tick")
        if self.backend is None:
            self.call_after_refresh(self.run_worker, self._open, thread=True, name="open")

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

    def on_concviz_app_pythons_found(self, message: PythonsFound) -> None:
        """Offer the interpreters."""
        if self.backend is not None:
            self.shelf = replace(self.shelf, pythons=tuple(message.pythons))
            self._choice_changed()

    def soon(self, act: Callable[[], object]) -> None:
        """Do it now, or as soon as the engine is there: a key pressed early is not lost."""
        if self.backend is not None:
            act()
        else:
            self._waiting.append(act)

    def _take_signals(self) -> None:
        """The terminal was closed, or someone ended us: leave as `q` does."""
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self._leave, 128 + number)
                except (NotImplementedError, RuntimeError, ValueError):
                    return  # not the main thread (tests, web server) or not this system: its default action stays

    def _leave(self, code: int) -> None:
        if self.on_leave is not None:
            self.on_leave(code)
        self.exit(code, return_code=code)

    def close_backend(self) -> None:
        """End the run and the recording; may be called again."""
        held = self._held
        if held is not None and held.instrument is not None:
            held.instrument.close()

    # ------------------------------------------------------------------ the tick

    @property
    def running(self) -> bool:
        """Whether a run is going on, its start included."""
        instrument = self.backend.instrument if self.backend is not None else None
        return self._starting or (instrument is not None and instrument.running)

    def length_us(self) -> int:
        """How long the session is by now."""
        if self.backend is None:
            return 0
        session = self.backend.session
        return session.length_us if self.backend.instrument is None else max(session.length_us, session.now_us())

    def recording(self, snapshot: Snapshot) -> bool | None:
        """Whether the session is written to disk; None for one that was read from there."""
        if self.backend is None or self.backend.instrument is None:
            return None
        return all(what != "recording" for what, _why in snapshot.missing)

    def tick(self, force: bool = False) -> None:
        """Build one snapshot and show it, if there can be anything new in it."""
        if self.backend is None or not (force or self._due()):
            return
        length_us = self.length_us()
        seen = (self.head, self.backend.session.length_us, self.running, length_us // 1_000_000)
        if seen == self._seen and not force:
            return
        self._seen = seen
        screen = self.screen_stack[0]
        options = getattr(screen, "view_options", dict)()
        t_us = None if isinstance(self.head, Live) else position(self.head, length_us)
        self.snapshot = self.backend.snapshot(self.backend.session, t_us, live_us=length_us, **options)
        show = getattr(screen, "show", None)
        if show is not None:
            show(self.snapshot)

    def _due(self) -> bool:
        """Whether this tick counts: each one during a run and shortly after, else one a second."""
        live = isinstance(self.head, Live)
        if self.running and live:
            self._glow = round(AFTERGLOW_S * self._refresh_hz)
            return True
        self._skipped += 1
        if self._glow > 0 and live:
            self._glow -= 1
            return True
        if self._skipped >= IDLE_EVERY_S * self._refresh_hz:
            self._skipped = 0
            return True
        return False

    # ------------------------------------------------------------------ what keys change

    def choose(self, **fields: Any) -> None:
        """Change what is chosen for the next run."""
        self.choice = self.choice.changed(**fields)
        self._choice_changed()

    def _choice_changed(self) -> None:
        show = getattr(self.screen_stack[0], "show_choice", None) if self._screen_stack else None
        if show is not None:
            show()

    def begin_run(self) -> None:
        """Start what is chosen, on a thread (asking another Python for its packages takes a moment)."""
        self.soon(self._begin_run)

    def _begin_run(self) -> None:
        from ..engine.plan import PlanError

        instrument = self.backend.instrument if self.backend is not None else None
        if instrument is None:
            self.say("This session was read from a file: nothing can be run in it.", "warning")
            return
        if self.running:
            self.say("A run is going on: s stops it.", "warning")
            return
        try:
            plan = self.choice.plan()
        except PlanError as error:
            self.say(str(error), "warning")
            return
        self._starting, self.head = True, Live()
        self.run_worker(partial(self._start, instrument, plan), thread=True, name="start")
        self.tick(force=True)

    def _start(self, instrument: backends.InstrumentLike, plan: Any) -> None:
        from ..engine.plan import PlanError

        try:
            instrument.start(plan)
        except PlanError as error:
            self.post_message(self.Begun(str(error)))
        else:
            self.post_message(self.Begun())

    def on_concviz_app_begun(self, message: Begun) -> None:
        """It runs, or one line says why it can't."""
        self._starting = False
        if message.problem:
            self.say(message.problem, "warning")
        elif self._stop_wanted and self.backend is not None and self.backend.instrument is not None:
            self.backend.instrument.stop()
        self._stop_wanted = False
        self.tick(force=True)

    def stop_run(self) -> None:
        """Ask the run to end."""
        self.soon(self._stop_run)

    def _stop_run(self) -> None:
        instrument = self.backend.instrument if self.backend is not None else None
        if instrument is None or not self.running:
            self.say("Nothing is running: r runs what is chosen.")
            return
        self._stop_wanted = self._starting
        if not self._starting:
            instrument.stop()
        self.say("Stopping …")

    def toggle_pause(self) -> None:
        """Hold the picture, or go back to live; the run goes on."""
        self._move(toggled(self.head, self.length_us()))

    def move_head(self, by_us: int | None) -> None:
        """Move the play head, or (None) to the beginning."""
        self._move(Paused(0) if by_us is None else moved(self.head, by_us, self.length_us()))

    def seek(self, t_us: int) -> None:
        """Put the play head there; at the very end it is live."""
        self._move(Live() if t_us >= self.length_us() else Paused(t_us))

    def mode_of_time(self) -> str:
        """`live`, `paused` or `replay`, as the time bar says it."""
        if isinstance(self.head, Paused):
            return "paused"
        return "live" if self.backend is not None and self.backend.instrument is not None else "replay"

    def go_live(self) -> None:
        """Follow the end again."""
        self._move(Live())

    def _move(self, head: PlayHead) -> None:
        if self.backend is not None and head != self.head:
            self.head = head
            self.tick(force=True)

    # ------------------------------------------------------------------ the rest

    def say(self, text: str, kind: str = "information") -> None:
        """One line for the user, for some seconds; `kind`: `information`, `warning` or `error`."""
        self.clear_notifications()
        self.notify(text, severity=kind, timeout=6, markup=False)  # pyright: ignore[reportArgumentType]

    def action_tab(self, mode: str) -> None:
        """Another screen."""
        self.switch_mode(mode)

    def action_help(self) -> None:
        """All keys, colours and words."""
        from .screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.snapshot))

    def action_next_theme(self) -> None:
        """The next theme."""
        self.theme = following(self.theme)

    def action_use_theme(self, name: str) -> None:
        """This theme."""
        self.theme = name

    def action_copy_results(self) -> None:
        """Put the results on the clipboard (through the terminal, OSC 52)."""
        from .results import results_text

        text = results_text(self.snapshot) if self.snapshot is not None else ""
        if text:
            self.copy_to_clipboard(text)
        self.say("Results copied." if text else "There is nothing to copy yet: r runs what is chosen.")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Everything that the palette offers."""
        return commands(self, screen)


def launch(*, refresh_hz: float = 4.0) -> int:
    """Run the app in this terminal until it is left; the exit code is 2 where it can't be shown here (one line says why)."""
    from .launch import launched

    return launched(lambda: ConcvizApp(refresh_hz=refresh_hz))
