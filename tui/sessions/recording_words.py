"""A recording in a few words, for lists on screens and in commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ...engine.text.printable import plain
from ..app.play_head import clock

if TYPE_CHECKING:
    from ...engine.session.events import Machine
    from ...engine.session.library.keeping import Recording
    from ...engine.session.library.summary import RunLine, Summary

NOTHING = "–"


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
        plain(recording.name) if recording.kept else what_was_run(told),
        date_words(told.created),
        machine_words(machine) if machine else NOTHING,
        f"{count:,} run{'s' if count != 1 else ''}",
        clock(told.length_us),
        f"{chapters:,}" if chapters else NOTHING,
        size_words(told.size_bytes),
        "being recorded now" if recording.living else plain(told.notice.removeprefix(f"{told.name} ")),
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
    return plain(said or "; ".join(title for _, title in told.chapters)) or "no run"


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
    return plain(f"{name} {release[0]}" if release else name) or "another machine"


def machine_words(machine: Machine) -> str:
    """`AMD EPYC · 2 cores`."""
    cores = f"{machine.cores} core{'s' if machine.cores != 1 else ''}"
    return plain(f"{machine.cpu or system_words(machine)} · {cores}")


def date_words(created: str) -> str:
    """`22 Nov 14:10`."""
    try:
        when = datetime.fromisoformat(created.replace("Z", "+00:00")).astimezone()
    except ValueError:
        return NOTHING
    year = f" {when:%Y}" if when.year != datetime.now(UTC).year else ""
    return f"{when.day} {when:%b}{year} {when:%H:%M}"


def size_words(size_bytes: int) -> str:
    """`1.3 MB`."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"{max(0, round(size_bytes / 1e3))} kB"


def run_words(run: RunLine) -> str:
    """`π by Monte Carlo · threads · 4 workers`."""
    workers = f"{run.workers:,} worker{'s' if run.workers != 1 else ''}"
    return plain(" · ".join(word for word in (run.title, run.model, workers) if word))
