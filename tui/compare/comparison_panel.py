"""The models of a comparison, measured on the same items, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.events import Click
from textual.message import Message

from ...engine.analysis.snapshot import Snapshot
from ...engine.model import study_facts as model
from ...engine.model.study_rows import Same
from ...engine.study.study_pages import StudyPage
from ...engine.text.quantities import duration, percent, size, time_left_between, times
from ...engine.text.words import number_word, plural
from ..charts.blocks import line_bar
from ..charts.cells import Row, Run, joined
from ..charts.comparison import answers_row, comparison_rows, window
from ..charts.comparisonlayout import Entry, layout
from ..charts.frame import Drawing
from ..widgets.panel import ViewPanel

LINE_INKS = {"faster": "run", "slower": "core"}
SPEED_INKS = {"faster": "bold run", "slower": "bold core"}
ANSWERS: dict[Same, Run] = {"equal": ("✓", "run"), "varies": ("varies", "core"), "wrong": ("✗", "bold failed")}
USES = {"warm-up": "warm-up", "measured": "repeat", "again": "once more, as it was disturbed"}


def row_title(row: model.Row, pythons: Sequence[str]) -> str:
    """`processes ×4`; where Pythons differ there is a column for them."""
    name = row.model if len(pythons) > 1 or "@" not in row.name else row.name
    return f"{name} ×{row.workers:,}" if row.workers > 1 else name


def progress_words(page: StudyPage, room: int) -> Row:
    """`━━━━╸──── 42%  threads, repeat · about 40 s left`, as much as fits."""
    if page.status != "measuring":
        return [(f"{page.status}", "bold gil")] if page.status in ("stopped", "cut off") else []
    what = f"{page.now.row}: {USES[page.now.use]}" if page.now else "getting ready"
    # What may still be added is as it was when this run began, less the time that it has taken since.
    most_s = page.left_s + max(0.0, page.now.most_left_s - page.now.left_s) if page.now else 0.0
    left = time_left_between(page.left_s, most_s) if page.now else ""
    share = f" {percent(page.progress):>3}"
    bar = line_bar(page.progress, 16 if room >= 70 else 8, "interface")
    for words in (f"  {what} · {left}", f"  {left}", ""):
        if len(words) + len(share) + (16 if room >= 70 else 8) <= room:
            return joined(bar, [(share, "bold interface"), (words if left or words == "" else f"  {what}", "text")])
    return [(share.strip(), "bold interface")]


class ComparisonPanel(ViewPanel[StudyPage]):
    """One row a model."""

    TITLE = "Compare"
    selected: int = 0
    """Place of the row that is marked."""

    class Chosen(Message):
        """A row was clicked; `again`: the one that was marked already."""

        def __init__(self, place: int, again: bool) -> None:
            super().__init__()
            self.place, self.again = place, again

    def heading(self, snapshot: Snapshot | None) -> str:
        """Task, items, Python."""
        page = self.view
        if page is None:
            return self.TITLE
        words = [page.title, f"{page.items:,} items" if page.items else ""]
        pythons = _pythons(page)
        words.append(f"CPython {pythons[0]}" if len(pythons) == 1 and pythons[0] else "")
        words = [word for word in words if word]
        while len(words) > 1 and len(" · ".join(words)) > self.size.width // 2:
            words.pop()
        return " · ".join(words)

    def draw_view(self, view: StudyPage, width: int, height: int) -> Drawing:
        """The rows, the time axis, and whether the answers are equal."""
        shown = [entry(row, view) for row in view.rows]
        if len(_pythons(view)) > 1 and not layout(shown, width).has("python"):
            named = zip(shown, view.rows, strict=True)
            shown = [replace(each, name=row.name) if "@" in row.name else each for each, row in named]
        tail = height >= len(shown) + 3
        rows = comparison_rows(
            shown, width, height - tail, selected=self.selected, ceiling=view.ceiling, focus=self.has_focus
        )
        if tail:
            rows.append(answers_row(_answers(view), _ideal(view, self.selected), width))
        return Drawing(
            rows,
            note=progress_words(view, self.size.width // 2),
            foot=_course(view, self.foot_room(width)),
        )

    def on_click(self, event: Click) -> None:
        """Mark the row under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or self.view is None:
            return
        top = 0 if self.frame == "bare" else 1
        height = self.size.height - (2 if self.frame == "round" else top)
        first, count = window(len(self.view.rows), height - 1, self.selected)
        place = first + offset.y - top - 1
        if first <= place < first + count:
            self.post_message(self.Chosen(place, place == self.selected))


def _pythons(page: StudyPage) -> list[str]:
    return list(dict.fromkeys(row.python for row in page.rows))


