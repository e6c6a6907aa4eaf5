"""What the keys of time do: hold, rewind, play faster and slower, from chapter to chapter.

In a live session they hold and rewind what goes on all the same; in a recording they play it.
"""

from __future__ import annotations

from ....engine.text.clocks import clock
from ..host import Host
from .clock import Clock
from .play_head import Live, PlayHead, Playing, chapter_after, chapter_before, faster, moved, placed, position, toggled
from .state import State

LONGEST_TITLE = 120
"""Characters of a chapter's title when it is gone to."""


class Player:
    """Moves the play head."""

    def __init__(self, state: State, clock: Clock, host: Host) -> None:
        self.speed = 1.0
        self._state, self._clock, self._host = state, clock, host

    def toggle_pause(self) -> None:
        """Hold the picture, or go on: live, or with playing."""
        state = self._state
        self._clock.go(toggled(state.head, state.length_us, replay=state.replaying, speed=self.speed))

    def move(self, by_us: int) -> None:
        """Move the play head."""
        self._clock.go(moved(self._state.head, by_us, self._state.length_us))

    def rewind(self) -> None:
        """To the beginning."""
        self.seek(0)

    def seek(self, t_us: int) -> None:
        """Put the play head there; it plays on if it was playing, and at the very end it is live."""
        self._clock.go(placed(self._state.head, t_us, self._state.length_us))

    def go_live(self) -> None:
        """Follow the end of the session again."""
        self._clock.go(Live())

    def change_speed(self, by: int) -> None:
        """Faster (1) or slower (-1); from the past of a live session it also begins to play."""
        self.speed = faster(self.speed, by)
        state = self._state
        head: PlayHead = state.head
        if isinstance(head, Live) and not state.replaying:
            self.speed = 1.0
            self._host.notify("Live is as fast as it happens: go back first (←), then < and > play slower or faster.")
            return
        if isinstance(head, Playing) or not state.replaying:
            head = Playing(position(head, state.length_us), self.speed)
        self._host.notify(f"Speed {self.speed:g}x")
        self._clock.go(head, force=True)

    def go_chapter(self, by: int) -> None:
        """To the chapter before (-1) or after (1)."""
        state = self._state
        marks = state.snapshot.chapters if state.snapshot is not None else ()
        times, length_us = [t_us for t_us, _, _ in marks], state.length_us
        t_us = chapter_after(state.head, times, length_us) if by > 0 else chapter_before(state.head, times, length_us)
        self.seek(t_us)
        title = next((title for time, title, _ in marks if time == t_us), "")
        if title:
            self._host.notify(f"{clock(t_us)}  {title[:LONGEST_TITLE]}")

    def toggle_idle(self) -> None:
        """Leap over the stretches in which nothing runs, or don't."""
        self._clock.skip_idle = not self._clock.skip_idle
        skipped = "Stretches in which nothing runs are skipped."
        self._host.notify(skipped if self._clock.skip_idle else "Everything is played.")
