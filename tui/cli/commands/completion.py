"""`concviz completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ..preselect import Word

SHELLS = {
    "bash": 'eval "$(concviz completion bash)"',
    "zsh": 'eval "$(concviz completion zsh)"',
    "fish": "concviz completion fish | source",
}
"""A shell to the line that its start-up file takes."""
VARIABLE = "_CONCVIZ_COMPLETE"
"""By this click is asked for completions; it is made of the program's name."""


@click.command("completion")
@click.argument("shell", type=Word("shell", SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print what SHELL (bash, zsh or fish) needs to complete commands, options, tasks, models, Pythons, recordings and formats.

    In the shell's start-up file: eval "$(concviz completion bash)", the same with zsh, or concviz completion fish | source.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, "concviz", VARIABLE).source())
    return 0
