"""`concviz export`: a recording as a picture, a film, a page or data."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import click

from ....engine.export.formats import FORMATS, format_named, format_of
from ....engine.export.options import ExportRequest, export_options
from ....engine.export.part import estimate_of, parts_of
from ....engine.export.progress import ExportCancelled, ExportError
from ....engine.export.whole_files import refuse_existing
from ....engine.session.file.reader import load
from ....engine.session.library.find import find
from ....engine.text.quantities import size, time_left
from ...export.exporter import export, target_of
from .. import complete
from ..streams.progress_line import ProgressLine
from ..streams.standard_files import STANDARD, input_file, output_file
from ..streams.stream_looks import can_redraw

ABOUT = "\n".join(f"  {one.name:<7} {one.about}" for one in FORMATS.values())
Command = TypeVar("Command", bound=Callable[..., Any])
DRAW_EVERY_S = 0.1
DRAWN = ("png", "gif", "mp4")
"""Formats whose letters are drawn with the bundled font."""


def click_options(request: type[ExportRequest] = ExportRequest) -> Callable[[Command], Command]:
    """The options of an export, as the table has them."""

    def decorate(command: Command) -> Command:
        for each in reversed(list(export_options(request))):
            settings: dict[str, Any] = {"default": each.default}
            if each.is_flag:
                settings |= {"is_flag": True, "flag_value": not each.default}
            else:
                settings |= {
                    "type": each.type,
                    "metavar": each.metavar,
                    "shell_complete": complete.words(_words(each.steps)),
                }
            command = click.option(*each.flags, each.name, help=each.help, **settings)(command)
        return command

    return decorate


def _words(steps: tuple[object, ...] | str) -> list[str]:
    """The values of an option that are words; those that a session or the app names are not known here."""
    return [] if isinstance(steps, str) else [step for step in steps if isinstance(step, str)]


@click.command("export", epilog=f"\b\n{ABOUT}")
@click.argument("file", shell_complete=complete.recordings)
@click_options()
@click.option("--plain", is_flag=True, help="No progress bar, and no questions.")
@click.option("--tell", is_flag=True, hidden=True, help="`done total` on standard output, a line each.")
def command(file: str, plain: bool, tell: bool, **wanted: Any) -> int:
    """Export FILE (a recording, a kept session's name, `last`, or - for standard input) to another format."""
    request = ExportRequest(**wanted)
    request = replace(request, to=request.to or format_of(request.out))
    asking = not plain and sys.stdin.isatty() and sys.stderr.isatty()
    cancelled = _cancel_on_signals()
    try:
        with input_file(file) as read, output_file(request.out, _ending(request)) as written:
            source = read or find(file)
            request = replace(request, out=str(written or request.out))
            made = _make(source, request, cancelled, asking=asking, tell=tell)
            told = "" if tell or written else f"{made}  {_size(made)}"
    except ExportCancelled:
        click.echo("concviz: cancelled, nothing was written", err=True)
        return 128 + (cancelled[0] if cancelled else signal.SIGINT)
    if told:
        click.echo(told)
    if not tell:
        _say_boxes(request.to)
    return 0


def _ending(request: ExportRequest) -> str:
    """The ending of the file that goes to standard output.

    Raises:
        ExportError: the format is a folder.
    """
    suffix = format_named(request.to).suffix
    if request.out == STANDARD and not suffix:
        raise ExportError(f"{request.to} makes a folder, which can't go to standard output: name one with -o")
    return suffix


def _make(source: Path, request: ExportRequest, cancelled: list[int], *, asking: bool, tell: bool) -> Path:
    request = _allowed(request, source, asking=asking)
    session = load(source)
    if session.notice:
        click.echo(f"concviz: {source.name}: {session.notice}", err=True)
    film = format_named(request.to).of == "movie" and not tell
    before = f"{request.to}: {estimate_of(parts_of(session), request).text}" if film else ""
    with ProgressLine(sys.stderr, enabled=asking and can_redraw(sys.stderr)) as line:
        return export(session, source, request, _Teller(line, cancelled, before, aloud=tell))


def _say_boxes(to: str) -> None:
    """Pictures have one font; characters beyond it are drawn as boxes, and that is not kept quiet."""
    if to not in DRAWN:
        return
    from ....engine.export.glyphs.atlas import Atlas

    if Atlas.absent:
        few = " ".join(sorted(Atlas.absent)[:8])
        click.echo(
            f"concviz: the bundled font has no {few}: drawn as boxes; html and svg use the viewer's fonts", err=True
        )


def _allowed(request: ExportRequest, source: Path, *, asking: bool) -> ExportRequest:
    """The request, with the permission to replace what is there if the user gives it."""
    to = format_named(request.to)
    target = target_of(source, to, request.out)
    if target.exists() and target.resolve() == source.resolve():
        raise ExportError(f"{target.name} is the recording itself: name another file with -o")
    if to.suffix and not request.force and asking and target.is_file():
        if not click.confirm(f"{target} exists. Replace it?", err=True):
            raise ExportCancelled
        return replace(request, force=True)
    if to.suffix:
        refuse_existing(target, force=request.force)
    return request


class _Teller:
    """Draws how far it is; says no once the user has pressed Ctrl-C."""

    def __init__(self, line: ProgressLine, cancelled: list[int], before: str, *, aloud: bool) -> None:
        self._line, self._cancelled, self._before, self._aloud = line, cancelled, before, aloud
        self._began = self._drawn = time.monotonic()

    def __call__(self, done: int, total: int) -> bool:
        now = time.monotonic()
        if self._before:  # said as soon as nothing can be wrong with what was asked for
            click.echo(self._before, err=True)
            self._before = ""
        if now - self._drawn >= DRAW_EVERY_S or done == total:
            self._drawn = now
            if self._aloud:
                click.echo(f"{done} {total}")
            self._line.part(done, total, _left(now - self._began, done, total))
        return not self._cancelled


def _left(took_s: float, done: int, total: int) -> str:
    if not 0 < done < total or took_s < 1:
        return ""
    return f"{time_left(took_s * (total - done) / done)}   Ctrl-C cancels"


def _cancel_on_signals() -> list[int]:
    """The first Ctrl-C or SIGTERM asks the export to end in order; the list then holds the signal. A second one insists."""
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        if stopped:
            raise KeyboardInterrupt
        stopped.append(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    return stopped


def _size(made: Path) -> str:
    files = [each for each in made.iterdir() if each.is_file()] if made.is_dir() else [made]
    return size(sum(each.stat().st_size for each in files))
