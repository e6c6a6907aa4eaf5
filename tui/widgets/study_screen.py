"""What the screens of comparisons and differences have in common: header, footer, the session's time, and frames that fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.widget import Widget

from ..lab.time_keys import TIME, Travelling
from .caption_line import CaptionLine
from .footer import Footer, Key
from .header import Header
from .panel import Panel
from .time_bar import TimeBar

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot

SHEET = Path(__file__).parent.parent / "theme" / "styles" / "studies.tcss"
WIDTHS = [(0, "-slim"), (72, "-narrow"), (110, "-normal"), (160, "-wide")]
HEIGHTS = [(0, "-flat"), (18, "-short"), (32, "-tall"), (48, "-high")]


def time_keys(*without: str) -> list[BindingType]:
    """The keys of time, but for those that mean something else on a screen."""
    return [
        binding for binding in TIME if isinstance(binding, Binding) and not set(binding.key.split(",")) & set(without)
    ]


class Studying(Travelling):
    """A screen that shows the session at the play head, like the Lab, but something else of it."""

    AUTO_FOCUS = ""
    CSS_PATH = SHEET
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    IDLE = ""
    """What a key begins here, for whoever wants to stop something where nothing is going on."""

    @property
    def live(self) -> bool:
        """Whether anything can be measured; not in a session that was read from a file."""
        return self.lab_app.backend is None or self.lab_app.backend.instrument is not None

    def compose(self) -> ComposeResult:
        """What this screen has of its own, between header and time."""
        self._classes_of_size(self.app.size)
        yield Header()
        yield Footer()
        yield from self.body()
        yield CaptionLine()
        yield TimeBar(id="time", classes="panel")

    def body(self) -> Iterator[Widget]:
        """The screen's own widgets."""
        raise NotImplementedError

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        raise NotImplementedError

    def show_views(self, snapshot: Snapshot) -> None:
        """Show what this screen has of its own."""
        raise NotImplementedError

    def _classes_of_size(self, size: Size) -> None:
        for length, breakpoints in ((size.width, WIDTHS), (size.height, HEIGHTS)):
            self.add_class(max(each for each in breakpoints if each[0] <= length)[1], update=False)

    def show(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """Show this snapshot."""
        self.query_one(Header).show(snapshot, self.lab_app.recording(snapshot), self.lab_app.recording_name)
        self.query_one(CaptionLine).show(snapshot.caption)
        time = self.query_one(TimeBar)
        time.mode = self.lab_app.mode_of_time()
        time.show(snapshot)
        self.show_views(snapshot)
        self.show_keys()

    def show_again(self) -> None:
        """Draw the last snapshot again: a row was marked."""
        if self.lab_app.snapshot is not None:
            self.show_views(self.lab_app.snapshot)
        self.show_keys()

    def show_keys(self) -> None:
        """Write the footer as things stand."""
        self.query_one(Footer).show(self.keys(self.lab_app.running))

    def on_screen_resume(self) -> None:
        """Whoever comes back sees what there is now."""
        self.call_after_refresh(self.lab_app.tick, force=True)

    def on_resize(self, _event: Resize) -> None:
        """Another size, other frames."""
        self.fit_frames()
        self.call_after_refresh(self.show_again)

    def fit_frames(self) -> None:
        """Frames cost two lines each: small screens have one or none."""
        height = self.size.height
        for panel in self.query(Panel):
            if panel.id != "time":
                panel.frame = "bare" if height < 18 else "rule" if height < 32 else "round"

    def on_time_bar_seek(self, message: TimeBar.Seek) -> None:
        """A click on the time bar."""
        self.lab_app.seek(message.t_us)

    def action_stop(self) -> None:
        """Stop what is measured."""
        self.lab_app.soon(self._stop)

    def _stop(self) -> None:
        app = self.lab_app
        if app.running or not self.live:
            app.stop_run()
        else:
            app.say(f"Nothing is running: {self.IDLE}.")

    def open_word(self, name: str) -> None:
        """What a word means; from there one can go to what shows it."""
        from ...engine.differences.differences_page import differences_page
        from ..help.concept_screen import ConceptScreen

        app = self.lab_app
        session = app.backend.session if app.backend is not None else None
        page = differences_page(session, app.snapshot.t_us if app.snapshot is not None else None) if session else None
        screen = ConceptScreen(name, page)

        def done(next_step: str | None) -> None:
            concept = screen.concept
            if next_step == "help":
                app.action_help()
            elif next_step == "run":
                app.choose(task=concept.run[0], model=concept.run[1], items=None)
                app.switch_mode("lab")
                app.say(f"{concept.run[0]} with {concept.run[1]} is chosen: r runs it.")
            elif next_step == "differences":
                app.switch_mode("differences")
                app.call_later(self._show_property, concept.difference, concept.column)

        app.push_screen(screen, done)

    def _show_property(self, name: str, column: str) -> None:
        show = getattr(self.lab_app.screen, "show_property", None)
        if show is not None:
            show(name, column)

    def shared_keys(self) -> tuple[Key, ...]:
        """The footer's entries that all of these screens have."""
        return (
            Key("space", "pause" if self.lab_app.mode_of_time() == "live" else "go on", "screen.pause", 40),
            Key("?", "what is it", "screen.word", 80),
            Key("F1", "help", "app.help", 90),
            Key("^p", "palette", "app.command_palette", 50),
            Key("q", "quit", "app.quit", 96),
        )
