"""The keys of time, which all screens have that show the session: pause, rewind, play, chapters, captions, keeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..app.contract import Concviz
from ..app.parts.play_head import Live, Playing
from .footer import Key, key

FASTER = "screen.time('speed', 1)"


class TimeKeys:
    """What they do, and what a footer offers of them."""

    def __init__(self, concviz: Concviz) -> None:
        self._concviz = concviz
        player, marks, recordings = concviz.player, concviz.marks, concviz.recordings
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
            "list_marks": marks.ask_marks,
            "undo": recordings.undo,
            "keep": recordings.ask_name,
            "export": recordings.ask_export,
            "leave_recording": recordings.leave,
        }

    def act(self, verb: str, *arguments: int) -> None:
        """Do what the key means."""
        self._acts[verb](*arguments)

    def replaying(self) -> tuple[Key, ...]:
        """The footer's entries while a recording is replayed."""
        state, player = self._concviz.state, self._concviz.player
        playing = isinstance(state.head, Playing)
        return (
            key("time.pause", label="pause" if playing else "play", weight=100),
            key("time.left", "time.right", weight=94),
            key("time.left10", "time.right10", weight=60),
            key("time.before", "time.after", action="screen.time('chapter', 1)", weight=93),
            key("time.slower", "time.faster", label=f"speed {player.speed:g}x", action=FASTER, weight=91),
            key("time.idle", label="all" if self._concviz.clock.skip_idle else "", weight=58),
            key("time.chapter", weight=50),
            key("time.caption", weight=49),
            key("time.marks", weight=47),
            key("time.export", weight=70),
            *((key("time.keep", weight=48),) if not state.is_kept else ()),
            *((key("time.leave", weight=89),) if state.aside is not None else ()),
        )

    def marking(self) -> tuple[Key, ...]:
        """The footer's entries that mark and keep a live session."""
        state = self._concviz.state
        return (
            key("time.chapter", weight=44),
            key("time.caption", weight=28),
            *((key("time.marks", weight=27),) if self._concviz.marks.some else ()),
            *((key("time.keep", weight=57),) if not state.is_kept else ()),
            key("time.export", weight=38),
            *(() if isinstance(state.head, Live) else (key("time.slower", "time.faster", weight=43),)),
        )
