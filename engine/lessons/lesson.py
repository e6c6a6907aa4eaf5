"""A lesson: steps of text, with blocks between that predict, measure, reveal or show. What stands in a file, typed.

The right answer to a prediction is never written down. A lesson says how a figure that will be measured decides between the choices
(`bounds`, `when`), and which text is true of which outcome (`say` with `when`): what is right is what this machine does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import msgspec

from ..pythons.interpreter import Interpreter
from .measured.conditions import ALWAYS, Condition

PANELS = ("headline", "cores", "processes", "threads", "ledger", "workers", "findings")
"""The Lab's panels that a lesson may point to."""
MeasureKind = Literal["run", "compare", "sweep", "differences", "advise"]


class Needs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the machine must have; what isn't said isn't needed."""

    cores: int = 1
    """That may be used."""
    gil: bool | None = None
    """Whether the Python that runs the work has to have a GIL, or must not have one."""
    python: str = ""
    """`3.14`, `3.13t`: a Python that has to be installed beside the one that runs concviz."""
    package: str = ""
    """A module that must be there to be imported."""


class Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each block has."""

    line: int = 0
    """Of the file, where its fence begins; not written in it."""


class Predict(Block, frozen=True, kw_only=True):
    """Something to be predicted before it is measured."""

    predict: str
    """The question."""
    quantity: str = ""
    """The figure that answers it; not needed where `when` says what does."""
    choices: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()
    """Where one choice ends and the next begins, in the unit of the quantity: one fewer than choices."""
    when: tuple[Condition, ...] = ()
    """Of each choice, when it is right; the first that holds is."""
    draw: bool = False
    """Whether a value is drawn on the quantity's axis instead."""
    high: float | None = None
    """Where that axis ends."""
    within: float = 0.25
    """A drawn value is right if it is off by no more than this share of what was measured."""
    needs: Needs = Needs()


class Measure(Block, frozen=True, kw_only=True):
    """Something that is measured, by the words of a command; its figures are the last ones, and `label.…` from then on."""

    label: str = ""
    expect: Condition = ALWAYS
    """What ought to come out; for the rehearsal, and shown to nobody who learns."""
    needs: Needs = Needs()

    kind: ClassVar[MeasureKind] = "run"
    """Which command it is."""

    @property
    def words(self) -> str:
        """What stands behind the command."""
        return str(getattr(self, self.kind))


class Run(Measure, frozen=True, kw_only=True):
    """A run: the words of `concviz run`."""

    run: str
    against: str = ""
    """The label of an earlier run, whose items it does too: it then has a `speedup`, and says whether it came to the same."""


class Compare(Measure, frozen=True, kw_only=True):
    """A comparison."""

    compare: str
    kind: ClassVar[MeasureKind] = "compare"


class Sweep(Measure, frozen=True, kw_only=True):
    """A sweep over numbers of workers."""

    sweep: str
    kind: ClassVar[MeasureKind] = "sweep"


class Differences(Measure, frozen=True, kw_only=True):
    """Rows of the table of differences."""

    differences: str
    kind: ClassVar[MeasureKind] = "differences"


class Advise(Measure, frozen=True, kw_only=True):
    """Advice about a function."""

    advise: str
    kind: ClassVar[MeasureKind] = "advise"


class Reveal(Block, frozen=True, kw_only=True):
    """What was measured, laid over what was predicted since the last one."""

    reveal: str
    """The figure that is told, several with commas."""
    panel: str = ""
    """The Lab's panel that shows it best."""


class Watch(Block, frozen=True, kw_only=True):
    """Where to look while the next thing is measured."""

    watch: str
    """A panel's name, of `PANELS`."""
    why: str = ""


class Show(Block, frozen=True, kw_only=True):
    """A moment of a recording that lies beside the lesson."""

    show: str
    """Its file name."""
    at_s: float = 0.0
    caption: str = ""
    instead: bool = False
    """Only where what stands before it can't be measured on this machine."""


class Say(Block, frozen=True, kw_only=True):
    """Text that is true of this outcome, on this machine."""

    say: str
    """Markdown."""
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown as it stands in the file."""

    text: str
    line: int


Part = Prose | Predict | Measure | Reveal | Watch | Show | Say


@dataclass(frozen=True, slots=True)
class Step:
    """One heading and what stands below it."""

    heading: str
    parts: tuple[Part, ...]
    line: int
    notes: str = ""
    """For who presents it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """All of it."""

    name: str
    """Of its file, without the ending."""
    title: str
    minutes: float
    needs: Needs
    language: str
    sources: tuple[str, ...]
    steps: tuple[Step, ...]
    about: str = ""
    """One sentence for the list."""
    folder: str = ""
    """Where files that it names lie."""
    own: bool = field(default=False)
    """Whether it came with concviz."""
    python: Interpreter | None = None
    """The Python that measures where a block names none; None for the one that runs concviz. Of who opens it: no file says it."""

    def parts(self) -> Iterator[tuple[int, int, Part]]:
        """(step, place in it, part), from the beginning to the end."""
        for number, step in enumerate(self.steps):
            yield from ((number, place, part) for place, part in enumerate(step.parts))

    @property
    def predictions(self) -> int:
        """How many questions it asks."""
        return sum(isinstance(part, Predict) for _, _, part in self.parts())
