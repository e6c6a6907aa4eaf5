"""What the commands that make several runs have in common: options, Ctrl-C, progress, output."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TextIO, TypeVar

import click
import msgspec

from ...engine import catalogue
from ...engine.model.plan import Plan, PlanError
from ...engine.model.study_facts import Change, Compared, Next, Result, Settings
from ...engine.session.memory.log import Session
from ...engine.sources.instrument import Instrument
from ...engine.study.calls import Calls, usual
from ...engine.study.pure.against import change
from ...engine.study.study import Study
from ...engine.text.lines import hanging
from .ending import stop_on_signals
from .lines.study_lines import study_lines
from .record_option import opened, record_options, told_incomplete
from .streams.progress_line import StudyLine
from .streams.standard_files import STANDARD
from .streams.stream_looks import can_redraw, has_colours
from .terminal_width import line_width

WIDE = 200
"""Columns of what doesn't go to a terminal."""
Tell = Callable[[Next], None]
R = TypeVar("R", covariant=True)


def study_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every study has."""
    for option in reversed(
        (
            click.option("--repeats", type=click.IntRange(1, 100), default=3, show_default=True,
                         help="Measured runs of each, at least."),
            click.option("--time-limit", type=click.FloatRange(1, 86_400), default=120.0, metavar="SECONDS",
                         show_default=True, help="No further repeats after this long."),
            click.option("--narrow", type=click.FloatRange(0, 100), metavar="PERCENT",
                         help="Repeat until intervals are within this (2, and a comparison stops where it is certain; for a function 0: "
                              "never more than --repeats)."),
            click.option("--yes", is_flag=True, help="Call a function of yours as often as it takes, without asking."),
            record_options,
            click.option("--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False),
                         help="Write the rows into this file as well."),
            click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
            click.option("--plain", is_flag=True, help="No colours and no progress bar."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def settings_of(plan: Plan, repeats: int, time_limit: float, narrow: float | None, seed: int) -> Settings:
    """What the options say; how often is repeated without them depends on what it is."""
    settings = msgspec.structs.replace(usual(catalogue.task(plan.task, plan.python)), early=narrow is None)
    if narrow is not None:
        settings = msgspec.structs.replace(settings, narrow=narrow / 100)
    return msgspec.structs.replace(settings, repeats=repeats, time_limit_s=time_limit, seed=seed)


def confirm_calls(calls: Calls, *, yes: bool) -> bool:
    """Says how often it will be called, and asks whether that may be where it is often.

    Raises:
        PlanError: there is nobody to ask.
    """
    if not calls.many or yes:
        click.echo(calls.told, err=True)
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise PlanError(f"{calls.told[:-1]}: say --yes if it may, or fewer --inputs, --items or --repeats")
    return click.confirm(f"{calls.told} Go on?", err=True)


class Measuring(Protocol[R]):
    """A study, or an advice: says how often it will call a function of the user's, and is run once."""

    @property
    def calls(self) -> Calls:
        """How often."""
        ...

    def run(self) -> R:
        """To its end, or until it is stopped."""
        ...

    def stop(self) -> None:
        """Ask it to end."""
        ...


@dataclass(frozen=True, slots=True)
class Measured(Generic[R]):
    """What came of it."""

    result: R
    session: Session
    stopped: list[int]
    """The exit code of the signal that stopped it, if one did."""


def measure(
    prepare: Callable[[Instrument, Tell], Measuring[R]], *, record: Path | None, force: bool, quiet: bool, yes: bool
) -> Measured[R]:
    """Prepares it, asks where it calls often, and runs it to its end or to Ctrl-C, with a progress line unless `quiet`.

    Raises:
        PlanError: it can't be run.
        click.exceptions.Exit: it was not to be, or was stopped before anything was measured.
    """
    instrument = opened(record, force=force)
    made: list[Measuring[R]] = []
    stopped = stop_on_signals(made)
    try:
        with StudyLine(sys.stderr, enabled=not quiet and can_redraw(sys.stderr)) as line:
            line.show(None)
            made.append(prepare(instrument, line.tell))
            line.clear()
            if not confirm_calls(made[0].calls, yes=yes):
                raise click.exceptions.Exit(1)
            return Measured(made[0].run(), instrument.session, stopped)
    except KeyboardInterrupt:
        click.echo("concviz: stopped before anything was measured", err=True)
        raise click.exceptions.Exit(stopped[0] if stopped else 130) from None
    finally:
        instrument.close()


