"""What a person wishes of an export: one row an option, from which the command's options and the child's arguments are made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any

from .formats import FORMATS
from .options import ExportError, Options

SIZE = re.compile(r"(\d{1,4})\s*[xX×]\s*(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Wish:
    """How one field is said on the command line."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    type: type = str
    flag: bool = False
    """It takes no value: naming it turns the field's default around."""


def _wish(default: Any, *names: str, help: str, metavar: str | None = None, type: type = str) -> Any:
    return field(default=default, metadata={"wish": Wish(names, help, metavar, type, isinstance(default, bool))})


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be made of a session, in a person's words; '' where nothing was said."""

    to: str = field(metadata={"wish": Wish(("--to",), f"{', '.join(FORMATS)}.", "FORMAT")})
    out: str = _wish("", "-o", "--out", metavar="OUT", help="The file (csv: the folder) to make.")
    from_: str = _wish("", "--from", metavar="TIME", help="Seconds, 1:23 or a chapter's title.")
    until: str = _wish("", "--until", metavar="TIME", help="Likewise; else to the end.")
    at: str = _wish("", "--at", metavar="TIME", help="png, svg, figure: the moment.")
    speed: float = _wish(1.0, "--speed", metavar="X", type=float, help="How much faster than it happened (1).")
    idle_s: float | None = _wish(
        None, "--idle", metavar="SECONDS", type=float, help="Cut stretches in which nothing runs to this."
    )
    fps: float = _wish(4.0, "--fps", metavar="N", type=float, help="Frames a second (4).")
    size: str = _wish("120x40", "--size", metavar="COLSxROWS", help="The screen (120x40).")
    scale: float = _wish(1.0, "--scale", metavar="X", type=float, help="Pictures: 1 is a cell of 10x22 pixels.")
    theme: str = _wish("dark", "--theme", metavar="NAME", help="dark or light.")
    panel: str = _wish("", "--panel", metavar="NAME", help="One panel alone: cores, workers, ledger …")
    screen: str = _wish("lab", "--screen", metavar="NAME", help="lab, compare or differences (lab).")
    title: str = _wish("", "--title", help="In place of the recording's name.")
    captions: bool = _wish(True, "--no-captions", help="Leave the captions out.")
    window: bool = _wish(False, "--window", help="png, svg: a window's frame around it.")
    cast_version: int = _wish(2, "--cast-version", metavar="2|3", type=int, help="Version of asciicast (2).")
    force: bool = _wish(False, "--force", help="Replace what is there.")


def wishes() -> Iterator[tuple[Field[Any], Wish]]:
    """Every field of a request and how it is said."""
    return ((each, each.metadata["wish"]) for each in fields(ExportRequest))


def arguments(request: ExportRequest) -> list[str]:
    """The request as words of a command line; what is as usual is left out."""
    words: list[str] = []
    for each, wish in wishes():
        value = getattr(request, each.name)
        if value == each.default:
            continue
        text = f"{value:g}" if isinstance(value, float) else str(value)
        words += [wish.names[-1]] if wish.flag else [wish.names[-1], text]
    return words


def numbers(request: ExportRequest) -> dict[str, Any]:
    """Those of its fields that `Options` takes as they are."""
    taken = {each.name for each in fields(Options)}
    return {each.name: getattr(request, each.name) for each, _ in wishes() if each.name in taken}


def size_of(text: str) -> tuple[int, int]:
    """`120x40` as (columns, rows).

    Raises:
        ExportError: it is no size.
    """
    found = SIZE.fullmatch(text.strip())
    if not found:
        raise ExportError(f"--size is COLUMNSxROWS, like 120x40, not {text[:40]!r}")
    return int(found[1]), int(found[2])
