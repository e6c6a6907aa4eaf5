"""`concviz world`: the servers that a task talks to, for a script of that task."""

from __future__ import annotations

import shlex
import signal

import click

from ...engine import catalogue, taskoptions
from ...engine.plan import PlanError
from ...engine.worldkeeper import WorldKeeper
from .pairs import texts_of
from .taskoptions import TaskCommand


@click.command("world", cls=TaskCommand, short_help="Start the servers that a task talks to, for a script of it.")
@click.argument("task")
@click.option("-o", "--option", "pairs", multiple=True, metavar="NAME=VALUE", help="An option of the task.")
def command(task: str, pairs: tuple[str, ...]) -> int:
    """Start the servers that TASK talks to, print their addresses as a script's arguments, and stay until Ctrl-C."""
    info = catalogue.task(task)
    if not info.world:
        raise PlanError(f"{info.name} talks to no server")
    options = taskoptions.typed(info, texts_of(info, pairs))
    keeper = WorldKeeper()
    try:
        addresses = keeper.open(info.world, {**info.options, **options})
        click.echo(shlex.join(word for name, address in addresses.items() for word in (f"--{name}", address)))
        signal.sigwait({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    except KeyboardInterrupt:
        return 130
    finally:
        keeper.close()
    return 0
