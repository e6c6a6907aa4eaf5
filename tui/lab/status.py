"""The status line: what concviz itself costs, what was lost, how long bars look back; and what the machine doesn't tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.text.quantities import duration, percent
from ...engine.text.words import plural
from ..app.backend import Inventory
from ..app.choice import Choice, size_text
from ..widgets.line import Line, Part, Parts, width
from .setting_rows import setting_text

if TYPE_CHECKING:
    from ...engine.analysis.run_title import RunTitle
    from ...engine.analysis.snapshot import Snapshot


def _own(permille: int | None) -> str:
    if permille is None:
        return ""
    return f"concviz itself {percent(permille / 1000, 1 if permille < 10 else 0)} of a core"


def _lost(snapshot: Snapshot) -> Part:
    words = []
    if snapshot.dropped_spans:
        words.append(f"{plural(snapshot.dropped_spans, 'span')} lost")
    if snapshot.thinned_spans:
        words.append(f"{snapshot.thinned_spans:,} only counted")
    return Part(", ".join(words) or "no span lost", "warn" if words else "dim")


def status_parts(snapshot: Snapshot) -> list[Part]:
    """The facts in the order of their weight."""
    facts = [Part(_own(snapshot.own_permille), "dim")]
    if snapshot.run is not None and snapshot.source.lanes:
        facts.append(_lost(snapshot))
    if snapshot.run is not None and snapshot.run.error.traceback:
        facts.append(Part("its traceback (O)", "warn", "screen.output"))
    elif snapshot.run is not None and snapshot.run.output:
        count = snapshot.run.output.count("\n") or 1
        facts.append(Part(f"it printed {plural(count, 'line')} (O)", "warn", "screen.output"))
    if not snapshot.source.tasks:  # its samples come with heartbeats
        facts.append(Part(f"bars over {duration(snapshot.cores.window_s, exact=True)}", "dim"))
    if snapshot.run is not None and snapshot.run.plan.nice is not None:
        facts.append(Part(f"lab at nice {snapshot.run.plan.nice}", "dim"))
    if snapshot.missing:
        names = ", ".join(what for what, _why in snapshot.missing)
        facts.append(Part(f"can't see here: {names} (F1)", "warn", "app.help"))
    return [fact for fact in facts if fact.text]


class StatusLine(Line):
    """One line of small print; a hint (say, about the task under the cursor) takes its place while there is one."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._facts: list[Part] = []
        self._hint = ""

    def show(self, snapshot: Snapshot) -> None:
        """Show the facts of this snapshot."""
        facts = status_parts(snapshot)
        if facts != self._facts:
            self._facts = facts
            self.redraw()

    def hint(self, text: str) -> None:
        """Show this instead of the facts; '' for the facts again."""
        if text != self._hint:
            self._hint = text
            self.redraw()

    def parts(self, cells: int) -> Parts:
        """The hint, or as many facts as fit."""
        if self._hint:
            return (Part(f" {self._hint}", "title"),)
        parts: list[Part] = [Part(" ")]
        for fact in self._facts:
            more = [Part(" · " if len(parts) > 1 else "", "dim"), fact]
            if width((*parts, *more)) <= cells:
                parts += more
        return tuple(parts)


class RunTitleLine(Line):
    """The run that is shown: `π by Monte Carlo · 4 threads · CPython 3.14.2, GIL · done in 4.1 s`; it outlives the run."""

    def __init__(self) -> None:
        super().__init__(id="title")
        self._title: RunTitle | None = None
        self._preparing = False

    def show(self, title: RunTitle | None, *, preparing: bool = False) -> None:
        """Show this title; None: nothing has run, though the first run may be `preparing`."""
        if (title, preparing) != (self._title, self._preparing):
            self._title, self._preparing = title, preparing
            self.redraw()

    def parts(self, cells: int) -> Parts:
        """As many of its words as fit; what became of the run stays longest."""
        title = self._title
        if title is None:
            return (Part(" The run is being prepared." if self._preparing else " Nothing has run yet.", "dim"),)
        ink = {"failed": "bad", "stopped": "warn"}.get(title.state, "good" if title.state.startswith("done") else "key")
        for words in ((title.workers, title.python), (title.workers,), ()):
            told = [part for word in words if word for part in (Part(" · ", "dim"), Part(word, "title"))]
            parts = (Part(f" {title.task}", "strong"), *told, Part(" · ", "dim"), Part(title.state, ink))
            if width(parts) <= cells:
                return parts
        return (Part(f" {title.task}", "strong"), Part(" · ", "dim"), Part(title.state, ink))


class FoldLine(Line):
    """The left column in one line, where there is no room for it: `next: π by Monte Carlo · processes · 4 workers · 4 s`.

    It is there while it says something else than the title of the run that is shown.
    """

    def __init__(self) -> None:
        super().__init__(id="fold", classes="-next")
        self._parts: Parts = ()
        self._differs = False

    def show_next(self, *, differs: bool, ran: bool) -> None:
        """Whether what is chosen differs from the run that is shown, and whether there is such a run."""
        self.set_class(differs or not ran, "-next")
        if self._differs != (differs and ran):
            self._differs = differs and ran
            self.redraw()

    def show_choice(self, shelf: Inventory, choice: Choice) -> None:
        """Show what is chosen; each word opens its picker."""
        task, model = shelf.task(choice.task), shelf.models.get(choice.model)
        dot = Part(" · ", "dim")
        self._parts = (
            Part(" t ", "key", "screen.pick('task')"),
            Part(task.title if task else choice.task, "strong", "screen.pick('task')"),
            dot,
            Part("m ", "key", "screen.pick('model')"),
            Part(model.title if model else choice.model, "strong", "screen.pick('model')"),
            dot,
            Part("± ", "key", "screen.pick('workers')"),
            Part(plural(choice.workers, "worker"), "", "screen.pick('workers')"),
            dot,
            Part(size_text(choice, task), "", "screen.pick('size')"),
            dot,
            Part("p ", "key", "screen.pick('python')"),
            Part(setting_text("python", shelf, choice), "", "screen.pick('python')"),
        )
        self.redraw()

    def parts(self, cells: int) -> Parts:
        """All of it; the key hints go where it doesn't fit."""
        before = (Part(" next:", "warn"),) if self._differs else ()
        whole = (*before, *self._parts)
        return whole if width(whole) <= cells else (*before, *self._without_keys())

    def _without_keys(self) -> Parts:
        return (Part(" "), *(part for part in self._parts if part.ink != "key"))
