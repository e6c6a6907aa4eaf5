"""Who is in the room and who voted what: counted exactly, once a person and round, whatever is sent how often.

People are known by a word that the server made for them and by nothing else. A vote may be changed while its question is asked; what is
sent for another question or out of range is refused, and who sends faster than a hand can is told to wait. Pure: no socket, no clock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import msgspec

from ...model.errors import UserError

MOST_PEOPLE = 500
A_SECOND, AT_ONCE = 4.0, 20.0
"""Messages of one person: in the long run, and in a burst."""


class Refused(UserError):
    """Something that isn't counted; the text says why."""


class Question(msgspec.Struct, frozen=True):
    """What is asked: one of the choices, or a value on an axis."""

    key: str
    text: str
    choices: tuple[str, ...] = ()
    high: float = 0.0
    """Where the axis ends; it begins at 0."""
    step: float = 0.0
    title: str = ""
    """Of the quantity, where a value is asked for."""
    labels: tuple[str, ...] = ()
    """What the values of the axis are called, from 0 to `high` in steps of `step`."""

    def checked(self, vote: object) -> float:
        """The vote as it is counted.

        Raises:
            Refused: it is none of what was asked for.
        """
        if isinstance(vote, bool) or not isinstance(vote, int | float) or not math.isfinite(vote):
            raise Refused("that is no vote")
        if self.choices and (vote != int(vote) or not 0 <= vote < len(self.choices)):
            raise Refused("there is no such choice")
        if not self.choices and not 0 <= vote <= self.high:
            raise Refused("that is outside of the axis")
        return float(vote)


@dataclass(slots=True)
class Tally:
    """The votes on one question: person to choice or value."""

    first: dict[str, float] = field(default_factory=dict)
    second: dict[str, float] = field(default_factory=dict)

    def of(self, number: int) -> dict[str, float]:
        """The votes of round 1 or 2."""
        return self.second if number == 2 else self.first


@dataclass(slots=True)
class Person:
    """Somebody with a page."""

    pages: int = 0
    """How many of his are open."""
    voted: bool = False
    allowance: float = AT_ONCE
    seen_s: float = 0.0


class Ballot:
    """The room's votes, from the first question to the last."""

    def __init__(self, most_people: int = MOST_PEOPLE) -> None:
        self.most_people = most_people
        self.people: dict[str, Person] = {}
        self.tallies: dict[str, Tally] = {}
        self.asked: Question | None = None
        self.round = 1

    # ------------------------------------------------------------------ people

    def admit(self, person: str, now_s: float) -> None:
        """Somebody has come, or come back.

        Raises:
            Refused: the room is full. Who left without a vote makes room.
        """
        if person in self.people:
            return
        if len(self.people) >= self.most_people:
            gone = [name for name, each in self.people.items() if not each.pages and not each.voted]
            if not gone:
                raise Refused(f"the room is full: {self.most_people} people")
            del self.people[gone[0]]
        self.people[person] = Person(seen_s=now_s)

    @property
    def here(self) -> int:
        """How many have a page open."""
        return sum(each.pages > 0 for each in self.people.values())

    def allow(self, person: str, now_s: float) -> None:
        """Count one message.

        Raises:
            Refused: nobody of that name was admitted, or too many came from him.
        """
        if (known := self.people.get(person)) is None:
            raise Refused("open the page first")
        gained = max(0.0, now_s - known.seen_s) * A_SECOND
        known.allowance, known.seen_s = min(AT_ONCE, known.allowance + gained), now_s
        if known.allowance < 1.0:
            raise Refused("too many at once: wait a second")
        known.allowance -= 1.0

    # ------------------------------------------------------------------ votes

    def ask(self, question: Question | None) -> None:
        """This is asked now; None for nothing. Asking the same again changes nothing, another one begins with the first round."""
        if (question.key if question else None) != (self.asked.key if self.asked else None):
            self.round = 2 if question is not None and self._tally(question.key).second else 1
        self.asked = question

    def vote_again(self) -> bool:
        """Begin the second round; False where nothing is asked or nobody has voted yet."""
        if self.asked is None or self.round == 2 or not self._tally(self.asked.key).first:
            return False
        self.round = 2
        return True

    def forget(self, key: str) -> None:
        """The question is asked as if it had never been."""
        self.tallies.pop(key, None)
        if self.asked is not None and self.asked.key == key:
            self.round = 1

    def vote(self, person: str, key: object, vote: object) -> None:
        """Count it, in place of what this person said before in this round.

        Raises:
            Refused: it is not asked now, or no answer to it, or nobody of that name was admitted.
        """
        if person not in self.people:
            raise Refused("open the page first")
        if self.asked is None or key != self.asked.key:
            raise Refused("that is not asked now")
        counted = self.asked.checked(vote)
        self.tallies.setdefault(self.asked.key, Tally()).of(self.round)[person] = counted
        self.people[person].voted = True

    def vote_of(self, person: str) -> float | None:
        """What this person has said to what is asked now, in this round."""
        return None if self.asked is None else self._tally(self.asked.key).of(self.round).get(person)

    def _tally(self, key: str) -> Tally:
        return self.tallies.get(key) or Tally()
