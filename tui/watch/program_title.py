"""The first line of Watch: which program, its number, for how long, how many processes and threads, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.text.quantities import duration
from ...engine.text.words import plural
from ..widgets.line import Line, Part, Parts, width

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ..app.parts.watches import Watched


class ProgramTitle(Line):
    """`python server.py · process 71 · 12 s · 3 processes, 14 threads · running`."""

    def __init__(self) -> None:
        super().__init__(id="title")
        self._parts: Parts = (Part(" Nothing is watched yet.", "dim"),)

    def show(self, snapshot: Snapshot, *, watched: Watched | None) -> None:
        """Show the program of this snapshot."""
        parts = title_parts(snapshot, watched)
        if parts != self._parts:
            self._parts = parts
            self.redraw()

    def parts(self, cells: int) -> Parts:
        """As many of its words as fit; what became of it stays longest."""
        words = list(self._parts)
        while len(words) > 2 and width(tuple(words)) > cells:
            del words[-2]
        return tuple(words)


def title_parts(snapshot: Snapshot, watched: Watched | None) -> Parts:
    """Name first, state last."""
    run, view = snapshot.run, snapshot.program
    if run is None or (view is None and not snapshot.source.tasks):
        return (Part(" No program is watched in this session.", "dim"),)
    ended = run.ended_us is not None and run.ended_us <= snapshot.t_us
    lasted = ((run.ended_us or 0) if ended else snapshot.t_us) - run.started_us
    dot = " · "
    told = [duration(round(lasted / 1e6) if lasted >= 1e6 else lasted / 1e6)]
    if snapshot.cluster is not None and not ended:
        workers, clients = len(snapshot.cluster.workers), snapshot.cluster.clients
        told += [
            plural(len(snapshot.nodes), "node"),
            plural(workers, "worker"),
            plural(clients, "client") + " beside us",
        ]
    if view is not None and view.processes:
        pid = view.processes[0].pid
        threads = sum(len(each.threads) for each in view.processes)
        counts = f"{plural(len(view.processes), 'process')}, {plural(threads, 'thread')}"
        told = [f"process {pid}", *told, *([counts] if not ended else [])]
    state, ink = "running", "good"
    if ended:
        code = watched.exit_code_known if watched is not None else None
        left = run.status == "stopped"
        state = "left running" if left else f"ended, exit code {code}" if code is not None else "ended"
        ink = "warn" if left else "bad" if code else "key"
    middle = [Part(f"{dot}{words}", "title") for words in told]
    return (Part(f" {run.plan.task_title}", "strong"), *middle, Part(f"{dot}{state}", ink))
