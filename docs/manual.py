"""The manual's pages, made of the commands themselves: `python docs/manual.py docs/man`; a wheel that is built then has them."""

import sys
from importlib.metadata import version
from pathlib import Path

import click
from click_man.core import write_man_pages
from concviz.tui.cli.main import COMMANDS, concviz


def whole() -> click.Group:
    """The `concviz` group with its commands loaded; the program itself loads each when it is called."""
    context = click.Context(concviz)
    concviz.commands = {name: command for name in COMMANDS if (command := concviz.get_command(context, name))}
    concviz.short_help = "see what Python's threads, processes and coroutines do"
    for group in concviz.commands.values():
        for command in group.commands.values() if isinstance(group, click.Group) else ():
            command.short_help = command.get_short_help_str(limit=200)  # its first sentence, which click cuts else
    return concviz


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write_man_pages("concviz", whole(), version=version("concviz"), target_dir=str(folder))
    print(f"{len(list(folder.glob('*.1')))} pages in {folder}")
