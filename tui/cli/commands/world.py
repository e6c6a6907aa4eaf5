"""`concviz world`: the servers that a task talks to, for a script of that task."""

from __future__ import annotations

import shlex
import signal

import click

from ....engine import catalogue
from ....engine.catalogue import task_options
from ....engine.labs.world_keeper import WorldKeeper
from ....engine.model.plan import PlanError
from .. import complete
from ..option_pairs import texts_of
from ..task_flags import TaskCommand


@click.command("world", cls=TaskCommand)
@click.argument("task", shell_complete=complete.work)
@click.option("-o", "--option", "pairs", multiple=True, metavar="NAME=VALUE", help="An option of the task.")
def command(task: str, pairs: tuple[str, ...]) -> int:
    """Start the servers that TASK talks to, print their addresses as a script's arguments, and stay until Ctrl-C."""
    info = catalogue.task(task)
    if not info.world:
        raise PlanError(f"{info.name} talks to no server")
    options = task_options.typed(info, texts_of(info, pairs))
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
