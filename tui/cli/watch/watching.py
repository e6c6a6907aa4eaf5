"""Watching a program from the command line: what is said while it goes on, and the account at the end.

The program's standard streams are its own. What concviz has to say goes to standard error, so that `concviz watch -- program | less`
shows the program's output alone; only `--json` writes to standard output.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import click
import msgspec

from ....engine.analysis.build import snapshot
from ....engine.analysis.program.program_pair import ProgramPicture, picture_of
from ....engine.analysis.program.program_result import program_result
from ....engine.analysis.program.program_time import program_time
from ....engine.model.errors import UserError
from ....engine.model.program_facts import ProgramResult
from ....engine.probe.machine import describe
from ....engine.session.library.recording import close_recording, writer_for
from ....engine.session.memory.log import Session
from ....engine.sources.program import ENDING, FoundProgram, StartedProgram
from ....engine.sources.source import begin
from ....engine.sources.watch_source import RUN, WatchSource
from ....engine.text.quantities import duration
from ....engine.text.words import plural
from ..record_option import record_options, told_incomplete
from ..streams.printed_json import print_json
from .account_lines import account_lines, shares_of
from .in_app import fits, watch_in_app
from .pair import lines as pair_lines
from .pair import of_file

LINE_S = 1.0
UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}


class Seconds(click.ParamType):
    """`10`, `10s`, `2min`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds; click's own error for what is none."""
        text = str(value).strip().lower()
        number = text.rstrip("smhin")
        try:
            seconds = float(number) * UNITS[text[len(number) :]]
        except (ValueError, KeyError):
            self.fail(f"{value!r} is no time: write 10s or 2min", param, ctx)
        if not 0 < seconds < 1e6:
            self.fail(f"{value!r} is no time that can be waited for", param, ctx)
        return seconds


def watch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `watch` and `attach` have in common."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="The account as one JSON object on standard output."
    )(command)
    command = click.option(
        "--plain",
        is_flag=True,
        help="No app: a line a second on standard error while it goes on, the account at the end.",
    )(command)
    command = click.option(
        "--for", "for_s", type=Seconds(), metavar="TIME", help="Watch for so long (10s, 2min) and leave it."
    )(command)
    command = click.option(
        "--against",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="A recording from before a change: what is another now is said at the end.",
    )(command)
    return record_options(command)


def watched(
    make: Callable[[bool], StartedProgram | FoundProgram], *, for_s: float | None, plain: bool, as_json: bool,
    record: Path | None, force: bool, against: Path | None,
) -> int:  # fmt: skip
    """Watches in the app where there is a terminal for it and nobody asked for words, else in words; the exit code is the program's.

    Args:
        make: starts or finds the program; told whether our terminal is the app's.
        for_s: how long; None for as long as it goes on.
        plain: in words.
        as_json: in words, the account alone.
        record: a file for the recording.
        force: whether it may be replaced.
        against: an earlier recording that it is to be set beside.

    Raises:
        UserError: it can't be started or found, or the recording can't be written.
    """
    before = of_file(against).picture if against is not None else None
    if plain or as_json or not fits():
        return watch_program(
            lambda: make(False), for_s=for_s, plain=plain, as_json=as_json, record=record, force=force, before=before
        )
    return watch_in_app(lambda: make(True), for_s=for_s, record=record, force=force, before=before)


def watch_program(
    make: Callable[[], StartedProgram | FoundProgram], *, for_s: float | None, plain: bool, as_json: bool,
    record: Path | None, force: bool, before: ProgramPicture | None = None,
) -> int:  # fmt: skip
    """Watches until the program has ended or the time is up; the exit code is the program's.

    Raises:
        UserError: it can't be started or found, or the recording can't be written.
    """
    writer, _ = writer_for(record, replace=force) if record else (None, "")
    session = Session(describe(), writer=writer)
    try:
        program = make()
    except UserError:
        session.close()
        raise
    source = WatchSource(program)
    interrupted = _on_signals(program, source)
    try:
        begin(source, session)
        follow(source, session, for_s, status_line if plain else None)
    finally:
        source.close()
    end = source.end
    result = program_result(
        session, RUN, exit_code=end.exit_code if end else None, rusage_s=end.rusage_s if end else None
    )
    if before is not None and result.time.threads:
        after = picture_of(session, "this session")
        result = msgspec.structs.replace(result, against=[line.strip() for line in pair_lines(before, after)])
    close_recording(session, unnamed=False)
    told_incomplete(session, record)  # the exit code is the program's
    _tell(result, as_json=as_json)
    if end is None and isinstance(program, StartedProgram):
        while not program.wait(60.0):
            pass
        end = program.reap()
    if interrupted and not isinstance(program, StartedProgram):
        return 0
    return (end.exit_code or 0) if end else 0


def _on_signals(program: StartedProgram | FoundProgram, source: WatchSource) -> list[int]:
    """What is meant for a program that was started here is passed on to it; of another one we only take our leave."""
    got: list[int] = []

    def leave(number: int, _: FrameType | None) -> None:
        got.append(number)
        source.stop()

    def pass_on(number: int, _: FrameType | None) -> None:
        got.append(number)
        program.ask_to_end(number)

    started = isinstance(program, StartedProgram)
    signal.signal(signal.SIGINT, (lambda *_: got.append(signal.SIGINT)) if started else leave)
    for number in ENDING:
        signal.signal(number, pass_on if started else leave)
    return got


class Followed(Protocol):
    """A source that can be waited for and left."""

    def wait(self, timeout_s: float) -> bool:
        """Waits until watching is over; whether it is."""
        ...

    def stop(self) -> None:
        """Takes leave."""
        ...


def follow(source: Followed, session: Session, for_s: float | None, line: Callable[[Session], str] | None) -> None:
    """Until it is over, or the time is up; `line` is what is said of it every second."""
    while not source.wait(_until(session, for_s)):
        if for_s is not None and session.now_us() / 1e6 >= for_s:
            source.stop()
        elif line is not None:
            click.echo(line(session), err=True)


def _until(session: Session, for_s: float | None) -> float:
    """Seconds until the next line is due, or the time is up."""
    now = session.now_us() / 1e6
    line = 2 * LINE_S - (now + LINE_S / 2) % LINE_S - LINE_S / 2
    return line if for_s is None or for_s <= now else min(line, for_s - now)


def status_line(session: Session) -> str:
    """`12 s · 1.6 of 2 cores · 3 processes, 14 threads · 31 % on a core, 22 % waiting for the GIL`."""
    now = session.now_us()
    seen = snapshot(session, None)
    time = program_time(session, RUN, max(now - 1_500_000, 0), now)
    counts = f"{plural(sum(seen.counts.processes.values()), 'process')}, {plural(sum(seen.counts.threads.values()), 'thread')}"
    cores = f"{time.cores_used:.1f} of {plural(session.machine.usable_cores, 'core')}"
    return " · ".join(filter(None, (duration(round(now / 1e6)), cores, counts, ", ".join(shares_of(time)))))


def _tell(result: ProgramResult, *, as_json: bool) -> None:
    if as_json:
        print_json(result)
        return
    for line in account_lines(result):
        click.echo(line, err=True)


def warn(text: str) -> None:
    """One line on standard error, before anything is measured."""
    click.echo(f"concviz: {text}", err=True)
    sys.stderr.flush()
