"""`concviz run`: one run, its progress, its result."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ....engine import catalogue
from ....engine.catalogue import task_options
from ....engine.catalogue.own_work import passed_over, python_for
from ....engine.labs.preflight import check_plan
from ....engine.model.plan import Plan, PlanError
from ....engine.text.words import listed
from .. import complete
from ..ending import stop_on_signals
from ..option_pairs import texts_of
from ..own_options import called, environment_line, tell_notes
from ..record_option import opened, record_options, told_incomplete
from ..streams.stream_looks import can_redraw, has_colours
from ..task_flags import TaskCommand
from ..terminal_width import line_width

if TYPE_CHECKING:
    from ....engine.sources.instrument import Instrument

POLL_S = 0.1
SAY_S = 1.0
"""Words are for a listener, who hears one line a second at best."""


def plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has which makes runs."""
    for option in reversed(
        (
            click.option("-w", "--workers", type=int, default=4, show_default=True, help="How many workers, 1 to 10,000."),
            click.option("--size", "size_s", type=float, default=4.0, metavar="SECONDS", show_default=True,
                         help="Seconds of sequential work, up to 3,600; fixes the number of items."),
            click.option("--items", type=int, help="The number of items itself, 1 to 10,000,000."),
            click.option("-p", "--python", metavar="PATH|VERSION|FOLDER", shell_complete=complete.pythons,
                         help="The Python that does the work: 3.14, or an environment's folder."),
            click.option("--start-method", metavar="METHOD", help="fork, spawn or forkserver, for processes."),
            click.option("--chunk", type=int, default=1, help="Items handed over at once, for models that can."),
            click.option("--cluster", default="", metavar="ADDRESS",
                         help="A Dask scheduler that runs, tcp://HOST:8786, for --model dask; else one is started."),
            click.option("--seed", type=int, default=1, help="Makes the same items again."),
            click.option("--nice", type=int, default=10, show_default=True, help="Niceness of the work, 0 to 19."),
            click.option("--inputs", metavar="EXPRESSION|FILE|-",
                         help="For a function: what to call it with; JSON, CSV or lines of text from a file, or from -."),
            click.option("--call", metavar="CALL", help='For a file or module: the call itself, "resize(x, width=80)".'),
            click.option("-o", "--option", "pairs", multiple=True, metavar="NAME=VALUE",
                         help="An option of the task; --NAME VALUE is the same."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def model_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--model`, of every command that runs one."""
    return click.option(
        "-m",
        "--model",
        shell_complete=complete.models,
        default=default,
        show_default=True,
        help="How the items are scheduled.",
    )


@click.command("run", cls=TaskCommand)
@click.argument("task", shell_complete=complete.work)
@model_option("threads")
@plan_options
@record_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--plain", is_flag=True, help="No colours; in words, on standard error, once a second what changed.")
def command(task: str, record: Path | None, force: bool, as_json: bool, plain: bool, **fields: Any) -> int:
    """Run TASK once, for real, and show what was measured."""
    plan = make_plan(task=task, **fields)
    _, model = check_plan(plan)  # before what takes long to import
    refuse_idle_options(plan, [model])
    instrument = opened(record, force=force)
    stop = stop_on_signals([instrument])
    try:
        instrument.start(plan)
        _follow(instrument, quiet=as_json or not can_redraw(sys.stderr), narrate=plain and not as_json)
        code = _tell(instrument, plan, as_json, colour=not plain and has_colours(sys.stdout), interrupted=stop)
    finally:
        instrument.close()
    return code or int(told_incomplete(instrument.session, record))


def make_plan(
    *, task: str, pairs: tuple[str, ...], python: str | None, inputs: str | None, call: str | None, **fields: Any
) -> Plan:
    """The plan that the options say; what the user should know of it goes to standard error.

    Raises:
        PlanError: with one sentence on what is wrong.
    """
    task = called(task, call)
    path = python_for(task, python)
    info = catalogue.task(task, path)
    options = task_options.typed(info, texts_of(info, pairs, inputs))
    plan = Plan(task=task, python=path, options=options, **fields)
    tell_notes((*(() if python else passed_over(task)), *info.notes))
    return plan


def refuse_idle_options(plan: Plan, models: Sequence[catalogue.ModelInfo]) -> None:
    """Refuses options that none of the models would take notice of.

    Raises:
        PlanError: with one sentence on the first.
    """
    names = listed([model.name for model in models])
    if plan.start_method and not any(model.takes_start_method for model in models):
        raise PlanError(
            f"under {names} no processes are started, so --start-method {plan.start_method} would change nothing"
        )
    if plan.cluster and not any(model.clusters for model in models):
        raise PlanError(
            f"under {names} the work stays on this machine, so --cluster would change nothing; --model dask uses one"
        )
    if plan.chunk > 1 and not any(model.chunks for model in models):
        raise PlanError(f"under {names} items are taken one at a time, so --chunk {plan.chunk} would change nothing")


def _follow(instrument: Instrument, *, quiet: bool, narrate: bool) -> None:
    """Waits for the end, with a progress line on a terminal or in words."""
    from ....engine.analysis.build import snapshot
    from ....engine.session.events import Progress
    from ..streams.narration import Narrator
    from ..streams.progress_line import ProgressLine

    narrator = Narrator() if narrate else None
    with ProgressLine(sys.stderr, enabled=not (quiet or narrate)) as line:
        told = ""
        while not instrument.wait(SAY_S if narrate else POLL_S):
            session, run = instrument.session, instrument.session.run_at()
            line.show(session.latest(Progress, run.run) if run else None)
            for words in narrator.lines(snapshot(session, None)) if narrator else ():
                click.echo(words, err=True)
            still = session.standstill(run.run) if run else ""
            if still and still != told:
                line.show(None)
                click.echo(f"concviz: {still}; ctrl+C stops the run", err=True)
            told = still


def _tell(instrument: Instrument, plan: Plan, as_json: bool, *, colour: bool, interrupted: list[int]) -> int:
    session = instrument.session
    run = session.run_at()
    end = session.run_end(run.run) if run else None
    if as_json and end is not None:
        from ..streams.printed_json import PrintedRun, extended, print_json

        status = "stopped" if interrupted else end.status
        print_json(extended(PrintedRun, end.result, status=status, error=end.error))
    if interrupted or run is None or end is None or end.status == "stopped":
        click.echo("concviz: the run was stopped", err=True)
        return interrupted[0] if interrupted else 1
    if end.status != "done":
        click.echo(f"concviz: {end.error.message or 'the run failed'}", err=True)
        if end.error.traceback:
            click.echo(end.error.traceback.rstrip(), err=True)
        return 1
    if not as_json:
        from ..lines.result_lines import result_lines

        about, width = environment_line(plan), line_width()
        for text in result_lines(session, run.run, colour=colour, environment=about, width=width):
            click.echo(text)
    return 0
