"""The Lab: pick a task and a model, press run, and see what the machine really does.

The screen shows one snapshot at a time and asks nobody for anything; the app hands it over (`show`). What the keys
change is the app's: its choice, its play head, its run. Layouts for the sizes stand in `styles/lab.tcss`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur, DescendantFocus, Resize
from textual.geometry import Size
from textual.widget import Widget

from ..app.play_head import Live
from ..widgets.caption_line import CaptionLine
from ..widgets.footer import Footer, Key
from ..widgets.header import Header
from ..widgets.slot import Slot
from .lab_keys import PANEL_BINDINGS, run_keys, view_keys
from .model_list import ModelList, model_about
from .panels.code_panel import CodePanel
from .pickers import Choosing
from .settings import Buttons, SettingRow, Settings
from .status import FoldLine, StatusLine
from .task_list import TaskList, task_about
from .time_keys import TIME, Travelling

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ..widgets.panel import Panel
    from ..widgets.time_bar import TimeBar

PANELS = {
    "cores": ("panels.cores_panel", "CoresPanel", "Cores"),
    "processes": ("panels.counts_panel", "ProcessesPanel", "Processes"),
    "threads": ("panels.counts_panel", "ThreadsPanel", "Threads"),
    "ledger": ("panels.ledger_panel", "LedgerPanel", "Where the workers' time went"),
    "workers": ("panels.workers_panel", "WorkersPanel", "Workers"),
    "answer": ("panels.answer_panel", "AnswerPanel", "Answer"),
    "findings": ("panels.findings_panel", "FindingsPanel", "What you see"),
    "time": (".widgets.time_bar", "TimeBar", ""),
}
"""Id of each panel on this screen: its module, as seen from here, its class, its title."""

WIDTHS = [(0, "-slim"), (72, "-narrow"), (110, "-normal"), (160, "-wide")]
HEIGHTS = [(0, "-flat"), (18, "-short"), (32, "-tall"), (48, "-high")]
"""Classes of the screen from so many columns or rows on; the layouts stand in `styles/lab.tcss`."""

READ = frozenset(("processes", "threads", "ledger", "findings", "time"))
"""Panels of words and numbers: shown at every third tick of a run."""

HISTORY_STEP_S = 0.5
"""One cell of the cores' history: at least two of the 250 ms that a bar needs to be true to 3 %."""


