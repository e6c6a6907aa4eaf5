"""`concviz watch`: any command, and what each of its threads waits for."""

from __future__ import annotations

from typing import Any

import click

from ....engine.sources.program import StartedProgram
from ..watch.watching import watch_options, watched


@click.command(
    "watch",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("command_words", metavar="-- COMMAND …", nargs=-1, required=True, type=click.UNPROCESSED)
@watch_options
def command(command_words: tuple[str, ...], **options: Any) -> int:
    """Run COMMAND as it is, and see what each of its threads does: on a core, waiting for one, for the GIL, a lock, I/O, a child, asleep.
    It is not changed, stopped or slowed; its exit code is ours.

    In a terminal the app opens on it, and O shows what it prints. With --plain or --json, or where the output goes elsewhere, its
    terminal and its standard streams are its own, ctrl+C reaches it, and the account comes at the end.

    concviz watch -- python your_app.py
    """
    return watched(lambda aside: StartedProgram(command_words, aside=aside), **options)
