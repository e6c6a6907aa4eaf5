"""What the lesson asks now: a choice, a value on an axis, something to be measured, or to go on; or which lesson it is to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...engine.lessons.measured.lesson_quantities import Quantity
from ..charts.cells import Cells
from ..charts.frame import Drawing, framed, inner_size
from ..charts.prediction import MARK, axis, choice_rows, legend, top_of
from ..charts.prose import wrapped
from ..widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Laid:
    """A prediction laid over what was measured."""

    quantity: Quantity
    predicted: float | None
    measured: float | None
    high: float


@dataclass(frozen=True, slots=True)
class Asking:
    """All that it shows."""

    title: str
    question: str = ""
    choices: tuple[str, ...] = ()
    marked: int = -1
    drawn: Laid | None = None
    """What is being drawn."""
    laid: tuple[Laid, ...] = field(default=())
    """What was drawn, beside what was measured."""
    hint: str = ""
    """What a key does."""

    def rows(self, width: int, height: int) -> Cells:
        """In so many cells; where the choices don't fit those around the marked one."""
        if width <= 0 or height <= 0:
            return []
        above = wrapped([(self.question, "bold strong")], width) if self.question else []
        below: Cells = []
        for each in (*self.laid, *((self.drawn,) if self.drawn else ())):
            below.append(axis(each.predicted, each.measured, each.high, each.quantity.told, width))
            below.append(legend(each.predicted, each.measured, each.quantity.told))
        hint = wrapped([(self.hint, "dim")], width) if self.hint else []
        choices = choice_rows(self.choices, self.marked, width)
        room = height - len(below) - (len(hint) if height > 4 else 0)
        if len(above) + len(choices) > room:
            above = above[: max(0, min(len(above), room - min(len(choices), 2)))]
        shown = max(0, room - len(above))
        top = top_of(choices, MARK, shown) if choices else 0
        return [*above, *choices[top : top + shown], *below, *hint][:height]

    def height(self, width: int) -> int:
        """How many rows all of it takes."""
        return len(self.rows(width, 1_000))


class AskPanel(Panel):
    """Draws an `Asking`; the screen has the keys."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self.asking = Asking("")

    def ask(self, asking: Asking, most: int) -> None:
        """Show this, in at most so many rows with the frame."""
        self.asking = asking
        frame = {"round": 2, "rule": 1}.get(self.frame, 0)
        width = max(1, self.outer_size.width - (4 if self.frame == "round" else 0))
        self.styles.height = max(1 + frame, min(most, asking.height(width) + frame))
        self.redraw()

    def redraw(self) -> None:
        """Draw it, and refresh the lines that changed."""
        width, height = self.outer_size
        if not (width and height and self.is_attached and self.display):
            return
        rows = self.asking.rows(*inner_size(width, height, self.frame))
        self._replace(framed(Drawing(rows), self.asking.title, width, height, self.frame, focus=self.has_focus))
