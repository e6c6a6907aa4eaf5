"""The table of export options: what can be said of an export, one row an option.

A row is a field of `ExportRequest`. The command's options, the arguments of the process that exports, the rows of the form on the
screen and the checks are all made of it, so a new option is one new row, and one place that does what it says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from ..text.suggest import unknown
from .formats import FORMATS
from .progress import ExportError

SIZE = re.compile(r"(\d{1,4})\s*[xX×]\s*(\d{1,4})")
SMALLEST, LARGEST = (40, 10), (400, 120)
"""Screens: columns and rows."""
MOVIE, DRAWN, ALL = ("movie",), ("movie", "still"), ("movie", "still", "session")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOption:
    """One option: on the command line, on the form, and what it may be."""

    flags: tuple[str, ...]
    help: str
    metavar: str | None = None
    type: Callable[[str], Any] = str
    name: str = ""
    """The field's, and what it is where nothing is said; both are the field's own."""
    default: Any = MISSING
    bounds: tuple[float, float] | None = None
    """What a number must lie within."""
    known: tuple[Any, ...] = ()
    """The only values there are."""
    row: str = ""
    """Its title on the form; '' for one that is not there."""
    of: tuple[str, ...] = ALL
    """The row is there for formats that are made of one of these (see `formats.Format`)."""
    steps: tuple[Any, ...] | str = ()
    """Values that a key goes through, or whose they are: `chapters`, `runs`, `panels`, `speeds`."""
    question: str = ""
    """What is asked where the value can be typed."""
    unset: str = ""
    """What the form shows where nothing is chosen."""
    shown: str = "{}"
    """How it shows a value."""

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value: naming it turns the default around."""
        return isinstance(self.default, bool)

    def check(self, value: Any) -> None:
        """Check one value.

        Raises:
            ExportError: it is none of the values there are, or beyond the bounds.
        """
        if value == self.default:
            return
        flag = self.flags[-1]
        if self.known and value not in self.known:
            if isinstance(value, str):
                raise ExportError(unknown(flag.removeprefix("--"), value, self.known))
            raise ExportError(f"{flag} must be {' or '.join(map(str, self.known))}, not {value}")
        if self.bounds and not (math.isfinite(value) and self.bounds[0] <= value <= self.bounds[1]):
            raise ExportError(f"{flag} must be between {self.bounds[0]:g} and {self.bounds[1]:g}, not {value:g}")


def option(default: Any, *flags: str, **more: Any) -> Any:
    """A field of a request: its default, its names on the command line, and whatever else `ExportOption` says."""
    return field(default=default, metadata={"option": {"flags": flags, **more}})


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be made of a session, in a person's words; '' where nothing was said."""

    to: str = option(
        "", "--to", metavar="FORMAT", help=f"{', '.join(FORMATS)}; what OUT's ending means, else.",
        row="format", steps=tuple(FORMATS),
    )  # fmt: skip
    from_: str = option(
        "", "--from", metavar="TIME", help="Seconds, 1:23 or a chapter's title; films begin at what is first seen.",
        row="from", steps="chapters", unset="what is first seen",
        question="Where it begins: seconds, 1:23 or a chapter's title",
    )  # fmt: skip
    until: str = option(
        "", "--until", metavar="TIME", help="Likewise; else to the end.",
        row="until", of=("movie", "session"), steps="chapters", unset="the end",
        question="Where it ends: seconds, 1:23 or a chapter's title",
    )  # fmt: skip
    run: str = option(
        "", "--run", metavar="NUMBER", help="One run alone: its number, or last.",
        row="run", steps="runs", unset="all of them", shown="run {}",
    )  # fmt: skip
    at: str = option("", "--at", metavar="TIME", help="png, svg, figure: the moment.")
    size: str = option(
        "120x40", "--size", metavar="COLSxROWS", help="The screen (120x40).",
        row="size", of=DRAWN, steps=("120x40", "80x24", "100x30", "160x50"),
        question="The screen, as COLUMNSxROWS, like 120x40",
    )  # fmt: skip
    speed: float = option(
        1.0, "--speed", metavar="X", type=float, help="How much faster than it happened (1).", bounds=(0.01, 1000),
        row="speed", of=MOVIE, steps="speeds", shown="{:g}x",
    )  # fmt: skip
    idle_s: float | None = option(
        None, "--idle", metavar="SECONDS", type=float, help="Cut stretches in which nothing runs to this.", bounds=(0, 3600),
        row="idle", of=MOVIE, steps=(None, 2.0, 1.0, 0.5), unset="as it was", shown="at most {:g} s",
    )  # fmt: skip
    fps: float = option(
        4.0, "--fps", metavar="N", type=float, help="Frames a second (4).", bounds=(0.1, 60),
        row="fps", of=MOVIE, steps=(4.0, 8.0, 12.0, 1.0, 2.0), shown="{:g} frames a second",
    )  # fmt: skip
    captions: bool = option(
        True, "--no-captions", help="Leave the captions out.",
        row="captions", of=MOVIE, steps=(True, False), unset="left out", shown="shown",
    )  # fmt: skip
    theme: str = option(
        "dark", "--theme", metavar="NAME", help="dark or light.", row="theme", of=DRAWN, steps=("dark", "light")
    )
    panel: str = option(
        "", "--panel", metavar="NAME", help="One panel alone: present, before-after, workers …",
        row="panel", of=DRAWN, steps="panels", unset="the whole screen",
    )  # fmt: skip
    screen: str = option(
        "lab", "--screen", metavar="NAME", help="lab, compare or differences (lab).",
        known=("lab", "compare", "differences"),
    )  # fmt: skip
    scale: float = option(
        1.0, "--scale", metavar="X", type=float, help="Pictures: 1 is a cell of 10x22 pixels.", bounds=(0.5, 8)
    )
    title: str = option("", "--title", help="In place of the recording's name.")
    window: bool = option(False, "--window", help="png, svg: a window's frame around it.")
    cast_version: int = option(
        2, "--cast-version", metavar="2|3", type=int, help="Version of asciicast (2).", known=(2, 3)
    )
    out: str = option(
        "", "-o", "--out", metavar="OUT", help="The file (csv: the folder) to make; - for standard output.",
        row="file", question="The file to make",
    )  # fmt: skip
    force: bool = option(False, "--force", help="Replace what is there.")


