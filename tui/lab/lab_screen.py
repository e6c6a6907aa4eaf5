"""The Lab: pick a task and a model, press run, and see what the machine really does.

The screen shows one snapshot at a time and asks nobody for anything; the clock hands it over (`show`). What the keys
change belongs to the app's parts: the choice, the play head, the run. Layouts for the sizes stand in `styles/lab.tcss`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur, DescendantFocus
from textual.widget import Widget

from ...engine.analysis.run_title import run_title
from ..app.contract import Concviz
from ..app.host import Said
from ..app.key_table import bindings
from ..app.parts.clock import Windows
from ..app.parts.play_head import Live, Playing
from ..app.parts.studies import Advise
from ..widgets.app_screen import AppScreen
from ..widgets.choice_list import ChoiceList
from ..widgets.footer import Key
from .lab_keys import run_keys, view_keys
from .model_list import ModelList, model_about
from .next_run import differing
from .panels import PANELS
from .panels.code_panel import CodePanel
from .pickers import Pickers
from .setting_rows import Offered, SettingRow, SettingRows
from .slot import PanelPlaces
from .startup_hint import first_rows
from .status import FoldLine, RunTitleLine, StatusLine
from .task_list import TaskList, task_about
from .views import Views

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ..charts.cells import Cells


class LabScreen(AppScreen):
    """The main screen."""

    KEYS = ("lab", "time")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS)]

    def __init__(self, concviz: Concviz) -> None:
        super().__init__(concviz, "lab")
        self.tasks, self.models = TaskList("Task", id="tasks"), ModelList("Model", id="models")
        self.rows, self.code = SettingRows(id="settings"), CodePanel(id="code", classes="panel")
        self.title_line, self.fold, self.status = RunTitleLine(), FoldLine(), StatusLine()
        self._places = PanelPlaces()
        self._rows = Horizontal(id="counts", classes="row"), Horizontal(id="shares", classes="row")
        self.views = Views(self, self.code, self._rows)
        self.pickers = Pickers(concviz, lambda screen, done=None: self.app.push_screen(screen, done))

    def body(self) -> Iterator[Widget]:
        """Everything, with empty frames in the places of the panels."""
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield from (self.tasks, self.models, self.rows)
            with Vertical(id="right"):
                yield from (self.title_line, self.fold)
                for row in self._rows:
                    with row:
                        yield from self._places.empty(row.id or "").values()
                for name, slot in self._places.empty("").items():
                    if name == "time":
                        yield self.caption
                    yield slot
                    if name == "workers":
                        yield self.code
                yield from (self.notice, self.status)

    def on_mount(self) -> None:
        """Show what is chosen; the panels follow once the engine is there."""
        self.show_choice()
        self._fill_as_asked()
        self.concviz.when_ready(lambda: self.call_later(self.fill))

    def on_screen_resume(self) -> None:
        """It may have been left for another screen, and be asked for with something else in it."""
        if self.ready:
            self._fill_as_asked()

    def _fill_as_asked(self) -> None:
        state = self.concviz.state
        if state.opens_with:
            self.views.show(state.opens_with)
            state.opens_with = ""

    async def fill(self) -> None:
        """Put the panels into their places."""
        with self.app.batch_update():
            if not await self._places.fill(self.views.replace, lambda: self.ready):
                return
        self._filled()

    def _filled(self) -> None:
        from ..widgets.time_bar import TimeBar
        from .panels.workers_panel import WorkersPanel

        if isinstance(workers := self._places.panels["workers"], WorkersPanel):
            workers.hint = self._say_first
        bar = self._places.panels["time"]
        self.time_bar = bar if isinstance(bar, TimeBar) else None
        self.panels = [panel for panel in self._places.panels.values() if panel is not bar]
        self.fit_frames()
        self.call_after_refresh(self.concviz.clock.tick, force=True)

    def show_views(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """The panels and the small print."""
        self.set_class(snapshot.answer.picture is not None, "-picture")
        self.set_class(not snapshot.source.lanes, "-no-lanes")
        for panel in self.panels:
            panel.recorded, panel.time_goes = self.concviz.state.offers_nothing_live, self.concviz.state.mode_of_time
            if everything or not PANELS[panel.id or ""].read:
                panel.show(snapshot)
        self._hint()
        if everything:
            self.status.show(snapshot)
            self._tell_of_run(snapshot)

    def shown_in_short(self, snapshot: Snapshot) -> tuple[str, ...]:
        """The run, where the screen is too flat for its title."""
        title = run_title(snapshot) if self.has_class("-flat") else None
        return (title.task, title.workers) if title is not None else ()

    def tell(self, said: Said | None) -> None:
        """What the app says takes the place of the small print, so nothing moves."""
        super().tell(said)
        self.set_class(said is not None, "-said")

    def _tell_of_run(self, snapshot: Snapshot | None) -> None:
        """What the run that is shown is called, and what is chosen for the next where that is something else."""
        state, run = self.concviz.state, snapshot.run if snapshot is not None else None
        differs = frozenset[str]() if state.replaying else differing(run, state.inventory, state.choice)
        self.title_line.show(run_title(snapshot) if snapshot is not None else None, preparing=state.preparing)
        self.fold.show_next(differs=bool(differs), ran=run is not None)
        self.tasks.mark(run.plan.task if run is not None and "task" in differs else "")
        self.models.mark(run.plan.model if run is not None and "model" in differs else "")
        for name, row in self.rows.rows.items():
            row.set_next(name in differs)

    def show_choice(self) -> None:
        """Show what is chosen now."""
        state = self.concviz.state
        for widget in (self.tasks, self.models, self.rows, self.fold, self.code):
            widget.show_choice(state.inventory, state.choice)
        if state.snapshot is not None:
            self._tell_of_run(state.snapshot)
            if state.snapshot.run is None and "workers" in self._places.panels:
                self._places.panels["workers"].redraw()
        self._hint()

    def _say_first(self, width: int) -> Cells:
        """What to press and what will be seen, before the first run; nothing to those who know, nor in a recording."""
        state = self.concviz.state
        return first_rows(state.inventory, state.choice, width) if state.hints and not state.replaying else []

    def show_keys(self) -> None:
        """Light the buttons and write the footer, as things stand."""
        state = self.concviz.state
        playing, live = isinstance(state.head, Playing), state.aside is not None
        self.rows.offer(Offered(state.running, state.offers_nothing_live, playing, live))
        super().show_keys()

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        state, lanes = self.concviz.state, not self.has_class("-no-lanes")
        two = not running and state.has_two
        view = view_keys(back=self.views.can_go_back, shown=self.views.shown, lanes=lanes, two=two)
        if state.replaying or not lanes:
            return (*self.time_keys.replaying(), *view)
        live, focused = isinstance(state.head, Live), self.focused
        turning, choosing = isinstance(focused, SettingRow), isinstance(focused, ChoiceList)
        mine = run_keys(running=running, live=live, turning=turning, choosing=choosing)
        return (*mine, *self.time_keys.marking(), *view)

    def _hint(self) -> None:
        state = self.concviz.state
        about: tuple[str, ...] = ()
        if state.preparing:
            about = ("Preparing the run: what an item takes is found out by trying it; s stops it.",)
        elif self.focused is self.tasks:
            about = task_about(state.inventory, self.tasks.selected)
        elif self.focused is self.models:
            about = model_about(state.inventory, state.choice.model)
        self.status.hint(about[0] if about else "")

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _focus_moved(self) -> None:
        """The footer and the hint follow the focus."""
        self._hint()
        self.show_keys()

    def without_captions(self) -> None:
        """Something else shows the captions: films."""
        from .panels.present_panel import PresentPanel

        for panel in self.panels:
            if isinstance(panel, PresentPanel):
                panel.captions = False

    def windows(self) -> Windows | None:
        """The windows of time that the panels have room for; None before they are there."""
        backend = self.concviz.state.backend
        if not self.panels or backend is None:
            return None
        from .panels.cores_panel import CoresPanel
        from .panels.timeline_panel import TimelinePanel

        places = self._places.panels
        cores, workers = places["cores"], places["present" if self.views.presents else "workers"]
        assert isinstance(cores, CoresPanel)
        assert isinstance(workers, TimelinePanel)
        pair = self.concviz.state.pair if self.views.compares else None
        return Windows.of_steps(workers.timeline_us, cores.history_steps(backend.session.machine.cores), pair)

    def subject(self) -> str:
        """The list or panel that has the focus, or what fills the screen."""
        from ..help.figures import FIGURES

        asked = (self.focused, self.views.zoomed)
        names = (*(each.id or "" for each in asked if each is not None), self.views.shown)
        return next((name for name in names if name in FIGURES), "")

    def action_run(self) -> None:
        """Start what is chosen."""
        self.concviz.runs.begin()

    def action_stop(self) -> None:
        """Stop the run."""
        self.concviz.runs.stop()

    def action_view(self, verb: str, by: int = 0) -> None:
        """Change what is seen."""
        self.views.act(verb, by)

    def on_key(self) -> None:
        """Whatever is pressed, the keys can be read again for a while."""
        self.views.wake()

    def action_workers(self, by: int) -> None:
        """More or fewer workers."""
        self.pickers.turn("workers", by)

    def action_pick(self, what: str) -> None:
        """Focus the list of what is to be chosen, or (second press, or no room for it, or no list) open its picker."""
        place = {"task": self.tasks, "model": self.models, "python": self.rows.rows["python"]}.get(what)
        folded = not self.query_one("#left").display or self.views.zoomed is not None or bool(self.views.shown)
        if place is None or folded or place.has_focus:
            self.pickers.pick(what)
        else:
            place.focus()

    def action_advise(self) -> None:
        """Find out which model fits the chosen function, and show it."""
        from .dialogs.advice import show_advice

        self.concviz.studies.begin("advice", Advise(), partial(show_advice, self.app))

    def action_output(self) -> None:
        """Show what the run on the screen has printed."""
        from .dialogs.output import show_output

        show_output(self.app, self.concviz)

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        if message.sender is self.tasks:
            self.pickers.task_picked(message.name, final=message.final)
            self._hint()
        else:
            self.concviz.settings.choose(model=message.name)
        if message.final:
            self.set_focus(None)

    @on(ChoiceList.Refused)
    def _refused(self, message: ChoiceList.Refused) -> None:
        message.stop()
        self.pickers.model_refused(message.row)

    @on(SettingRow.Turned)
    def _turned(self, message: SettingRow.Turned) -> None:
        message.stop()
        self.pickers.turn(message.name, message.by)

    @on(SettingRow.Asked)
    def _asked(self, message: SettingRow.Asked) -> None:
        message.stop()
        self.pickers.pick(message.name)
