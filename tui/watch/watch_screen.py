"""Watch: any program, what each of its threads waits for, now and back to the beginning.

Like the Lab it shows one snapshot at a time and asks nobody for anything. Which program is watched is the app's part `Watches`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from ..app.contract import Concviz
from ..app.key_table import bindings
from ..app.parts.clock import Windows
from ..app.parts.play_head import Live
from ..lab.lab_keys import EVERYWHERE
from ..lab.panels.cores_panel import CoresPanel
from ..lab.panels.findings_panel import FindingsPanel
from ..lab.panels.headline_panel import HeadlinePanel
from ..lab.status import StatusLine
from ..widgets.app_screen import AppScreen
from ..widgets.footer import Key, key
from .other_program import pick_other
from .panels.history_panel import HistoryPanel
from .panels.pair_panel import ProgramPairPanel
from .panels.prefixes_panel import PrefixesPanel
from .panels.stream_panel import StreamPanel
from .panels.tree_panel import TreePanel
from .program_title import ProgramTitle

if TYPE_CHECKING:
    from ...engine.analysis.program.program_pair import ProgramPicture
    from ...engine.analysis.snapshot import Snapshot

STYLE = Path(__file__).parent.parent / "theme" / "styles" / "watch.tcss"

TIMELINE_US = 160_000
READ = frozenset(("headline", "tree", "findings", "history", "before-after", "prefixes"))
"""Panels of words and numbers: shown at every third tick."""


class WatchScreen(AppScreen):
    """The program, its processes and threads, and what limits it; or a cluster, its workers and tasks."""

    CSS_PATH = STYLE

    KEYS = ("watch", "lab.stop", "lab.output", "lab.copy", "time")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS)]
    WORDS = (
        ("held", "the share of its time in which a thread held the GIL, on a core or not (CPython 3.13 and newer)"),
        ("ready", "the share of its time in which a thread could run and had no core"),
        ("lock", "any lock but the GIL, or an empty queue: a worker without work waits so, too"),
    )

    def __init__(self, concviz: Concviz) -> None:
        super().__init__(concviz, "watch")
        self.title_line, self.status = ProgramTitle(), StatusLine()
        self._cores: CoresPanel | None = None
        self._zoomed: Widget | None = None

    def body(self) -> Iterator[Widget]:
        """The program above, its threads in the middle, what limits it below."""
        self._cores = CoresPanel(id="cores", classes="panel", whose="this program")
        self.panels = (
            HeadlinePanel(id="headline", classes="panel"), self._cores, HistoryPanel(id="history", classes="panel"),
            TreePanel(id="tree", classes="panel"), FindingsPanel(id="findings", classes="panel"),
            ProgramPairPanel(id="before-after", classes="panel"),
            PrefixesPanel(id="prefixes", classes="panel"), StreamPanel(id="stream", classes="panel"),
        )  # fmt: skip
        headline, cores, history, tree, findings, both, prefixes, stream = self.panels
        with Vertical(id="whole"):
            yield self.title_line
            with Horizontal(id="above-tree"):
                yield from (headline, cores, history, prefixes)
            yield from (tree, stream, findings, both)
            yield from self.foot()
            yield self.status

    def windows(self) -> Windows | None:
        """As long a history of the cores as has room."""
        backend = self.concviz.state.backend
        if backend is None or self._cores is None:
            return None
        steps = self._cores.history_steps(backend.session.machine.cores)
        return Windows.of_steps(TIMELINE_US, steps, other=self.concviz.state.other)

    def show_views(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """The panels, and what the program is."""
        self.set_class(self.concviz.state.other is not None, "-both")
        if self.has_class("-cluster") != snapshot.source.tasks:
            self.set_class(snapshot.source.tasks, "-cluster")
            self._settle()
        for panel in self.panels:
            if everything or panel.id not in READ:
                panel.show(snapshot)
        if everything:
            self.title_line.show(snapshot, watched=self.concviz.watches.watched)
            self.status.show(snapshot)

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        state, watches = self.concviz.state, self.concviz.watches
        back = key("watch.back", weight=92) if self._zoomed is not None else key("watch.open", weight=55)
        pair = (key("watch.pair", label="leave" if state.other is not None else "", weight=68),)
        processes = not self.has_class("-cluster")
        rest = (back, *(pair if processes else ()), key("app.watch-one", weight=86), *EVERYWHERE)
        if state.replaying:
            return (*self.time_keys.replaying(), *rest)
        if watches.watched is None:
            return rest
        live, ours = isinstance(state.head, Live), watches.watched.ours
        return (
            key("time.pause", label="pause" if live else "live", weight=90),
            key("time.left", "time.right", label="rewind", weight=80),
            *((key("lab.stop", label="end it" if ours else "leave it", weight=60),) if running else ()),
            *((key("lab.output", label="output", weight=47),) if ours else ()),
            *((key("watch.lines", label="lines off" if watches.lines else "lines", weight=66),) if processes else ()),
            *self.time_keys.marking(),
            *rest,
        )

    # ------------------------------------------------------------------ what keys do

    def action_stop(self) -> None:
        """End the program that was started here; take leave of another one."""
        self.concviz.watches.stop()

    def action_lines(self) -> None:
        """Ask for lines of Python, or don't."""
        self.concviz.watches.toggle_lines()

    def action_output(self) -> None:
        """Show what the program has printed."""
        from ..lab.dialogs.output import OutputScreen

        snapshot = self.concviz.state.snapshot
        run = snapshot.run if snapshot is not None else None
        watched = self.concviz.watches.watched
        if run is not None and run.output:
            self.app.push_screen(OutputScreen(run))
        elif watched is not None and not watched.ours:
            self.concviz.notify("It prints where it was started; concviz doesn't see that.")
        else:
            self.concviz.notify("It has printed nothing.")

    def action_pair(self) -> None:
        """Set another recording beside this one, or cease to."""
        if self.concviz.state.other is None:
            pick_other(self.app, self.concviz, self._set_beside)
        else:
            self._set_beside(None)

    def _set_beside(self, other: ProgramPicture | None) -> None:
        self._unzoom()
        self.concviz.state.other = other
        self._settle()

    def action_zoom(self) -> None:
        """The focused panel, or the tree, fills the screen; or it goes back to its place."""
        if self._zoomed is not None or self.concviz.state.other is not None:
            self.action_back()
            return
        whole = self.query_one("#stream" if self.has_class("-cluster") else "#tree")
        chosen = next((panel for panel in self.panels if panel is self.focused), whole)
        chosen.add_class("-zoomed")
        self.query_one("#above-tree").set_class(chosen.id not in ("tree", "stream", "findings"), "-zoomed")
        self._zoomed = chosen
        self.add_class("-zoom")
        self._settle()

    def action_back(self) -> None:
        """All panels again."""
        if self.concviz.state.other is not None:
            self._set_beside(None)
        elif self._zoomed is not None:
            self._unzoom()
            self._settle()
        else:
            self.set_focus(None)

    def _unzoom(self) -> None:
        if self._zoomed is not None:
            self._zoomed.remove_class("-zoomed")
            self._zoomed = None
            self.remove_class("-zoom")

    def _settle(self) -> None:
        self.fit_frames()
        self.show_keys()
        self.call_after_refresh(self.concviz.clock.tick, force=True)
