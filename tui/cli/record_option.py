"""`--record FILE`, as every command has it that measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .streams.standard_files import STANDARD

if TYPE_CHECKING:
    from ...engine.session.memory.log import Session
    from ...engine.sources.instrument import Instrument


def record_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--record` and `--force`."""
    command = click.option("--force", is_flag=True, help="Replace the recording that is there.")(command)
    return click.option(
        "--record",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_named,
        help="Keep the session in this file.",
    )(command)


def _named(_context: click.Context, _parameter: click.Parameter, record: Path | None) -> Path | None:
    if record is not None and str(record) == STANDARD:
        raise click.BadParameter("a recording is read while it is written: name a file, not standard output")
    return record


def opened(record: Path | None, *, force: bool) -> Instrument:
    """The instrument, recording into that file.

    Raises:
        PlanError: the file can't be written, or is there already and `force` is not; or nothing can be measured here.
    """
    from ...engine.sources.instrument import Instrument

    return Instrument.open(record_to=record, replace=force)


def told_incomplete(session: Session, record: Path | None) -> bool:
    """Whether the recording that was asked for lacks something; then says so."""
    why = next((missing.why for missing in session.missing() if missing.what == "recording"), "")
    if record is None or not why:
        return False
    click.echo(f"concviz: {record} is incomplete: {why}", err=True)
    return True