@dataclass(frozen=True, slots=True)
class Options(ExportRequest):
    """A request with its times found, and checked: what writers are given. Each takes what concerns it."""

    from_s: float = 0.0
    """Session time at which the export begins."""
    until_s: float | None = None
    """Session time at which it ends; None for the end."""
    at_s: float | None = None
    """A figure: the moment whose run is drawn; None for the last one."""

    def __post_init__(self) -> None:
        """Check it.

        Raises:
            ExportError: with one sentence for the first thing that is wrong.
        """
        check(self)
        if self.until_s is not None and not self.until_s > self.from_s:
            raise ExportError(f"--until ({self.until_s:g} s) must lie after --from ({self.from_s:g} s)")


def export_options(request: type[ExportRequest] = ExportRequest) -> Iterator[ExportOption]:
    """The rows of the table, in order."""
    for each in fields(request):
        if "option" in each.metadata:
            yield ExportOption(name=each.name, default=each.default, **each.metadata["option"])


def check(request: ExportRequest) -> None:
    """Check each value.

    Raises:
        ExportError: with one sentence for the first thing that is wrong.
    """
    for each in export_options(type(request)):
        each.check(getattr(request, each.name))


def arguments(request: ExportRequest) -> list[str]:
    """The request as words of a command line; what is as usual is left out."""
    words: list[str] = []
    for each in export_options(type(request)):
        value = getattr(request, each.name)
        if value != each.default:
            text = f"{value:g}" if isinstance(value, float) else str(value)
            words += [each.flags[-1]] if each.is_flag else [each.flags[-1], text]
    return words


def size_of(text: str) -> tuple[int, int]:
    """`120x40` as (columns, rows).

    Raises:
        ExportError: it is no size, or none of a screen.
    """
    found = SIZE.fullmatch(text.strip())
    if not found:
        raise ExportError(f"--size is COLUMNSxROWS, like 120x40, not {text[:40]!r}")
    return checked_size(int(found[1]), int(found[2]))


def checked_size(columns: int, rows: int) -> tuple[int, int]:
    """The same size.

    Raises:
        ExportError: no screen is so small or so large.
    """
    if not (SMALLEST[0] <= columns <= LARGEST[0] and SMALLEST[1] <= rows <= LARGEST[1]):
        low, high = (f"{size[0]}x{size[1]}" for size in (SMALLEST, LARGEST))
        raise ExportError(f"--size must be between {low} and {high}, not {columns}x{rows}")
    return columns, rows


def bounds_us(options: Options, length_us: int) -> tuple[int, int]:
    """The range of the session that is wanted, in its own microseconds."""
    until_us = length_us if options.until_s is None else min(round(options.until_s * 1e6), length_us)
    return round(options.from_s * 1e6), until_us
