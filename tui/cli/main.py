"""The command line: `concviz` opens the app, its subcommands do the same without it.

Commands are imported when they are called, so that `concviz --help` and the app's first frame don't wait for what other
commands need. A mistake of the user's is one line on standard error and exit code 2; a failed run is 1; Ctrl-C is 130.
"""

from __future__ import annotations

import importlib
import shlex
import sys
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from .ending import closed_output_told, exit_code
from .preselect import THEMES, Word, choice_options, chosen, given, written
from .streams.stream_looks import colour_wish


class Named(NamedTuple):
    """What the list of commands shows, and where the command is: asking for the list loads none of them."""

    module: str
    about: str


COMMANDS = {
    "run": Named("run", "Run one task under one model and show what was measured."),
    "compare": Named("compare", "Measure several models on the same items."),
    "sweep": Named("sweep", "Measure one model with 1, 2, 4 … workers."),
    "advise": Named("advise", "Say which model fits a function of yours, and why; with the code."),
    "differences": Named("differences", "Threads against processes, every property measured here."),
    "lesson": Named("lesson", "Predict, run, reveal: lessons in which the machine has the answer."),
    "list": Named("listing", "List the tasks, models, Pythons, concepts, keys or schemas."),
    "replay": Named("replay", "Open the app on a recording."),
    "export": Named("export", "Make a picture, a film, a page or data of a recording."),
    "watch": Named("watch", "Run any command and see what its threads wait for."),
    "attach": Named("attach", "Look at a process that runs, or at a Dask cluster."),
    "sessions": Named("sessions", "List, keep, rename, delete, trim, join and compare recordings."),
    "script": Named("script", "Print a standalone script that does the same without concviz."),
    "world": Named("world", "Start the servers that a task talks to, for a script of it."),
    "class": Named("class_room", "A lesson for a room: everybody predicts on a page of this machine."),
    "serve": Named("serve", "Show the app in a browser, on this machine only."),
    "doctor": Named("doctor", "Say what can be measured here, what can't, and why; check recordings."),
    "completion": Named("completion", "Print what a shell needs to complete concviz's words."),
}
"""Name of a command to its module in `tui/cli/commands`, which holds it as `command`."""


class LazyGroup(click.Group):
    """A group that imports a command when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f".commands.{COMMANDS[cmd_name].module}", __package__).command
        command.short_help = COMMANDS[cmd_name].about
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Like click's, of the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, row.about) for name, row in COMMANDS.items()])

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Like click's, in which `--help` is written; a closed output is told from a failure."""
        with closed_output_told():
            return super().make_context(*args, **{"color": colour_wish(), **extra})

    def invoke(self, ctx: click.Context) -> Any:
        """Like click's; a closed output is told from a failure."""
        with closed_output_told():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Like click's, and tasks: `concviz pi` runs π."""
        from .complete import work

        options = click.Command.shell_complete(self, ctx, incomplete)
        if incomplete.startswith("-"):
            return options
        named = [CompletionItem(name, help=row.about) for name, row in COMMANDS.items() if name.startswith(incomplete)]
        return [*named, *options, *work(ctx, self.params[0], incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with the nearest name where there is none like that."""
        if args and args[0] not in COMMANDS:
            from ...engine import catalogue
            from ...engine.text.suggest import unknown

            word = args[0]
            if word not in catalogue.tasks() and not _is_work(word):
                raise click.UsageError(unknown("command or task", word, (*COMMANDS, *catalogue.tasks())))
            args = ["run", *args]
        return super().resolve_command(ctx, args)


def _is_work(word: str) -> bool:
    """Whether it names a user's own task or function: `FILE.py`, `FILE.py:function`, `module:function`."""
    return word.endswith((".py", ".ipynb")) or (":" in word and not word.startswith("-"))


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--refresh",
    type=click.FloatRange(0.5, 30),
    envvar="CONCVIZ_REFRESH",
    metavar="HZ",
    help="Screen updates a second (4).",
)
@choice_options
@click.option("--theme", type=Word("theme", THEMES), envvar="CONCVIZ_THEME", help="The colours to begin with.")
@click.version_option(package_name="concviz")
@click.pass_context
def concviz(context: click.Context, refresh: float | None, theme: str | None, **fields: Any) -> None:
    """See what Python's threads, processes and coroutines really do on your cores.

    Without a command, the app opens, with what the options say chosen. `concviz TASK …` is `concviz run TASK …`.
    """
    if context.invoked_subcommand is not None:
        if given(**fields):
            words = shlex.join(written(context.command, given(**fields)))
            raise click.UsageError(f"options go behind the command: concviz {context.invoked_subcommand} … {words}")
        return
    choice = chosen(**fields)
    from ..terminal.launch import launch

    sys.exit(launch(refresh_hz=refresh, choice=choice, theme=f"concviz-{theme}" if theme else None))


def call(arguments: list[str]) -> int:
    """Exit code of what these arguments ask for."""
    return exit_code(lambda: concviz.main(arguments, prog_name="concviz", standalone_mode=False), arguments)
