"""What can be chosen about an export on the screen: rows, their values, and what they mean for the wish."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...engine.export.film.grid import one_line
from ...engine.export.film.timing import moment
from ...engine.export.formats import FORMATS
from ...engine.export.request import ExportRequest, size_of
from ...engine.session.file.reader import load
from ...engine.session.library.keeping import name_of
from ...engine.session.memory.chapters import chapters
from ...engine.text.clocks import clock
from ..app.choice import turned
from ..app.parts.play_head import SPEEDS
from ..lab.panels import ALONE

ROWS = ("format", "from", "until", "size", "speed", "idle", "fps", "captions", "theme", "panel", "file")
OF_KIND = {
    "movie": frozenset(ROWS),
    "still": frozenset(("format", "from", "size", "theme", "panel", "file")),
    "session": frozenset(("format", "from", "until", "file")),
}
"""The rows that mean something, by what a format is made from."""
QUESTIONS = {
    "from": "Where it begins: seconds, 1:23 or a chapter's title",
    "until": "Where it ends: seconds, 1:23 or a chapter's title",
    "size": "The screen, as COLUMNSxROWS, like 120x40",
    "file": "The file to make",
}
"""Rows whose value can be typed."""
SIZES = ("120x40", "80x24", "100x30", "160x50")
IDLES = (None, 2.0, 1.0, 0.5)
FPS = (4.0, 8.0, 12.0, 1.0, 2.0)
THEMES = ("dark", "light")
PREVIEW_SCALE = 1.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen, and what there is to choose from."""

    name: str
    length_s: float
    chapters: tuple[tuple[float, str], ...]
    folder: Path
    wish: ExportRequest
    typed_out: str = ""
    """A file that the user typed; else one that follows the format."""
    source: Path = field(default_factory=Path)

    @property
    def out(self) -> str:
        """The file to make."""
        return self.typed_out or str(default_out(self.folder, self.source, self.wish.to))

    @property
    def rows(self) -> frozenset[str]:
        """The rows that mean something for the format."""
        return OF_KIND[FORMATS[self.wish.to].of]

    @property
    def about(self) -> tuple[str, ...]:
        """What the format is, where there is no preview."""
        return (self.wish.to, FORMATS[self.wish.to].about)

    @property
    def note(self) -> str:
        """What to know before: the format in a few words."""
        return FORMATS[self.wish.to].about

    def changed(self, **fields: Any) -> Choices:
        """With other wishes."""
        return replace(self, wish=replace(self.wish, **fields))

    def preview(self) -> ExportRequest | None:
        """The wish for a small picture of the first frame; None where the format has none."""
        wish = self.wish
        if FORMATS[wish.to].of == "session":
            return None
        at = wish.from_ or (f"{self.chapters[0][0]:.3f}" if self.chapters else "0")
        if FORMATS[wish.to].of == "movie":
            at = wish.from_ or "0"
        return ExportRequest(
            "png", at=at, size=wish.size, theme=wish.theme, panel=wish.panel, scale=PREVIEW_SCALE, title=self.name
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
    wish = choices.wish
    values = {
        "format": lambda: wish.to,
        "from": lambda: _time(wish.from_, choices, "the beginning"),
        "until": lambda: _time(wish.until, choices, "the end"),
        "size": lambda: wish.size,
        "speed": lambda: f"{wish.speed:g}x",
        "idle": lambda: "as it was" if wish.idle_s is None else f"at most {wish.idle_s:g} s",
        "fps": lambda: f"{wish.fps:g} frames a second",
        "captions": lambda: "shown" if wish.captions else "left out",
        "theme": lambda: wish.theme,
        "panel": lambda: wish.panel or "the whole screen",
        "file": lambda: short_path(choices.out, choices.folder),
    }
    return values[name]()


def _time(text: str, choices: Choices, otherwise: str) -> str:
    if not text:
        return otherwise
    at_s = moment(text, choices.chapters)
    title = next((title for t_s, title in choices.chapters if abs(t_s - at_s) < 0.0005), "")
    return f"{clock(round(at_s * 1e6))} {title}".strip()


def turned_choice(name: str, choices: Choices, by: int) -> Choices:
    """One step to the next (1) or last (-1) value of a row."""
    wish = choices.wish
    starts = ("", *(f"{t_s:.3f}" for t_s, _ in choices.chapters if t_s > 0))
    ladders: dict[str, tuple[str, tuple[Any, ...]]] = {
        "format": ("to", tuple(FORMATS)),
        "from": ("from_", starts),
        "until": ("until", starts),
        "size": ("size", SIZES),
        "speed": ("speed", SPEEDS),
        "idle": ("idle_s", IDLES),
        "fps": ("fps", FPS),
        "captions": ("captions", (True, False)),
        "theme": ("theme", THEMES),
        "panel": ("panel", ("", *ALONE)),
    }
    if name not in ladders:
        return choices
    field_name, values = ladders[name]
    return choices.changed(**{field_name: turned(values, getattr(wish, field_name), by)})


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
    field_name = {"from": "from_", "until": "until"}[name]
    if text in ("", "the beginning", "the end"):
        return choices.changed(**{field_name: ""})
    return choices.changed(**{field_name: f"{_moment(text, choices):.3f}"})


def _moment(text: str, choices: Choices) -> float:
    """`00:08 Now processes`, as a row shows it, is a time too."""
    head, _, title = text.partition(" ")
    known = next((t_s for t_s, each in choices.chapters if each == title and clock(round(t_s * 1e6)) == head), None)
    return known if known is not None else moment(text, choices.chapters)
