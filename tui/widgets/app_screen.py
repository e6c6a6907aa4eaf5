"""The base of the app's screens: header, footer, frames that fit, and being told things at any moment.

Screens are made by the app when they are first shown, and are then switched between: one may be shown, left, resized, themed
and told things before it is composed. So what they are told is told to widgets that they hold from the beginning, which draw
it once they are there; the clock shows snapshots to a screen that is `ready` and to no other, and a screen asks for one
as soon as it is. Nothing is looked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.events import Resize, ScreenResume
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from ..app.contract import Concviz
from ..app.host import Said
from ..app.parts.clock import Windows
from ..terminal.compositor import at_once, paint_changes
from .caption_line import CaptionLine, NoticeLine
from .footer import Footer, Key
from .header import Header
from .time_keys import TimeKeys

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from .panel import Panel
    from .time_bar import TimeBar

WIDTHS = [(0, "-slim"), (72, "-narrow"), (110, "-normal"), (160, "-wide")]
HEIGHTS = [(0, "-flat"), (18, "-short"), (32, "-tall"), (48, "-high")]
"""Classes of the screen from so many columns or rows on; the layouts stand in the style sheets."""


class AppScreen(Screen[None]):
    """A screen of the app. Subclasses write `body`, `keys` and, if they show the session, `show_views`."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS: ClassVar[tuple[str, ...]] = ()
    """Groups and ids of the key table: the keys that it has."""
    WORDS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Words of this screen and what they mean, for the help."""

    def __init__(self, concviz: Concviz, id: str) -> None:
        super().__init__(id=id)
        self.concviz = concviz
        self.ready = False
        """Whether it is composed and not being taken down."""
        self._asked = self._shown = False
        self.header, self.footer, self.caption, self.notice = Header(), Footer(), CaptionLine(), NoticeLine()
        self.time_bar: TimeBar | None = None
        self.panels: Sequence[Panel] = ()
        """Those with a frame."""
        self.time_keys = TimeKeys(concviz)
        paint_changes(self)

    def compose(self) -> ComposeResult:
        """What this screen has of its own below header and footer."""
        self._add_classes_of(self.app.size)
        yield self.header
        yield self.footer
        yield from self.body()

    def body(self) -> Iterator[Widget]:
        """The screen's own widgets."""
        raise NotImplementedError

    def foot(self) -> Iterator[Widget]:
        """The caption, the session's time and what the app says, for a body that ends with them."""
        from .time_bar import TimeBar

        self.time_bar = TimeBar(id="time", classes="panel")
        yield self.caption
        yield self.time_bar
        yield self.notice

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        raise NotImplementedError

    def _add_classes_of(self, size: Size) -> None:
        """The classes that the first resize event will bring: with them here the first frame is laid out once."""
        for length, breakpoints in (
            (size.width, self.HORIZONTAL_BREAKPOINTS or ()),
            (size.height, self.VERTICAL_BREAKPOINTS or ()),
        ):
            self.add_class(max(each for each in breakpoints if each[0] <= length)[1], update=False)

    def on_mount(self) -> None:
        """It is composed: show what there is."""
        self.ready = True
        self.show_keys()
        self.concviz.clock.tick(force=True)  # for the keys that wait; it has no size yet
        self._show_soon()

    def on_unmount(self) -> None:
        """It has nothing left to show anything on."""
        self.ready = False

    @on(ScreenResume)
    def keep_new_styles(self, event: ScreenResume) -> None:
        """Textual gives a screen its styles anew as it comes back; one that is new has just been given them, widget by widget."""
        event.refresh_styles, self._shown = self._shown, True

    def on_screen_resume(self) -> None:
        """Whoever comes back sees what there is now, and hears what is being said."""
        self.tell(self.concviz.notices.said)
        self._show_soon()

    def on_resize(self, _event: Resize) -> None:
        """Another size, other frames."""
        self.fit_frames()
        self._show_soon()

    def _show_soon(self) -> None:
        """Show what there is after the next refresh: once, however many ask for it."""
        if not self._asked:
            self._asked = True
            self.call_after_refresh(self._show_now)

    def _show_now(self) -> None:
        self._asked = False
        self.concviz.clock.tick(force=True)
        self.show_keys()

    # ------------------------------------------------------------------ what it is told

    def tell(self, said: Said | None) -> None:
        """What the app says, None for nothing any more."""
        self.notice.tell(said)

    def on_timeline_panel_window_changed(self) -> None:
        """Another zoom or size: another window of time."""
        self.call_later(self.concviz.clock.tick, force=True)

    def windows(self) -> Windows | None:
        """The windows of time that it has room for; None where it shows none."""
        return None

    def show(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """Show this snapshot; what is read rather than watched only with `everything`: at 4 Hz nobody could read it."""
        state = self.concviz.state
        with at_once(self):
            subject = self.shown_in_short(snapshot)
            self.header.show(snapshot, state.recording(snapshot), state.recording_name, subject=subject)
            self.caption.show(snapshot.caption)
            if self.time_bar is not None and everything:
                self.time_bar.mode = state.mode_of_time
                self.time_bar.show(snapshot)
            self.show_views(snapshot, everything=everything)
            self.show_keys()
        self.concviz.settings.follow_recording()

    def show_views(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """Show what this screen has of its own."""

    def shown_in_short(self, snapshot: Snapshot) -> tuple[str, ...]:
        """What is shown, for the header, where there is no line for it; () where there is."""
        return ()

    def show_again(self) -> None:
        """Draw the last snapshot again: a row was marked, or the size is another."""
        if self.concviz.state.snapshot is not None:
            self.show_views(self.concviz.state.snapshot)
        self.show_keys()

    def show_choice(self) -> None:
        """Show what is chosen now."""

    def show_recordings(self) -> None:
        """Show which recordings there are now."""

    def show_property(self, name: str, column: str = "") -> None:
        """Show this cell of the table of differences."""

    def show_keys(self) -> None:
        """Write the footer as things stand."""
        self.footer.show(self.keys(self.concviz.state.running))

    def fit_frames(self) -> None:
        """Frames cost two lines each: small screens have one or none."""
        height = self.size.height
        for panel in self.panels:
            fitting = "bare" if height < 18 or panel.WHOLE else "rule" if height < 32 else "round"
            panel.frame = "round" if panel.has_class("-zoomed") and not panel.WHOLE else fitting

    # ------------------------------------------------------------------ what keys do

    def subject(self) -> str:
        """What `?` explains now: a figure (`help.figures`) or a word of the subject; '' for a choice of all."""
        return ""

    def action_time(self, verb: str, *arguments: int) -> None:
        """A key of time."""
        self.time_keys.act(verb, *arguments)
        self.show_keys()

    def on_time_bar_seek(self, message: TimeBar.Seek) -> None:
        """A click on the time bar."""
        self.concviz.player.seek(message.t_us)

    def action_noop(self) -> None:
        """What a click on a key that needs a focused row does: nothing."""