def carry_out(
    prepare: Callable[[Instrument, Tell], Study],
    *,
    record: Path | None,
    force: bool,
    csv_file: Path | None,
    as_json: bool,
    plain: bool,
    yes: bool,
    environment: str = "",
    before: Compared | None = None,
    advise: Callable[[Result], str] = lambda result: "",
) -> int:
    """Runs a study to its end or to Ctrl-C, shows what there is, and returns the exit code.

    `advise` says with which command to go on; '' for none. `environment` is what the user's code runs in, `before` what it is compared
    with, measured before a change.

    Raises:
        PlanError: it can't be run, or the CSV file can't be written.
    """
    alone = csv_alone(csv_file, as_json=as_json)
    measured = measure(prepare, record=record, force=force, quiet=as_json or plain, yes=yes)
    result = measured.result
    if csv_file is not None:
        write_csv(csv_file, msgspec.to_builtins(result.rows))
    command = advise(result)
    changed, problem = _since(before, result)
    if as_json:
        _print_json(result, command, changed)
    elif not alone:
        _print(result, changed, command, colour=not plain and has_colours(sys.stdout), environment=environment)
    incomplete = told_incomplete(measured.session, record)
    anything = any(row.wall_s for row in result.rows)
    if measured.stopped:
        told = "; what was measured until then stands above" if anything else " before anything was measured"
        click.echo(f"concviz: stopped{told}", err=True)
        return measured.stopped[0]
    if problem:
        raise PlanError(problem)
    return 0 if anything and not incomplete else 1


def _print(result: Result, changed: Change | None, command: str, *, colour: bool, environment: str) -> None:
    """For people: the rows, what became of an earlier comparison, and the command to go on with."""
    width = line_width()
    for text in study_lines(result, colour=colour, width=width, environment=environment):
        click.echo(text)
    if changed:
        click.echo("\n".join(["", "  before and after", *change_lines(changed)]))
    if command:
        click.echo("\n" + "\n".join(hanging("  How many workers? ", command, width)))


def _print_json(result: Result, command: str, changed: Change | None) -> None:
    from .streams.printed_json import PrintedComparison, PrintedSweep, extended, print_json

    if isinstance(result, Compared):
        print_json(extended(PrintedComparison, result, go_on=command, against=changed or msgspec.UNSET))
    else:
        print_json(extended(PrintedSweep, result, go_on=command))


def _since(before: Compared | None, now: Result) -> tuple[Change | None, str]:
    """What became of it since then; and why that can't be said, which is told after what was measured."""
    if before is None or not isinstance(now, Compared):
        return None, ""
    try:
        return change(before, now), ""
    except PlanError as error:
        return None, str(error)


def change_lines(changed: Change) -> list[str]:
    """Before and after, a line a row, then what makes it worth less."""
    return [*(f"  {row.sentence}" for row in changed.rows), *(f"  {text}" for text in changed.warnings)]


def csv_alone(csv_file: Path | None, *, as_json: bool) -> bool:
    """Whether the rows go to standard output, in the place of what is written for people.

    Raises:
        PlanError: JSON is to go there too.
    """
    alone = csv_file is not None and str(csv_file) == STANDARD
    if alone and as_json:
        raise PlanError("--csv - and --json both write to standard output: name a file for one of them")
    return alone


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """One line a row, into the file, or on standard output for `-`; what is an object in JSON becomes several columns
    (`wall_s_median`), lists are joined with blanks.

    Raises:
        PlanError: the file can't be written.
    """
    try:
        if str(path) == STANDARD:
            _write_rows(sys.stdout, rows)
            return
        with path.open("w", newline="", encoding="utf-8") as file:
            _write_rows(file, rows)
    except OSError as problem:
        raise PlanError(f"--csv {path} can't be written: {problem.strerror or problem}") from None


def _write_rows(file: TextIO, rows: Sequence[Mapping[str, object]]) -> None:
    flat = [dict(_flat("", row)) for row in rows]
    writer = csv.DictWriter(file, list(dict.fromkeys(name for row in flat for name in row)), restval="")
    writer.writeheader()
    writer.writerows(flat)


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(f"{prefix}_{name}" if prefix else name, part)
    elif isinstance(value, list):
        yield prefix, " ".join(map(str, value))
    elif value is not None:
        yield prefix, value
