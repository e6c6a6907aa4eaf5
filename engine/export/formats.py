"""The formats by name, each loaded only when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple

from ..text.suggest import unknown
from .progress import ExportError


class Format(NamedTuple):
    """One format."""

    name: str
    suffix: str
    """Ending of a file's default name; '' for a folder."""
    of: str
    """What its writer takes first. `movie`: a `Movie`; `still`: one `Grid` (and `ground`, `ink`, `title`); `session`: a
    `Session`. Then path, options and (but for `still`) progress."""
    about: str
    others: tuple[str, ...] = ()
    """Further endings that mean it."""

    @property
    def folder(self) -> str:
        """Where its module stands."""
        return "data" if self.of == "session" else "film"

    def writer(self) -> Callable[..., None]:
        """`write_NAME(what, path, options, …)`."""
        module = importlib.import_module(f".{self.folder}.{self.name}", __package__)
        writer: Any = getattr(module, f"write_{self.name}")
        return writer


FORMATS = {
    one.name: one
    for one in (
        Format("cast", ".cast", "movie", "a terminal recording for asciinema"),
        Format("gif", ".gif", "movie", "a moving picture"),
        Format("png", ".png", "still", "one frame as a picture"),
        Format("svg", ".svg", "still", "one frame, crisp at any size"),
        Format("html", ".html", "movie", "one page that plays in any browser"),
        Format("mp4", ".mp4", "movie", "a video (extra: video)"),
        Format("csv", "", "session", "a folder of tables"),
        Format(
            "trace",
            ".trace.json.gz",
            "session",
            "for Perfetto and chrome://tracing; .json is written plain",
            (".json", ".json.gz"),
        ),
        Format(
            "figure",
            ".pdf",
            "session",
            "run, comparison and differences for print: .png, .svg or .pdf (extra: figures)",
        ),
    )
}


def format_of(out: str) -> str:
    """The name of the format that a file's ending means.

    Raises:
        ExportError: it means none, or nothing was named.
    """
    for one in FORMATS.values():
        if any(suffix and out.lower().endswith(suffix) for suffix in (one.suffix, *one.others)):
            return one.name
    if not out:
        raise ExportError(f"which format? --to {', '.join(FORMATS)}; or -o with a file's name that says it")
    raise ExportError(f"{out[:80]}: its ending means no format; say it with --to")


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        ExportError: there is none; the nearest names are told.
    """
    if name not in FORMATS:
        raise ExportError(unknown("format", name, FORMATS))
    return FORMATS[name]
