"""The keys of time, which all screens have that show the session: pause, rewind, play, chapters, captions, keeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.binding import Binding

from ..app.contract import Concviz
from ..app.parts.play_head import LEAP_US, STEP_US, Live, Playing
from .footer import Key

TIME = (
    Binding("space", "time('pause')", "pause, and go on; play a recording", id="time.pause"),
    Binding("left", f"time('rewind', {-STEP_US})", "1 s back", id="time.back"),
    Binding("right", f"time('rewind', {STEP_US})", "1 s on", id="time.on"),
    Binding("shift+left", f"time('rewind', {-LEAP_US})", "10 s back", id="time.back10"),
    Binding("shift+right", f"time('rewind', {LEAP_US})", "10 s on", id="time.on10"),
    Binding("home", "time('rewind_to_start')", "to the beginning", id="time.home"),
    Binding("end", "time('live')", "to the end: live", id="time.live"),
    Binding("left_square_bracket", "time('chapter', -1)", "chapter before", id="time.chapter-before"),
    Binding("right_square_bracket", "time('chapter', 1)", "next chapter", id="time.chapter-after"),
    Binding("less_than_sign", "time('speed', -1)", "play slower", id="time.slower"),
    Binding("greater_than_sign", "time('speed', 1)", "play faster", id="time.faster"),
    Binding("i", "time('skip_idle')", "skip what is idle, or don't", id="time.idle"),
    Binding("b", "time('set_chapter')", "set a chapter here", id="time.chapter"),
    Binding("n", "time('set_note')", "set a caption here", id="time.note"),
    Binding("u", "time('undo')", "undo a mark or a deletion", id="time.undo"),
    Binding("R", "time('keep')", "keep this session under a name", id="time.keep"),
    Binding("e", "time('export')", "export this session", id="time.export"),
    Binding("l", "time('leave_recording')", "leave the recording, back to live", id="time.leave"),
)
"""All of them; what each does stands in `TimeKeys`."""


def time_bindings(*without: str) -> list[Binding]:
    """The keys of time, but for those that mean something else on a screen."""
    return [binding for binding in TIME if not set(binding.key.split(",")) & set(without)]


class TimeKeys:
    """What they do, and what a footer offers of them."""

    def __init__(self, concviz: Concviz) -> None:
        self._concviz = concviz
        player, marks = concviz.player, concviz.marks
        self._acts: dict[str, Callable[..., Any]] = {
            "pause": player.toggle_pause,
            "rewind": player.move,
            "rewind_to_start": player.rewind,
            "live": player.go_live,
            "chapter": player.go_chapter,
            "speed": player.change_speed,
            "skip_idle": player.toggle_idle,
            "set_chapter": marks.ask_chapter,
            "set_note": marks.ask_note,
            "undo": marks.undo,
            "keep": marks.ask_name,
            "export": marks.ask_export,
            "leave_recording": concviz.recordings.leave,
        }

    def act(self, verb: str, *arguments: int) -> None:
        """Do what the key means."""
        self._acts[verb](*arguments)

    def replaying(self) -> tuple[Key, ...]:
        """The footer's entries while a recording is replayed."""
        state, player = self._concviz.state, self._concviz.player
        playing = isinstance(state.head, Playing)
        return (
            Key("space", "pause" if playing else "play", "screen.time('pause')", 100),
            Key("←→", "1 s", f"screen.time('rewind', {-STEP_US})", 94),
            Key("shift ←→", "10 s", f"screen.time('rewind', {-LEAP_US})", 60),
            Key("[ ]", "chapters", "screen.time('chapter', 1)", 93),
            Key("< >", f"speed {player.speed:g}x", "screen.time('speed', 1)", 91),
            Key("i", "all" if self._concviz.clock.skip_idle else "skip idle", "screen.time('skip_idle')", 58),
            Key("b", "chapter", "screen.time('set_chapter')", 50),
            Key("n", "caption", "screen.time('set_note')", 49),
            Key("e", "export", "screen.time('export')", 70),
            *((Key("R", "keep", "screen.time('keep')", 48),) if not state.is_kept else ()),
            *((Key("l", "live", "screen.time('leave_recording')", 89),) if state.aside is not None else ()),
        )

    def marking(self) -> tuple[Key, ...]:
        """The footer's entries that mark and keep a live session."""
        state = self._concviz.state
        return (
            Key("b", "chapter", "screen.time('set_chapter')", 44),
            Key("n", "caption", "screen.time('set_note')", 28),
            *((Key("R", "keep", "screen.time('keep')", 57),) if not state.is_kept else ()),
            Key("e", "export", "screen.time('export')", 38),
            *(() if isinstance(state.head, Live) else (Key("< >", "play", "screen.time('speed', -1)", 43),)),
        )
