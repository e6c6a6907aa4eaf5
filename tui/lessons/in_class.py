"""A class in one room, as the lesson has it: the one that is led here, or the one that this machine takes part in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..app.host import Host
from ..app.parts.state import State

if TYPE_CHECKING:
    from ...engine.lessons.room.joined import Joined
    from ...engine.lessons.room.poster import Poster
    from ...engine.lessons.walk import Walk
    from ..classroom.room_server import Classroom
    from .asking_of import Voting
    from .lesson_part import Lessons


class InClass:
    """Nothing, until somebody leads a class or joins one."""

    def __init__(self, lessons: Lessons, state: State, host: Host) -> None:
        self.room: Classroom | None = None
        """The class that is led, if one is."""
        self.poster: Poster | None = None
        """What its pages show."""
        self.joined: Joined | None = None
        """The class that this machine takes part in."""
        self._lessons, self._state, self._host = lessons, state, host

    def lead(self, room: Classroom) -> None:
        """Lead this class: its pages show from now on where the lesson is."""
        self.room = room
        room.lecturer.act = lambda what: self._host.call_soon(partial(self._lessons.act, what))
        room.start()

    def follow(self) -> None:
        """Tell the class where the lesson is, and see who has voted."""
        walk = self._lessons.walk
        if self.room is None or walk is None:
            return
        poster = self.room.follow(walk, measuring=bool(self._state.measuring), cue=self._lessons.cue())
        if poster != self.poster:
            self.poster = poster
            self._lessons.on_change()

    def vote_again(self) -> None:
        """Let the class vote a second time on what is asked."""
        if self.room is not None and self.room.vote_again():
            self.follow()
            self._host.notify("The second round: they talk, and vote again.")
        else:
            self._host.notify("There is nothing to be voted on a second time.")

    def forget(self, step: int) -> None:
        """What was voted in this step of the lesson."""
        if self.room is not None:
            self.room.forget(step)

    def for_cue(self) -> dict[str, object]:
        """What who presents is told of it."""
        if self.room is None:
            return {}
        votes = self.poster
        voted = {} if votes is None else {"votes": votes.votes, "people": votes.people, "round": votes.round}
        return {"phone": self.room.lecturer_address, **voted}

    def voting(self, walk: Walk) -> Voting | None:
        """How far the class has voted, while it may."""
        from ...engine.lessons.lesson import Predict
        from .asking_of import Voting

        poster, room = self.poster, self.room
        if room is None or poster is None or not isinstance(walk.stop, Predict):
            return None
        return Voting(poster.votes, poster.people, poster.round, room.address)

    def invited(self, text: str, walk: Walk | None) -> str:
        """The text of a step; with where the class votes, at the beginning."""
        if self.room is None or (walk is not None and walk.step):
            return text
        return f"Everybody predicts at\n\n**{self.room.address}**\n\n{text}"

    def send_machine(self) -> None:
        """Send the class that this machine takes part in what it measured: three figures, which are said."""
        from ...engine.lessons.room.joined import machine_of, told

        joined, walk = self.joined, self._lessons.walk
        if joined is None or walk is None:
            return
        machine = machine_of(walk.figures, walk.lesson.python.short if walk.lesson.python is not None else "")
        if machine is None:
            self._host.notify("There is nothing to be sent yet: no speed-up was measured.")
            return
        sent = partial(self._host.notify, f"Sent to the class: {told(machine)}, and nothing else.")
        self._host.work(partial(joined.send, machine), lambda _: sent(), "class")
