"""`concviz differences`: the table that courses show, each cell measured here and now."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TextIO

import click
import msgspec

from ....engine.differences.differences_page import left_between
from ....engine.differences.properties import PROPERTIES, check
from ....engine.differences.table import Differences, table_result
from ....engine.model.difference_facts import Cell
from ....engine.pythons import installed
from ....engine.session.events import Difference
from ....engine.session.memory.log import Session
from ....engine.text.lines import wrapped
from ....engine.text.quantities import percent, time_left_between
from .. import complete
from ..ending import stop_on_signals
from ..lines.difference_lines import difference_lines
from ..record_option import opened, record_options, told_incomplete
from ..streams.progress_line import ProgressLine
from ..streams.stream_looks import can_redraw, has_colours
from ..study_command import csv_alone, write_csv
from ..terminal_width import line_width


class DifferencesLine(ProgressLine):
    """`████░░░░ 42%  weight of multiprocessing · Python 3.14.2 · 9 of 36 · 1 min to 4 min left`"""

    def __init__(self, stream: TextIO, *, enabled: bool) -> None:
        super().__init__(stream, enabled=enabled)
        self._done: list[Difference] = []

    def __enter__(self) -> DifferencesLine:
        return self

    def tell(self, event: Difference) -> None:
        """Draws what is being measured."""
        if event.state == "done":
            self._done.append(event)
        if not self._enabled or event.state != "measuring":
            return
        left = left_between(self._done, event)
        share = (event.step - 1) / max(1, event.steps)
        what = f"{event.name} of {event.column} · Python {event.python} · {event.step} of {event.steps}"
        what += f" · {time_left_between(*left)}" if left is not None else ""
        self.draw(f"{self._bar(share)} {percent(share):>4}  {what}")


@click.command("differences")
@click.option("--only", multiple=True, metavar="NAME", help=f"Only this property: {', '.join(PROPERTIES)}.")
@click.option(
    "-p", "--python", shell_complete=complete.pythons, metavar="PATH|VERSION", help="The Python to measure, e.g. 3.14."
)
@click.option("--evidence", is_flag=True, help="Show what each cell stands on.")
@record_options
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the cells into this file too."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--plain", is_flag=True, help="No colours and no progress bar.")
def command(
    only: tuple[str, ...], python: str | None, record: Path | None, force: bool, csv_file: Path | None, as_json: bool,
    **look: bool,
) -> int:  # fmt: skip
    """Measure what threads, processes, coroutines and interpreters are, and compare it with what is said about them."""
    wanted = check(name for each in only for name in each.split(",") if name)
    alone = csv_alone(csv_file, as_json=as_json)
    main = installed.find(python) if python else None
    instrument = opened(record, force=force)
    try:
        with DifferencesLine(sys.stderr, enabled=not (as_json or look["plain"]) and can_redraw(sys.stderr)) as line:
            differences = Differences(instrument.session, python=main, told=line.tell)
            stopped = stop_on_signals([differences])
            differences.measure(wanted)
    finally:
        instrument.close()
    cells, machine = instrument.session.differences(), instrument.session.machine
    whole = table_result(cells, machine, stopped=bool(stopped))
    if csv_file is not None:
        write_csv(csv_file, [_flat(cell) for cell in whole.cells])
    if as_json:
        from ..streams.printed_json import print_json

        print_json(whole)
    elif not alone:
        _show(instrument.session, evidence=look["evidence"], colour=not look["plain"] and has_colours(sys.stdout))
    incomplete = told_incomplete(instrument.session, record)
    if stopped:
        click.echo("concviz: stopped; what was measured until then stands above", err=True)
        return stopped[0]
    return 0 if any(cell.state == "done" for cell in cells) and not incomplete else 1


def _show(session: Session, *, evidence: bool, colour: bool) -> None:
    width = line_width()
    for text in difference_lines(session.differences(), session.machine, colour=colour, width=width, evidence=evidence):
        click.echo(text)
    for missing in session.missing():
        if missing.what in ("interpreters", "pythons", "recording"):
            click.echo("\n".join(wrapped(f"not measured: {missing.what}: {missing.why}", width, 0, 2)))


def _flat(cell: Cell) -> dict[str, object]:
    """A cell as a row: what differs from cell to cell in its shape as one text each."""
    facts = json.dumps(msgspec.to_builtins(cell.facts), ensure_ascii=False)
    texts = {"agrees": str(cell.agrees), "evidence": " | ".join(cell.evidence)}
    return {**msgspec.structs.asdict(cell), **texts, "facts": facts}
