"""`concviz attach`: a process that runs already and what each of its threads waits for, or a cluster and what it does."""

from __future__ import annotations

from typing import Any

import click

from ....engine.probe.linux.witness import available
from ....engine.sources.program import FoundProgram
from ..watch.watching import warn, watch_options, watched

SCHEMES = ("tcp://", "tls://", "ws://", "wss://", "ucx://")
"""How the address of a Dask scheduler begins."""


class What(click.ParamType):
    """The number of a process, or the address of a scheduler."""

    name = "what"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """The number, or the address as it is; click's own error for what is neither."""
        text = str(value).strip()
        if text.startswith(SCHEMES):
            return text
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            self.fail(f"{value!r} is neither the number of a process nor an address like tcp://HOST:8786", param, ctx)
        return int(text)


@click.command("attach")
@click.argument("what", metavar="PID|ADDRESS", type=What())
@click.option("--children", is_flag=True, help="Its children too, and theirs.")
@watch_options
def command(what: int | str, children: bool, **options: Any) -> int:
    """Look at process PID, or at the Dask cluster whose scheduler listens at ADDRESS (tcp://HOST:8786), until it ends, or ctrl+C, or for so
    long as --for says. It is not stopped, changed or slowed; of a cluster all tasks are seen, whoever submitted them.

    In a terminal the app opens on it; --plain and --json say it in words.
    """
    if isinstance(what, str):
        return _cluster(what, children, options)
    program = FoundProgram(what, children=children)
    if why := available(what):
        warn(f"what its threads wait for can't be told: {why}")
    return watched(lambda _: program, **options)


def _cluster(address: str, children: bool, options: dict[str, Any]) -> int:
    from ..watch.cluster import watched_cluster

    against = options.pop("against")
    if children or against is not None:
        raise click.UsageError(
            "--children and --against are of processes: a cluster's workers are all seen, and not compared"
        )
    return watched_cluster(address, **options)
