"""Compare: several models on the same items, where each one's time went, and one model over worker counts.

Everything is read from the session at the play head (`engine.study.view`), so a comparison can be watched, rewound and replayed
like a run. What is compared is the Lab's task, size and workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from ...engine.model.study_rows import BASELINE, Row
from ...engine.study.study_pages import StudyPage, moment_of, pages
from ..app.backend import python_label
from ..app.contract import Concviz
from ..app.key_table import bindings
from ..app.parts.studies import CompareModels, SweepWorkers
from ..charts.comparisonlayout import MEANINGS
from ..widgets.app_screen import AppScreen
from ..widgets.choice_list import Row as Listed
from ..widgets.footer import Key, key
from ..widgets.study_keys import SHEET, shared_keys, stop_study
from .comparison_findings import ComparisonFindings
from .comparison_panel import ComparisonPanel, row_title
from .sweep_panel import SweepPanel
from .waterfall_panel import WaterfallPanel

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ...engine.session.events import Machine
    from ..app.parts.last_study import LastStudy

FEW_ROWS = 8
"""More models than this are scrolled on a screen of usual height."""


class CompareScreen(AppScreen):
    """The second screen."""

    KEYS = ("compare", "lab.stop", "time")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS)]

    CSS_PATH = SHEET
    WORDS = MEANINGS

    def __init__(self, concviz: Concviz) -> None:
        super().__init__(concviz, "compare")
        self.models: tuple[str, ...] = ()
        """What `c` compares; () for the usual ones."""
        self._marked = 0
        self._page: StudyPage | None = None
        self._turned = False
        self._comparison = ComparisonPanel(id="comparison", classes="panel")
        self._waterfall = WaterfallPanel(id="waterfall", classes="panel")
        self._sweep = SweepPanel(id="sweep", classes="panel")
        self._sentence = ComparisonFindings(id="verdict", classes="panel")
        self.panels = (self._comparison, self._waterfall, self._sweep, self._sentence)

    def body(self) -> Iterator[Widget]:
        """The comparison, the waterfall, the sweep, the sentence."""
        yield self._comparison
        with Container(id="lower"):
            yield self._waterfall
            yield self._sweep
        yield self._sentence
        yield from self.foot()

    # ------------------------------------------------------------------ what is shown

    def show_views(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """The studies at the play head; before the first one, what would be compared."""
        state = self.concviz.state
        if state.backend is None:
            return
        compare, sweep = pages(state.backend.session, snapshot.t_us, live=not state.replaying)
        planned = self._planned(state.backend.session.machine)
        # At the very moment at which a study begins, nothing is known of its rows yet; of a recording, nothing else will come.
        known = compare or (sweep if state.replaying else None)
        page = self._page = known if known and known.rows else planned
        self._marked = max(0, min(self._marked, len(page.rows) - 1))
        self._comparison.selected = self._marked
        self._fit_rows(len(page.rows))
        latest = sweep is not None and (compare is None or sweep.study > compare.study)
        self.set_class(latest != self._turned, "-sweep")
        self.set_class(sweep is None, "-unswept")
        self._comparison.show_view(snapshot, page)
        self._waterfall.show_view(snapshot, (page, page.rows[self._marked]))
        alone = sweep is not None and (compare is None or (self._turns() and self.has_class("-sweep")))
        self._sweep.said_below = alone
        self._sweep.show_view(snapshot, sweep or planned)
        self._sentence.show_view(snapshot, sweep if sweep and alone else page)

    def shown_in_short(self, snapshot: Snapshot) -> tuple[str, ...]:
        """What is compared, where no panel has a title."""
        return (self._page.title,) if self._page is not None and self.has_class("-flat") else ()

    def on_screen_resume(self) -> None:
        """Where nothing was compared yet, what was compared last is offered."""
        self.concviz.last_studies.look("compare", self._offer_last)

    def _offer_last(self, last: LastStudy | None) -> None:
        from ..sessions.recording_words import study_words

        task = self.concviz.state.inventory.task(last.task) if last is not None else None
        self._sentence.last = study_words(last, task.title if task is not None else "") if last is not None else ""
        self.show_again()

    def _fit_rows(self, rows: int) -> None:
        """As high as there are models, within what the others can spare."""
        panel, height = self._comparison, self.size.height
        if height < 18:
            panel.styles.height = "1fr"
            return
        frame, most = (2, FEW_ROWS) if height >= 32 else (1, 5)
        wanted = min(rows, most if height < 48 else 2 * most) + 3 + frame
        if panel.styles.height is None or panel.styles.height.value != wanted:
            panel.styles.height = wanted

    def names(self) -> tuple[str, ...]:
        """The models that `c` compares."""
        if self.models:
            return self.models
        from ...engine.study.compare import MODELS

        return tuple(dict.fromkeys((*MODELS, self.concviz.state.choice.model)))

    def _planned(self, machine: Machine) -> StudyPage:
        """What would be compared now."""
        state = self.concviz.state
        choice, inventory = state.choice, state.inventory
        task = inventory.task(choice.task)
        own = python_label(inventory.python(choice.python))
        names = (() if BASELINE in self.names() else (BASELINE,)) + self.names()
        rows = tuple(self._planned_row(name, own) for name in names)
        return StudyPage(
            study=0, kind="compare", task=choice.task, title=task.title if task else choice.task,
            task_kind=task.kind if task else "cpu", items=choice.items, rows=rows, usable_cores=machine.usable_cores,
            cores=machine.cores, status="planned", live=not state.replaying,
        )  # fmt: skip

    def _planned_row(self, name: str, own: str) -> Row:
        model, _, python = name.partition("@")
        info = self.concviz.state.inventory.models.get(model)
        alone = info is not None and info.worker == "main"
        workers = 1 if alone else self.concviz.state.choice.workers
        return Row(name=name, model=model, python=python or own, workers=workers)

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        begin = (
            key("compare.compare", weight=100 if not running else 60),
            key("compare.sweep", weight=95 if not running else 59),
            key("lab.stop", weight=99 if running else 45),
            key("compare.model", weight=75),
        )
        return (
            *(() if self.concviz.state.replaying else begin),
            key("compare.up", "compare.down", label="row", action="screen.row(1)", weight=85),
            key("compare.open", weight=84),
            *((key("compare.turn", weight=82),) if self._turns() else ()),
            *((key("compare.last", weight=54),) if self._page is None or self._page.status == "planned" else ()),
            key("compare.copy", weight=55),
            *shared_keys(self.concviz),
        )

    def _turns(self) -> bool:
        """Whether there is room for the waterfall or the sweep only."""
        return 18 <= self.size.height < 32

    # ------------------------------------------------------------------ keys

    def action_compare(self) -> None:
        """Measure the models."""
        self._turned = False
        self.concviz.studies.begin("a comparison", CompareModels(self.names()))

    def action_sweep(self) -> None:
        """Measure the marked model over worker counts."""
        row = self._row()
        if row is None or row.name == BASELINE:
            text = "sequential has one worker, so there is nothing to sweep: mark another row with ↑↓."
            self.concviz.notify(text, severity="warning")
            return
        self._turned = False
        self.concviz.studies.begin("a sweep", SweepWorkers(row.model, row.name.partition("@")[2]))

    def action_stop(self) -> None:
        """Stop what is measured."""
        stop_study(self.concviz, "c compares the models")

    def _row(self) -> Row | None:
        return self._page.rows[self._marked] if self._page is not None and self._page.rows else None

    def action_row(self, by: int) -> None:
        """Mark another row."""
        self._mark(self._marked + by)

    def _mark(self, place: int) -> None:
        count = len(self._page.rows) if self._page is not None else 0
        self._marked = max(0, min(place, count - 1))
        self.show_again()

    def on_comparison_panel_chosen(self, message: ComparisonPanel.Chosen) -> None:
        """A click marks a row; on the marked one it opens the run."""
        if message.again:
            self.action_open_run()
        else:
            self._mark(message.place)

    def action_open_run(self) -> None:
        """The row's typical run in the Lab, half way through its work."""
        state, row = self.concviz.state, self._row()
        run = row.typical_run if row else None
        t_us = moment_of(state.backend.session, run) if state.backend and run else None
        if t_us is None:
            self.concviz.notify(
                "This row has no run." if state.replaying else "This row has no run yet: c measures it."
            )
            return
        self.concviz.switch_mode("lab")
        self.concviz.player.seek(t_us)

    def action_last_study(self) -> None:
        """Open what was compared last, before the app began too."""
        self.concviz.last_studies.open("compare", "c")

    def action_find(self) -> None:
        """Find a row by typing."""
        from ..dialogs.picker import PickerScreen

        rows = self._page.rows if self._page is not None else ()
        listed = [Listed(row_title(row, ()), str(place)) for place, row in enumerate(rows)]

        def done(name: str | None) -> None:
            if name is not None:
                self._mark(int(name))

        if listed:
            self.app.push_screen(PickerScreen("Models", listed, str(self._marked)), done)

    def action_turn(self) -> None:
        """Waterfall or sweep."""
        self._turned = not self._turned
        self.show_again()

    def action_choose_models(self) -> None:
        """Which models, under which Pythons."""
        from .models_screen import ModelsScreen, offered

        def done(models: tuple[str, ...] | None) -> None:
            if models:
                self.models = models
                self.show_again()
                self.concviz.notify(f"c compares {', '.join(models)}.")

        def open_models() -> None:
            state = self.concviz.state
            self.app.push_screen(ModelsScreen(offered(state.inventory, state.choice), self.names()), done)

        self.concviz.when_ready(open_models)

    def action_copy_table(self) -> None:
        """Comparison and sweep as text, onto the clipboard (through the terminal, OSC 52)."""
        from ..cli.lines.study_lines import study_lines

        state = self.concviz.state
        t_us = state.snapshot.t_us if state.snapshot is not None else None
        studies = state.backend.session.studies(t_us) if state.backend is not None else []
        found = {study.kind: study.result for study in studies if study.result}
        text = "\n\n".join("\n".join(study_lines(result, colour=False, width=200)) for result in found.values())
        if text:
            self.concviz.copy_to_clipboard(text)
        self.concviz.notify("Table copied." if text else "There is no finished comparison to copy yet.")

    def subject(self) -> str:
        """What the marked model is."""
        from ..help.concept_screen import WORD_OF_WORKER

        row = self._row()
        model = self.concviz.state.inventory.models.get(row.model) if row else None
        return WORD_OF_WORKER[model.worker] if model else "parallelism"
