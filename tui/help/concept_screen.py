"""A word of the subject: two or three plain sentences, and what was measured of it in this session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from ...engine.lessons.concepts import CONCEPTS, Concept
from ...engine.model.vocabulary import WorkerKind
from ..charts.cells import Cells, Row
from ..charts.differences_table import MARKS
from ..charts.prose import wrapped
from .figures import Figure
from .reading_screen import READING, ReadingScreen

if TYPE_CHECKING:
    from ...engine.differences.differences_page import DifferencesPage
    from ..app.contract import Concviz

WORD_OF_WORKER: dict[WorkerKind, str] = {
    "main": "cpu-bound",
    "thread": "thread",
    "process": "process",
    "coroutine": "event-loop",
    "interpreter": "gil",
}
"""What a model's workers are, to the word that says most about it."""
WORD_OF_PROPERTY = {
    ("type", "threading"): "thread",
    ("type", "multiprocessing"): "process",
    ("type", "asyncio"): "event-loop",
    ("type", "interpreters"): "gil",
    ("relation", "multiprocessing"): "start-methods",
    ("relation", ""): "process",
    ("sharing", "multiprocessing"): "inter-process-communication",
    ("sharing", ""): "shared-memory",
    ("weight", "multiprocessing"): "start-methods",
    ("weight", ""): "thread",
    ("parallelism", "threading"): "gil",
    ("parallelism", ""): "parallelism",
    ("tasks", "multiprocessing"): "cpu-bound",
    ("tasks", "interpreters"): "cpu-bound",
    ("tasks", ""): "io-bound",
    ("number", ""): "concurrency",
    ("race", ""): "race",
    ("pickling", ""): "pickling",
}
"""Property and column ('' for any other) to its word."""


def word_of(name: str, column: str = "") -> str:
    """The concept that a cell of the table of differences is about."""
    return WORD_OF_PROPERTY.get((name, column)) or WORD_OF_PROPERTY.get((name, ""), "concurrency")


class ConceptScreen(ReadingScreen):
    """One concept; the arrows go to the next. The result: `differences`, `run`, `help` or ''."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "turn(-1)", "the word before", id="concept.before"),
        Binding("right,down,tab", "turn(1)", "the next word", id="concept.next"),
        Binding("enter", "see", "the measurement that shows it", id="concept.see"),
        Binding("r", "run", "choose the run that shows it", id="concept.run"),
        Binding("f1", "help", "all keys", id="concept.help"),
        *READING,
    ]

    def __init__(
        self, name: str, page: DifferencesPage | None = None, figure: Figure | None = None, *, runs: bool = True
    ) -> None:
        super().__init__()
        self._runs = runs
        """Whether a run can be chosen: in a recording none can."""
        self._page = page
        self._figure = figure
        """The panel that was asked about; the word is the one behind it."""
        self.concept: Concept = CONCEPTS.get(name) or next(iter(CONCEPTS.values()))

    def title_words(self) -> str:
        """The word, or the figure that was asked about."""
        return self._figure.title if self._figure is not None else self.concept.title

    def key_words(self) -> str:
        """What can be done from here."""
        see = "enter see it measured · " if self.concept.difference else ""
        run = "r run it · " if self._runs and self.concept.run[0] else ""
        if self.app.size.width < 72:
            return f"{see}esc back".replace(" see it measured", " measured")
        return f"{see}{run}←→ other words · F1 keys · esc back"

    def text_rows(self, width: int) -> Cells:
        """The sentences, what shows them, and what was measured here."""
        concept = self.concept
        rows: Cells = []
        if self._figure is not None:
            rows = [*wrapped([(self._figure.text, "text")], width), [], [(concept.title, "bold title")]]
        rows += [*wrapped([(concept.text, "text")], width), []]
        rows += self._measured(width)
        if concept.run[0]:
            task, model = concept.run
            rows += wrapped(
                [("A run that shows it: ", "dim"), (task, "strong"), (" with ", "dim"), (model, "strong")], width
            )
        pages = ", ".join(concept.pages)
        rows += wrapped([("Python's own words, below docs.python.org/3/: ", "dim"), (pages, "text")], width)
        names = list(CONCEPTS)
        dots: Row = [
            ("●" if name == concept.name else "·", "interface" if name == concept.name else "dim") for name in names
        ]
        return [*rows, [], [*dots, (f"  {names.index(concept.name) + 1} of {len(names)}", "dim")]]

    def _measured(self, width: int) -> Cells:
        """The cells that show it, as far as they were measured."""
        concept = self.concept
        if not concept.difference:
            return []
        title: Row = [("Measured by ", "dim"), (concept.difference, "strong")]
        if concept.column:
            title += [(" of ", "dim"), (concept.column, "strong")]
        if self._page is None:
            return wrapped(title, width)
        row = self._page.row(concept.difference)
        cells = [
            cell for cell in row.cells if cell.column == concept.column or not concept.column or len(row.cells) == 1
        ]
        done = [cell for cell in cells if cell.state == "done"]
        if not done:
            return wrapped([*title, (": not measured in this session yet", "dim")], width)
        rows = wrapped(title, width)
        for cell in done:
            mark, ink = MARKS[cell.agrees]
            words: Row = [
                (f"{mark} ", ink),
                (f"{cell.column} ", "dim"),
                (cell.value, "strong"),
                (" · ", "dim"),
                (cell.why, "text"),
            ]
            rows += wrapped(words, width)
        return rows

    def action_turn(self, by: int) -> None:
        """Another word."""
        names = list(CONCEPTS)
        self._figure = None
        self.concept = CONCEPTS[names[(names.index(self.concept.name) + by) % len(names)]]
        self.write()

    def action_see(self) -> None:
        """To the table of differences."""
        self.dismiss("differences" if self.concept.difference else "")

    def action_run(self) -> None:
        """Choose the run in the Lab."""
        if self._runs and self.concept.run[0]:
            self.dismiss("run")

    def action_help(self) -> None:
        """All keys."""
        self.dismiss("help")


def open_word(concviz: Concviz, app: App[Any], name: str, figure: Figure | None = None) -> None:
    """What a word means, perhaps the one behind a figure; from there one can go to what shows it."""
    from ...engine.differences.differences_page import differences_page

    state = concviz.state
    session, t_us = state.backend and state.backend.session, state.snapshot and state.snapshot.t_us
    page = differences_page(session, t_us) if session is not None else None
    screen = ConceptScreen(name, page, figure, runs=not state.replaying)

    def done(next_step: str | None) -> None:
        concept = screen.concept
        if next_step == "help":
            concviz.action_help()
        elif next_step == "run":
            concviz.settings.choose(task=concept.run[0], model=concept.run[1], items=None)
            concviz.switch_mode("lab")
            concviz.notify(f"{concept.run[0]} with {concept.run[1]} is chosen: r runs it.")
        elif next_step == "differences":
            concviz.show_property(concept.difference, concept.column)

    app.push_screen(screen, done)
