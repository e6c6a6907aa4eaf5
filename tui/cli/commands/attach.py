"""`concviz attach`: a process that runs already, and what each of its threads waits for."""

from __future__ import annotations

from typing import Any

import click

from ....engine.probe.linux.witness import available
from ....engine.sources.program import FoundProgram
from ..watch.watching import warn, watch_options, watched


@click.command("attach")
@click.argument("pid", type=click.IntRange(1))
@click.option("--children", is_flag=True, help="Its children too, and theirs.")
@watch_options
def command(pid: int, children: bool, **options: Any) -> int:
    """Look at process PID until it ends, or ctrl+C, or for so long as --for says. It is not stopped, changed or slowed.

    In a terminal the app opens on it; --plain and --json say it in words.
    """
    program = FoundProgram(pid, children=children)
    if why := available(pid):
        warn(f"what its threads wait for can't be told: {why}")
    return watched(lambda _: program, **options)
