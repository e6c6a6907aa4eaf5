"""What the renderers draw: grids of cells, and a movie made of them.

Whoever replays a session turns the strips of each frame into one `Grid`; every moving format and every still one is
drawn from that same grid, so they can't disagree. Rows and cells are shared between frames wherever nothing changed:
a row that is the same object as the last frame's row costs the renderers one comparison.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

RGB = tuple[int, int, int]
DIM = 0.55
"""How much of the foreground is left in a dim cell; the rest is its background."""
LONGEST_GRAPHEME = 8
"""Code points kept of one grapheme: more accents than that are an attack, not a letter."""


class Style(NamedTuple):
    """How a cell looks; the colours are final (reverse and transparency already applied)."""

    fg: RGB
    bg: RGB
    bold: bool = False
    italic: bool = False
    underline: bool = False
    dim: bool = False

    @property
    def ink(self) -> RGB:
        """The colour that the glyph is really drawn in: the foreground, weakened in a dim cell."""
        return mix(self.bg, self.fg, DIM) if self.dim else self.fg


class Cell(NamedTuple):
    """One grapheme. A wide one has width 2 and is followed by a cell of width 0 with no text and the same style."""

    text: str
    style: Style
    width: int = 1


Row = tuple[Cell, ...]
Runs = Sequence[tuple[str, Style]]
Splitter = Callable[[str], Iterable[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One picture in cells: every row has exactly `columns` of them."""

    rows: tuple[Row, ...]
    columns: int

    @property
    def size(self) -> tuple[int, int]:
        """(columns, rows)."""
        return self.columns, len(self.rows)

    def text(self) -> str:
        """The characters alone, one line a row, without spaces at line ends."""
        return "\n".join("".join(cell.text for cell in row).rstrip() for row in self.rows)


class Frame(NamedTuple):
    """A grid and when it appears, in seconds of the movie."""

    t_s: float
    grid: Grid


class Mark(NamedTuple):
    """A chapter."""

    t_s: float
    title: str


class Caption(NamedTuple):
    """A sentence that is shown from one moment up to, but not at, another (seconds of the movie)."""

    from_s: float
    until_s: float
    text: str


class Table(NamedTuple):
    """The results, for those who read rather than watch: plain text in rows as long as `columns`."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Movie:
    """Frames over time, all of one size, and what is said about them. All times are the movie's own."""

    frames: Callable[[], Iterable[Frame]]
    """Makes the frames anew, in order, the first at 0; renderers call it once."""
    count: int
    """How many frames there will be, for the progress bar."""
    length_s: float
    """When the last frame stops being shown."""
    columns: int
    rows: int
    ground: RGB
    """The theme's own background, around and between the cells."""
    title: str = ""
    chapters: tuple[Mark, ...] = ()
    captions: tuple[Caption, ...] = ()
    table: Table = field(default=Table())
    dark: bool = True
    """Whether the theme is a dark one."""
    ink: RGB = (224, 230, 240)
    """The theme's own text colour, for captions and the window's title."""

    def replace(self, **changes: object) -> Movie:
        """The same movie with some fields changed."""
        return replace(self, **changes)  # pyright: ignore[reportArgumentType]


def mix(under: RGB, over: RGB, share: float) -> RGB:
    """`over` laid on `under` with an opacity of `share` (0 to 1)."""
    return (
        round(under[0] + (over[0] - under[0]) * share),
        round(under[1] + (over[1] - under[1]) * share),
        round(under[2] + (over[2] - under[2]) * share),
    )


def web(colour: RGB) -> str:
    """`#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def grid_of(lines: Iterable[Runs], columns: int, rows: int, ground: Style, split: Splitter | None = None) -> Grid:
    """A grid from lines of (text, style) runs; what is too long is cut, what is missing is filled with `ground`.

    `split` says how the caller counts graphemes and their widths (default: `graphemes`), so that the grid lies exactly
    as the caller laid out its screen.
    """
    made = [row_of(runs, columns, ground, split or graphemes) for _, runs in zip(range(rows), lines, strict=False)]
    made += [(_cell(" ", ground, 1),) * columns] * (rows - len(made))
    return Grid(tuple(made), columns)


def row_of(runs: Runs, columns: int, ground: Style, split: Splitter) -> Row:
    """One row of exactly `columns` cells."""
    cells: list[Cell] = []
    for text, style in runs:
        for grapheme, width in split(text):
            if len(cells) + width > columns:
                break
            cells.append(_cell(grapheme, style, width))
            if width == 2:
                cells.append(_cell("", style, 0))
    cells += [_cell(" ", ground, 1)] * (columns - len(cells))
    return tuple(cells)


@lru_cache(maxsize=65_536)
def _cell(text: str, style: Style, width: int) -> Cell:
    return Cell(text if width == 0 else unicodedata.normalize("NFC", readable(text)) or " ", style, width)


def graphemes(text: str) -> Iterator[tuple[str, int]]:
    """Text cut into what is seen as one character, with its width in cells (1 or 2)."""
    if text.isascii():
        yield from ((character, 1) for character in text)
        return
    held, width, joined = "", 0, False
    for character in text:
        step = _width(character)
        if held and (step == 0 or joined):
            held, joined = held + character, character == "\u200d"
            continue
        if held:
            yield held, width
        held, width, joined = character, max(step, 1), False
    if held:
        yield held, width


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def readable(text: str) -> str:
    """Text without what could act instead of being read.

    Control characters, lone surrogates and private characters become the replacement character; marks that turn the reading
    direction and other invisible ones (but for those that join emoji) are taken out.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = [seen for character in text for seen in (_seen(character),) if seen]
    return "".join(kept[:LONGEST_GRAPHEME]) if len(text) > LONGEST_GRAPHEME and _one(text) else "".join(kept)


def _one(text: str) -> bool:
    return all(_width(character) == 0 for character in text[1:])


@lru_cache(maxsize=4096)
def _seen(character: str) -> str:
    if character in "\u200d\ufe0e\ufe0f":
        return character
    kind = unicodedata.category(character)
    if kind in {"Zl", "Zp"} or character in "\n\t":
        return " "
    if kind in {"Cc", "Cs", "Co", "Cn"}:
        return "\ufffd"
    return "" if kind == "Cf" else character


def one_line(text: str, longest: int) -> str:
    """A title or caption, harmless, on one line, cut with `…` where it is longer than `longest` characters."""
    flat = " ".join(readable(text[: longest * 4 + 64]).split())
    return flat if len(flat) <= longest else flat[: max(longest - 1, 0)].rstrip() + "…"
