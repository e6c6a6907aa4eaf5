"""A recording in a few words, for lists on screens and in commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ...engine.text.clocks import clock
from ...engine.text.printable import printable
from ...engine.text.quantities import NOTHING, size
from ...engine.text.words import plural

if TYPE_CHECKING:
    from ...engine.session.events import Machine
    from ...engine.session.library.find import Recording
    from ...engine.session.library.summary import RunLine, Summary
    from ..app.parts.last_study import LastStudy

SAYS_NOTHING = re.compile(r"\((R|TM|r|tm)\)|\b(CPU|Processor)\b|@ ?[\d.]+ ?GHz")


@dataclass(frozen=True, slots=True)
class Words:
    """One row."""

    name: str
    """Its name; of one that nobody has named, what was run in it."""
    date: str
    """When it was recorded, in the time of this place: `22 Nov 14:10`, with the year if it is another one."""
    machine: str
    runs: str
    length: str
    chapters: str
    size: str
    notice: str


def recording_words(recording: Recording) -> Words:
    """The row of a recording."""
    told = recording.summary
    machine = told.machine
    count, chapters = len(told.runs) + told.more_runs, len(told.chapters) + told.more_chapters
    return Words(
        printable(recording.name) if recording.kept else what_was_run(told),
        date_words(told.created),
        machine_words(machine) if machine else NOTHING,
        plural(count, "run"),
        clock(told.length_us),
        f"{chapters:,}" if chapters else NOTHING,
        size(told.size_bytes),
        "being recorded now" if recording.living else printable(told.notice.removeprefix(f"{told.name} ")),
    )


def what_was_run(told: Summary) -> str:
    """`π by Monte Carlo · threads, processes; Download · asyncio`: each task once, in the order of their first runs.

    The chapters where there is no run.
    """
    models: dict[str, list[str]] = {}
    for run in told.runs:
        mine = models.setdefault(run.title, [])
        if run.model not in mine:
            mine.append(run.model)
    said = "; ".join(" · ".join(filter(None, (title, ", ".join(mine)))) for title, mine in models.items())
    return printable(said or "; ".join(title for _, title in told.chapters)) or "no run"


def fitted(text: str, cells: int, side: str = "<") -> str:
    """The text in exactly so many cells of a terminal, at their left or right; cut with `…`."""
    if cell_len(text) > cells:
        text = set_cell_size(text, max(0, cells - 1)) + "…"
    blank = " " * (cells - cell_len(text))
    return text + blank if side == "<" else blank + text


def system_words(machine: Machine) -> str:
    """`Linux 6.18`: the kernel's name, and of its release what a person remembers."""
    name, _, rest = machine.system.partition(" ")
    release = re.match(r"\d+(\.\d+)?", rest)
    return printable(f"{name} {release[0]}" if release else name) or "another machine"


def machine_words(machine: Machine) -> str:
    """`Intel Xeon · 2 cores`: a maker's marks and what the name of any CPU says leave no room for what tells it apart."""
    cores = plural(machine.cores, "core")
    cpu = " ".join(SAYS_NOTHING.sub(" ", machine.cpu).split())
    return printable(f"{cpu or system_words(machine)} · {cores}")


def date_words(created: str) -> str:
    """`22 Nov 14:10`."""
    try:
        when = datetime.fromisoformat(created.replace("Z", "+00:00")).astimezone()
    except ValueError:
        return NOTHING
    year = f" {when:%Y}" if when.year != datetime.now(UTC).year else ""
    return f"{when.day} {when:%b}{year} {when:%H:%M}"


def study_words(study: LastStudy, title: str) -> str:
    """`π by Monte Carlo, 4 models, 22 Nov 14:10`."""
    things = {"compare": "model", "sweep": "worker count", "differences": "cell"}
    what = plural(study.rows, things.get(study.kind, "row"))
    return ", ".join(word for word in (printable(title or study.task), what, date_words(study.created)) if word)


def run_words(run: RunLine) -> str:
    """`π by Monte Carlo · threads · 4 workers`."""
    workers = plural(run.workers, "worker")
    return printable(" · ".join(word for word in (run.title, run.model, workers) if word))
