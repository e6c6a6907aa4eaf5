"""What can be chosen about an export on the screen: rows, their values, and what they mean for the request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...engine.export.film.grid import one_line
from ...engine.export.film.timing import moment
from ...engine.export.formats import FORMATS
from ...engine.export.options import ExportOption, ExportRequest, export_options, size_of
from ...engine.export.part import Parts, estimate_of, parts_of
from ...engine.export.progress import ExportError
from ...engine.session.file.reader import load
from ...engine.session.library.names import name_of
from ...engine.text.clocks import clock
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
    parts: Parts
    folder: Path
    request: ExportRequest
    typed_out: str = ""
    """A file that the user typed; else one that follows the format."""
    source: Path = field(default_factory=Path)
    this_run: str = ""
    """The number of the run that was on the screen; '' for none."""

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
        """` · 8 s, 32 frames · about 70 to 400 kB, 2 to 7 s to make`: what a film will come to; '' where there is none."""
        if FORMATS[self.request.to].of != "movie":
            return ""
        try:
            return f" · {estimate_of(self.parts, self.request).text}"
        except ExportError as error:
            return f" · {error}"

    def changed(self, **fields: Any) -> Choices:
        """With other values."""
        return replace(self, request=replace(self.request, **fields))

    def preview(self) -> ExportRequest | None:
        """The request for a picture of what it will be, of a film where most is to be seen; None where the format has none."""
        request = self.request
        if FORMATS[request.to].of == "session":
            return None
        at = request.at or (request.from_ if FORMATS[request.to].of == "still" else "")
        return ExportRequest(
            "png", at=at, run=request.run, size=request.size, theme=request.theme, panel=request.panel, scale=PREVIEW_SCALE,
            title=self.name,
        )  # fmt: skip


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
    parts = parts_of(load(path))
    parts = replace(parts, chapters=tuple((t_s, one_line(title, 60)) for t_s, title in parts.chapters))
    return Choices(name_of(path), parts, Path.cwd(), ExportRequest("gif"), source=path)


def row_value(name: str, choices: Choices) -> str:
    """A row's value for a person."""
    row = form_rows(type(choices.request))[name]
    if row.name == "out":
        return short_path(choices.out, choices.folder)
    value = getattr(choices.request, row.name)
    if row.steps == "chapters":
        return _time(value, choices, row.unset)
    if row.steps == "runs" and value:
        run = choices.parts.run(value)
        return f"{'this run' if value == choices.this_run else run.run}: {run.title}"
    return row.shown.format(value) if value not in ("", None, False) else row.unset


def _time(text: str, choices: Choices, otherwise: str) -> str:
    if not text:
        return otherwise
    at_s = moment(text, choices.parts.chapters)
    title = next((title for t_s, title in choices.parts.chapters if abs(t_s - at_s) < 0.0005), "")
    return f"{clock(round(at_s * 1e6))} {title}".strip()


def turned_choice(name: str, choices: Choices, by: int) -> Choices:
    """One step to the next (1) or last (-1) value of a row."""
    steps, known = steps_of(name, choices), getattr(choices.request, form_rows(type(choices.request))[name].name)
    values = tuple(value for value, _ in steps)
    return steps[values.index(turned(values, known, by))][1] if steps else choices


def steps_of(name: str, choices: Choices) -> list[tuple[Any, Choices]]:
    """The values that a row goes through, each with the choices that it makes."""
    row = form_rows(type(choices.request))[name]
    steps = row.steps
    if steps == "chapters":
        steps = ("", *(f"{t_s:.3f}" for t_s, _ in choices.parts.chapters if t_s > 0))
    elif steps == "runs":
        own = (choices.this_run,) if choices.this_run else ()
        steps = ("", *own, *(str(run.run) for run in choices.parts.runs if str(run.run) != choices.this_run))
    elif isinstance(steps, str):
        steps = STEPS[steps]
    return [(value, choices.changed(**{row.name: value})) for value in steps]


def note_of(name: str, choices: Choices) -> str:
    """What a value means, where that is known: a format."""
    return choices.note if name == "format" else ""


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
    known = next(
        (t_s for t_s, each in choices.parts.chapters if each == title and clock(round(t_s * 1e6)) == head), None
    )
    return known if known is not None else moment(text, choices.parts.chapters)
