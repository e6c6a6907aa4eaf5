"""One export, from a session to a file: which format needs what, and where the file goes."""

from __future__ import annotations

from pathlib import Path

from ...engine.analysis.build import caption
from ...engine.export.film.captions import captioned
from ...engine.export.formats import Format, format_named
from ...engine.export.options import ExportRequest, size_of
from ...engine.export.part import options_of, parts_of
from ...engine.export.progress import ExportError, Progress
from ...engine.session.library.names import name_of
from ...engine.session.memory.log import Session
from ...engine.text.quantities import duration
from ...engine.text.suggest import unknown
from ..theme.themes import THEMES
from .film import Film, View, movie

COMPARED = ("compare", "sweep")
"""Kinds of study that the screen Compare shows."""
SHORT = "concviz-"
"""Themes may be named without this."""


def theme_of(text: str) -> str:
    """`dark` as the name of a theme.

    Raises:
        ExportError: there is none.
    """
    name = text if text in THEMES else SHORT + text
    if name not in THEMES:
        raise ExportError(unknown("theme", text, [each.removeprefix(SHORT) for each in THEMES]))
    return name


def target_of(source: Path, to: Format, out: str) -> Path:
    """Where the export goes: what was said, else the recording's name in the folder one is in."""
    return Path(out).expanduser() if out else Path(name_of(source) + (to.suffix or "-" + to.name))


def still_at_us(request: ExportRequest, session: Session) -> int:
    """The moment of a picture: what was said, else where most is to be seen: near the end of a run, at that of the second of two, or a
    study's result.

    Raises:
        ExportError: it lies outside of the session, or there is nothing to be seen on that screen.
    """
    parts = parts_of(session)
    options = options_of(request, parts)
    if options.at_s is not None:
        at_us = round(options.at_s * 1e6)
        if at_us > session.length_us:
            raise ExportError(
                f"--at {request.at.strip()} lies after the session's end at {duration(session.length_us / 1e6)}"
            )
        return at_us
    if request.from_.strip():
        return min(round(options.from_s * 1e6), session.length_us)
    if request.screen != "lab":
        return _end_of_study(request.screen, session)
    run = parts.run(request.run.strip()).run if request.run.strip() else None
    started = session.run_at() if run is None else next(each for each in session.runs() if each.run == run)
    if started is None:
        return session.length_us
    end = session.run_end(started.run)
    until = end.t_us if end is not None else session.length_us
    if request.panel == "before-after":
        return until
    return started.t_us + (until - started.t_us) * 7 // 10


def _end_of_study(screen: str, session: Session) -> int:
    """When the last comparison or sweep, or the table of differences, was ready.

    Raises:
        ExportError: there is none in the session.
    """
    if screen == "differences":
        ends = [cell.t_us for cell in session.differences()]
    else:
        studies = [study for study in session.studies() if study.kind in COMPARED]
        ends = [session.length_us if study.ended_us is None else study.ended_us for study in studies]
    if not ends:
        raise ExportError(
            f"nothing for --screen {screen} is in this recording: `concviz {screen} --record FILE` makes one"
        )
    return min(max(ends), session.length_us)


def export(session: Session, source: Path, request: ExportRequest, progress: Progress) -> Path:
    """Make it; returns what was made.

    Raises:
        ExportError: it can't be made; nothing was left behind.
        ExportCancelled: `progress` said no; nothing was left behind.
    """
    to = format_named(request.to)
    path, options = target_of(source, to, request.out), options_of(request, parts_of(session))
    title = request.title or name_of(source)
    if to.of == "session":
        to.writer()(session, path, options, progress)
        return path
    if request.screen in ("compare", "differences"):
        _end_of_study(request.screen, session)
    view = View(size_of(request.size), theme_of(request.theme), request.panel, title, request.screen)
    if to.of == "still":
        progress(0, 1)
        with Film(session, view) as film:
            at_us = still_at_us(request, session)
            text = caption(session.notes(at_us), at_us) if options.captions else ""
            grid = captioned(film.grid(at_us), text, **film.colours)
            to.writer()(grid, path, options, title=title, **film.colours)
        progress(1, 1)
        return path
    with movie(session, view, options, source) as film:
        to.writer()(film, path, options, progress)
    return path
