"""Two recordings of watched programs, before and after, in lines and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ....engine.analysis.program.program_pair import ProgramPicture, picture_of, program_pair
from ....engine.analysis.program.program_result import program_result
from ....engine.model.program_facts import ProgramResult, ProgramsCompared
from ....engine.session.file.reader import load
from ....engine.session.memory.log import Session
from ..streams.printed_json import json_text


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording."""

    session: Session
    picture: ProgramPicture

    @property
    def result(self) -> ProgramResult:
        """Its account, as `watch --json` gives it."""
        return program_result(self.session, self.picture.run)


def of_file(path: Path) -> Recorded:
    """The recording there.

    Raises:
        UserError: it can't be read, or no program was watched in it.
    """
    session = load(path)
    return Recorded(session, picture_of(session, path.name))


def lines(before: ProgramPicture, after: ProgramPicture) -> list[str]:
    """What is said of the two, in sentences; what makes them hard to compare comes last."""
    both = program_pair(before, after)
    return [both.text, *(f"  {text}" for text in both.said), f"  {both.note[:1].upper()}{both.note[1:]}."]


def as_json(before: Recorded, after: Recorded) -> str:
    """Both accounts and the sentences."""
    says = [line.strip() for line in lines(before.picture, after.picture)]
    found = ProgramsCompared(before=before.result, after=after.result, says=says)
    return json_text(found)
