"""What can be chosen about an export on the screen: rows, their values, and what they mean for the request."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...engine.export.film.grid import one_line
from ...engine.export.film.timing import moment
from ...engine.export.formats import FORMATS
from ...engine.export.options import ExportOption, ExportRequest, export_options, size_of
from ...engine.session.file.reader import load
from ...engine.session.library.names import name_of
from ...engine.session.memory.chapters import chapters
from ...engine.text.clocks import clock
from ...engine.text.quantities import duration
from ...engine.text.words import plural
from ..app.choice import turned
from ..app.parts.play_head import SPEEDS
from ..lab.panels import ALONE

STEPS: dict[str, tuple[Any, ...]] = {"speeds": SPEEDS, "panels": ("", *ALONE)}
"""Values that the table of export options names and only the interface knows; `chapters` are those of the recording."""
PREVIEW_SCALE = 1.0


def form_rows(request: type[ExportRequest] = ExportRequest) -> dict[str, ExportOption]:
    """The options that are on the form, by the title of the row."""
    return {each.row: each for each in export_options(request) if each.row}


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen, and what there is to choose from."""

    name: str
    length_s: float
    chapters: tuple[tuple[float, str], ...]
    folder: Path
    request: ExportRequest
    typed_out: str = ""
    """A file that the user typed; else one that follows the format."""
    source: Path = field(default_factory=Path)

    @property
    def out(self) -> str:
        """The file to make."""
        return self.typed_out or str(default_out(self.folder, self.source, self.request.to))

    @property
    def rows(self) -> frozenset[str]:
        """The rows that mean something for the format."""
        of = FORMATS[self.request.to].of
        return frozenset(name for name, row in form_rows(type(self.request)).items() if of in row.of)

    @property
    def about(self) -> tuple[str, ...]:
        """What the format is, where there is no preview."""
        return (self.request.to, FORMATS[self.request.to].about)

    @property
    def note(self) -> str:
        """What to know before: the format in a few words."""
        return FORMATS[self.request.to].about

    @property
    def length_words(self) -> str:
        """` · 8 s, 32 frames`: how long a film will be; '' where there is none."""
        request = self.request
        if FORMATS[request.to].of != "movie":
            return ""
        first = moment(request.from_, self.chapters) if request.from_ else 0.0
        last = moment(request.until, self.chapters) if request.until else self.length_s
        length_s = max(0.0, min(last, self.length_s) - first) / request.speed
        most = "at most " if request.idle_s is not None else ""
        return f" · {most}{duration(length_s, exact=True)}, {most}{plural(max(1, math.ceil(length_s * request.fps)), 'frame')}"

    def changed(self, **fields: Any) -> Choices:
        """With other values."""
        return replace(self, request=replace(self.request, **fields))

    def preview(self) -> ExportRequest | None:
        """The request for a small picture of the first frame; None where the format has none."""
        request = self.request
        if FORMATS[request.to].of == "session":
            return None
        at = request.from_ or (f"{self.chapters[0][0]:.3f}" if self.chapters else "0")
        if FORMATS[request.to].of == "movie":
            at = request.from_ or "0"
        return ExportRequest(
            "png",
            at=at,
            size=request.size,
            theme=request.theme,
            panel=request.panel,
            scale=PREVIEW_SCALE,
            title=self.name,
        )


def default_out(folder: Path, source: Path, to: str) -> Path:
    """The recording's name with the format's ending."""
    suffix = FORMATS[to].suffix or f"-{to}"
    return folder / (name_of(source) + suffix)


def short_path(out: str, folder: Path) -> str:
    """A path as one would type it here."""
    path = Path(out)
    return str(path.relative_to(folder)) if path.is_absolute() and path.is_relative_to(folder) else out


def choices_of(path: Path) -> Choices:
    """What can be chosen of a recording.

    Raises:
        SessionFileError: it can't be read.
    """
    session = load(path)
    marks = tuple((t_us / 1e6, one_line(title, 60)) for t_us, title in chapters(session))
    return Choices(name_of(path), session.length_us / 1e6, marks, Path.cwd(), ExportRequest("gif"), source=path)


def row_value(name: str, choices: Choices) -> str:
    """A row's value for a person."""
    row = form_rows(type(choices.request))[name]
    if row.name == "out":
        return short_path(choices.out, choices.folder)
    value = getattr(choices.request, row.name)
    if row.steps == "chapters":
        return _time(value, choices, row.unset)
    return row.shown.format(value) if value not in ("", None, False) else row.unset


def _time(text: str, choices: Choices, otherwise: str) -> str:
    if not text:
        return otherwise
    at_s = moment(text, choices.chapters)
    title = next((title for t_s, title in choices.chapters if abs(t_s - at_s) < 0.0005), "")
    return f"{clock(round(at_s * 1e6))} {title}".strip()


def turned_choice(name: str, choices: Choices, by: int) -> Choices:
    """One step to the next (1) or last (-1) value of a row."""
    row = form_rows(type(choices.request))[name]
    steps = row.steps
    if steps == "chapters":
        steps = ("", *(f"{t_s:.3f}" for t_s, _ in choices.chapters if t_s > 0))
    elif isinstance(steps, str):
        steps = STEPS[steps]
    return choices.changed(**{row.name: turned(steps, getattr(choices.request, row.name), by)}) if steps else choices


def typed_choice(name: str, choices: Choices, text: str) -> Choices:
    """What was typed into a row.

    Raises:
        ExportError: it is no time, chapter or size.
    """
    text = text.strip()
    if name == "file":
        return replace(choices, typed_out=text)
    if name == "size":
        columns, rows = size_of(text)
        return choices.changed(size=f"{columns}x{rows}")
    row = form_rows(type(choices.request))[name]
    at = "" if text in ("", row.unset) else f"{_moment(text, choices):.3f}"
    return choices.changed(**{row.name: at})


def _moment(text: str, choices: Choices) -> float:
    """`00:08 Now processes`, as a row shows it, is a time too."""
    head, _, title = text.partition(" ")
    known = next((t_s for t_s, each in choices.chapters if each == title and clock(round(t_s * 1e6)) == head), None)
    return known if known is not None else moment(text, choices.chapters)