def entry(row: model.Row, page: StudyPage) -> Entry:
    """The row as the chart takes it."""
    pythons = _pythons(page)
    title = row_title(row, pythons) + ("*" if row.disturbed else "")
    python: dict[str, Run] = {"python": (row.python, "dim")} if len(pythons) > 1 else {}
    if row.error:
        return Entry(title, words=python, message=[("✗ ", "bold failed"), (row.error, "failed")])
    now = page.use_of(row)
    if row.wall_s is None and not now:
        waits = (
            "waits for its turn"
            if page.status == "measuring"
            else "not measured yet"
            if page.status == "planned"
            else "not measured"
        )
        return Entry(title, words=python, message=[("· ", "dim"), (waits, "dim")])
    return Entry(
        title,
        LINE_INKS.get(row.difference, "rest"),
        tuple(row.repeats),
        row.wall_s.median if row.wall_s else None,
        row.wall_s.low if row.wall_s else 0.0,
        row.wall_s.high if row.wall_s else 0.0,
        row.startup_s or 0.0,
        row.speedup.median if row.speedup else None,
        (page.running_s or 0.0) if now else None,
        {**python, **_words(row, now)},
    )


def _words(row: model.Row, now: model.Use | None) -> dict[str, Run]:
    """The figures; what was not measured is a dash."""
    if row.wall_s is None:
        return {"wall": (USES[now] if now else "", "interface")}
    none = ("–", "dim")
    words: dict[str, Run] = {
        "wall": (duration(row.wall_s.median), "strong"),
        "speed-up": _speedup(row),
        "cores": (f"{row.cores_used:.2f}", "strong") if row.cores_used is not None else none,
        "start-up": (duration(row.startup_s), "dim") if row.startup_s is not None else none,
        "peak": (f"{row.peak.threads:,} · {row.peak.processes:,}", "dim"),
        "memory": (size(row.memory_bytes), "dim") if row.memory_bytes is not None else none,
        "pickled": (size(row.pickled_bytes.total) if row.pickled_bytes.total else "0", "dim")
        if row.pickled_bytes
        else none,
        "switches": (f"{row.context_switches:,}", "dim") if row.context_switches is not None else none,
        "same": ANSWERS[row.same] if row.same else none,
    }
    return words


def _speedup(row: model.Row) -> Run:
    """`3.56×`, `≈0.98×` where there is no clear difference."""
    if row.speedup is None:
        return ("–", "dim")
    mark = "≈" if row.difference in ("no clear difference", "") else ""
    return (f"{mark}{times(row.speedup.median)}", SPEED_INKS.get(row.difference, "text"))


def _answers(page: StudyPage) -> Row:
    """Whether the models came to the same results on the same items."""
    found = [row for row in page.rows if row.wall_s]
    head: Row = [("   answers ", "dim")]
    if not found:
        return [*head, ("are compared item by item", "dim")]
    if any(row.same == "varies" for row in found):
        return [*head, ("they vary from run to run, sequential's too", "core")]
    if wrong := [row.name for row in found if row.same == "wrong"]:
        return [*head, (f"✗ {', '.join(wrong)} came to other results", "bold failed")]
    if open_ := [row.name for row in found if row.same is None]:
        return [*head, (f"those of {', '.join(open_)} differ: sequential once more will tell", "dim")]
    words = f"all {number_word(len(found))} equal" if len(found) > 1 else "one so far"
    seen = found[0]
    return [
        *head,
        (f"✓ {words}", "run"),
        (f"   {seen.answer}", "text"),
        (f"   sha-256 {(seen.digest or '')[:8]}…", "dim"),
    ]


def _ideal(page: StudyPage, selected: int) -> Row:
    """What cores alone could give the marked row."""
    if page.ceiling is None or not page.rows:
        return []
    row = page.rows[min(selected, len(page.rows) - 1)]
    most = min(row.workers, page.usable_cores)
    used = f"{most:g} of {plural(page.cores, 'core')}"
    return [(f"ideal with {used} ", "dim"), (f"{times(most)} ", "strong")]


def _course(page: StudyPage, room: int) -> Row:
    """How it was measured; what a star beside a model means is the last that goes."""
    if page.status == "planned" or not page.runs:
        return []
    disturbed = sum(bool(row.disturbed) for row in page.rows)
    words = [f"{plural(page.runs, 'run')} in shuffled order"]
    words.append(f"{page.again} made again" if page.again else "")
    words.append("* other programs were busy" if disturbed else "none disturbed" if page.status == "done" else "")
    words = [word for word in words if word]
    while len(words) > 1 and len(" · ".join(words)) > room:
        words.pop(0)
    return [(" · ".join(words), "gil" if disturbed else "dim")]
