"""How the Lab's keys move through time and mark it: pause, rewind, play, chapters, captions, keeping."""

from __future__ import annotations

from textual.binding import Binding

from ..app.play_head import LEAP_US, STEP_US, Live, Playing
from ..widgets.footer import Key
from .views import Views

TIME = (
    Binding("space", "pause", "pause, and go on; play a recording", id="time.pause"),
    Binding("left", f"rewind({-STEP_US})", "1 s back", id="time.back"),
    Binding("right", f"rewind({STEP_US})", "1 s on", id="time.on"),
    Binding("shift+left", f"rewind({-LEAP_US})", "10 s back", id="time.back10"),
    Binding("shift+right", f"rewind({LEAP_US})", "10 s on", id="time.on10"),
    Binding("home", "rewind_to_start", "to the beginning", id="time.home"),
    Binding("end", "live", "to the end: live", id="time.live"),
    Binding("left_square_bracket", "chapter(-1)", "chapter before", id="time.chapter-before"),
    Binding("right_square_bracket", "chapter(1)", "next chapter", id="time.chapter-after"),
    Binding("less_than_sign", "speed(-1)", "play slower", id="time.slower"),
    Binding("greater_than_sign", "speed(1)", "play faster", id="time.faster"),
    Binding("i", "skip_idle", "skip what is idle, or don't", id="time.idle"),
    Binding("b", "set_chapter", "set a chapter here", id="time.chapter"),
    Binding("n", "set_note", "set a caption here", id="time.note"),
    Binding("R", "keep", "keep this session under a name", id="time.keep"),
    Binding("e", "export", "export this session", id="time.export"),
    Binding("l", "leave_recording", "leave the recording, back to live", id="time.leave"),
)
"""The keys of time."""


class Travelling(Views):
    """The part of the Lab that moves through time."""

    def time_keys(self) -> tuple[Key, ...]:
        """The footer's entries while a recording is replayed."""
        app = self.lab_app
        playing = isinstance(app.head, Playing)
        return (
            Key("space", "pause" if playing else "play", "screen.pause", 100),
            Key("←→", "1 s", "screen.rewind(-1000000)", 94),
            Key("shift ←→", "10 s", "screen.rewind(-10000000)", 60),
            Key("[ ]", "chapters", "screen.chapter(1)", 93),
            Key("< >", f"speed {app.speed:g}x", "screen.speed(1)", 91),
            Key("i", "all" if app.skip_idle else "skip idle", "screen.skip_idle", 58),
            Key("b", "chapter", "screen.set_chapter", 50),
            Key("n", "caption", "screen.set_note", 49),
            Key("e", "export", "screen.export", 70),
            *((Key("R", "keep", "screen.keep", 48),) if not app.is_kept else ()),
            *((Key("l", "live", "screen.leave_recording", 89),) if app.has_live else ()),
        )

    def mark_keys(self) -> tuple[Key, ...]:
        """The footer's entries that mark and keep a live session."""
        return (
            Key("b", "chapter", "screen.set_chapter", 44),
            Key("n", "caption", "screen.set_note", 28),
            *((Key("R", "keep", "screen.keep", 57),) if not self.lab_app.is_kept else ()),
            Key("e", "export", "screen.export", 38),
            *(() if isinstance(self.lab_app.head, Live) else (Key("< >", "play", "screen.speed(-1)", 43),)),
        )

    def action_pause(self) -> None:
        """Pause, or go on."""
        self.lab_app.toggle_pause()

    def action_rewind(self, by_us: int) -> None:
        """Move the play head."""
        self.lab_app.move_head(by_us)

    def action_rewind_to_start(self) -> None:
        """Move the play head to the beginning of the session."""
        self.lab_app.move_head(None)

    def action_live(self) -> None:
        """Follow the end of the session again."""
        self.lab_app.go_live()

    def action_chapter(self, by: int) -> None:
        """The chapter before (-1) or after (1)."""
        self.lab_app.go_chapter(by)

    def action_speed(self, by: int) -> None:
        """Slower (-1) or faster (1)."""
        self.lab_app.change_speed(by)

    def action_skip_idle(self) -> None:
        """Skip idle stretches while playing, or don't."""
        self.lab_app.toggle_idle()
        self.show_keys()

    def action_set_chapter(self) -> None:
        """A chapter at the play head."""
        self.lab_app.ask_chapter()

    def action_set_note(self) -> None:
        """A caption at the play head."""
        self.lab_app.ask_note()

    def action_keep(self) -> None:
        """Keep the session under a name."""
        self.lab_app.ask_name()

    def action_export(self) -> None:
        """Export the session."""
        self.lab_app.ask_export()

    def action_leave_recording(self) -> None:
        """Back to the live session."""
        if self.lab_app.replaying:
            self.lab_app.close_recording()