class LabScreen(Choosing, Travelling):
    """The main screen."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "run", id="lab.run"),
        Binding("s", "stop", "stop", id="lab.stop"),
        *TIME,
        *PANEL_BINDINGS,
    ]

    def __init__(self) -> None:
        super().__init__(id="lab")
        self._filled = False

    def compose(self) -> ComposeResult:
        """Everything, with empty frames in the places of the panels."""
        self._classes_of_size(self.app.size)
        yield Header()
        yield Footer()
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield TaskList("Task", id="tasks")
                yield ModelList("Model", id="models")
                yield Settings(id="settings")
            with Vertical(id="right"):
                yield FoldLine()
                yield self._slot("cores")
                with Horizontal(id="counts"):
                    yield from (self._slot(name) for name in ("processes", "threads", "ledger"))
                yield self._slot("workers")
                yield CodePanel(id="code", classes="panel")
                yield from (self._slot(name) for name in ("answer", "findings"))
                yield CaptionLine()
                yield self._slot("time")
                yield StatusLine()

    def _classes_of_size(self, size: Size) -> None:
        """The classes that the first resize event will bring: with them here the first frame is laid out once."""
        for length, breakpoints in (
            (size.width, WIDTHS),
            (size.height, HEIGHTS),
        ):
            self.add_class(max(each for each in breakpoints if each[0] <= length)[1], update=False)

    def _slot(self, name: str) -> Slot:
        return Slot(PANELS[name][2], id=name, classes="panel slot")

    def on_mount(self) -> None:
        """Show what is chosen; the panels follow once the engine is there."""
        self.show_choice()
        self.show_keys()
        self.lab_app.soon(lambda: self.call_later(self.fill))

    async def fill(self) -> None:
        """Put the panels into their places."""
        with self.app.batch_update():
            for name, (module, cls, _title) in PANELS.items():
                panel = getattr(import_module(f".{module}", __package__), cls)
                slot = self.query_one(f"#{name}", Slot)
                parent = cast(Widget, slot.parent)
                place = parent.children.index(slot)
                await slot.remove()
                await parent.mount(
                    panel(id=name, classes="panel"), before=place if place < len(parent.children) else None
                )
        self._filled = True
        self.fit_frames()
        self.call_after_refresh(self.lab_app.tick, force=True)

    def panels(self) -> Iterator[Panel]:
        """The panels that are there and shown."""
        if self._filled:
            yield from (cast("Panel", self.query_one(f"#{name}")) for name in PANELS)

    # ------------------------------------------------------------------ what is shown

    def show(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """Show this snapshot; what is read rather than watched only with `everything`: at 4 Hz nobody could read it."""
        self.set_class(snapshot.answer.picture is not None, "-picture")
        self.query_one(Header).show(snapshot, self.lab_app.recording(snapshot), self.lab_app.recording_name)
        self.query_one(CaptionLine).show(snapshot.caption)
        for panel in self.panels():
            if panel.id in READ and not everything:
                continue
            if panel.id == "time":
                cast("TimeBar", panel).mode = self.lab_app.mode_of_time()
            panel.show(snapshot)
        self._hint()
        if everything:
            self.query_one(StatusLine).show(snapshot)
            self.query_one(FoldLine).show(snapshot)
        self.show_keys()

    def show_choice(self) -> None:
        """Show what is chosen now."""
        app = self.lab_app
        self.query_one(TaskList).show_choice(app.shelf, app.choice)
        self.query_one(ModelList).show_choice(app.shelf, app.choice)
        self.query_one(Settings).show_choice(app.shelf, app.choice)
        self.query_one(FoldLine).show_choice(app.shelf, app.choice)
        self.query_one(CodePanel).show_choice(app.shelf, app.choice)
        self._hint()

    def show_keys(self) -> None:
        """Light the buttons and write the footer, as things stand."""
        running = self.lab_app.running
        self.query_one(Buttons).show_running(running)
        self.query_one(Footer).show(self.keys(running))

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        view = view_keys(zoomed=self.can_go_back())
        if self.lab_app.replaying:
            return (*self.time_keys(), *view)
        live, turning = isinstance(self.lab_app.head, Live), isinstance(self.focused, SettingRow)
        return (*run_keys(running=running, live=live, turning=turning), *self.mark_keys(), *view)

    def _hint(self) -> None:
        app = self.lab_app
        if app.preparing:
            about = ("Preparing the run: what an item takes is found out by trying it; s stops it.",)
        elif isinstance(self.focused, TaskList):
            about = task_about(app.shelf, self.focused.selected)
        elif isinstance(self.focused, ModelList):
            about = model_about(app.shelf, app.choice.model)
        else:
            about = ()
        self.query_one(StatusLine).hint(about[0] if about else "")

    def on_descendant_focus(self, _event: DescendantFocus) -> None:
        """The footer and the hint follow the focus."""
        self._hint()
        self.show_keys()

    def on_descendant_blur(self, _event: DescendantBlur) -> None:
        """The footer and the hint follow the focus."""
        self._hint()
        self.show_keys()

    def on_resize(self, event: Resize) -> None:
        """Another size, other frames."""
        self.fit_frames()

    def fit_frames(self) -> None:
        """Frames cost two lines each: small screens have one or none."""
        height = self.size.height
        frame = "bare" if height < 18 else "rule" if height < 32 else "round"
        for panel in self.panels():
            if panel.id != "time":
                panel.frame = "round" if panel.has_class("-zoomed") else frame

    # ------------------------------------------------------------------ the run

    def action_run(self) -> None:
        """Start what is chosen."""
        self.lab_app.begin_run()

    def action_stop(self) -> None:
        """Stop the run."""
        self.lab_app.stop_run()

    def is_folded(self) -> bool:
        """Whether the left column is folded into one line."""
        return not self.query_one("#left").display or self._zoomed is not None

    # ------------------------------------------------------------------ what the panels ask for

    def view_options(self) -> dict[str, Any]:
        """The windows of time that the panels have room for, as arguments for `snapshot`; empty before they are there."""
        if not self._filled or self.lab_app.backend is None:
            return {}
        cores: Any = self.query_one("#cores")
        workers: Any = self.query_one("#workers")
        steps = max(1, cores.history_steps(self.lab_app.backend.session.machine.cores))
        return {"timeline_us": int(workers.timeline_us), "history_steps": steps, "history_s": steps * HISTORY_STEP_S}

    def on_workers_panel_window_changed(self) -> None:
        """Another zoom or size: another window of time."""
        self.call_later(self.lab_app.tick, force=True)

    def on_time_bar_seek(self, message: TimeBar.Seek) -> None:
        """A click on the time bar."""
        self.lab_app.seek(message.t_us)
