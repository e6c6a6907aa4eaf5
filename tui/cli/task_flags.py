"""The options of tasks as plain options of a command: `--printers 1` for `-o printers=1`.

Which options there are is known only once the task is, and a user's own file has its own. So what is no option of the command,
but the name of some task's option, is turned into `-o` before click reads the line; whether this task has it is checked
where all options of tasks are. Names are written with dashes or underscores; true and false ones are flags
(`--allow-tmpfs`, `--no-allow-tmpfs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import click

from ...engine import catalogue
from ...engine.model.plan import Option, PlanError


class TaskCommand(click.Command):
    """A command that takes the options of tasks too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Like click's, after the options of tasks are turned into `-o NAME=VALUE`."""
        known = known_options(args)
        try:
            return super().parse_args(ctx, list(turned(self, ctx, args, known)))
        except click.NoSuchOption as error:
            mine = [name for option in self.get_params(ctx) for name in option.opts if name.startswith("--")]
            names = [*mine, *(f"--{name.replace('_', '-')}" for name in known)]
            error.possibilities = get_close_matches(error.option_name, names, cutoff=0.75)  # pyright: ignore[reportAttributeAccessIssue]
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of all tasks, below those of the command."""
        rows = [
            (f"{info.name} {option}", about)
            for info in catalogue.tasks().values()
            for option, about in option_rows(info)
        ]
        with formatter.section("Options of tasks"):
            formatter.write_dl(rows)


def shown(name: str, default: Option) -> str:
    """`--printers 8`, `--allow-tmpfs`: how an option is written, with its default."""
    option = f"--{name.replace('_', '-')}"
    return option if isinstance(default, bool) else f"{option} {default}" if default != "" else f"{option} TEXT"


def option_rows(task: catalogue.TaskInfo) -> list[tuple[str, str]]:
    """(`--printers 8`, what it means) of each option of the task."""
    return [(shown(name, default), task.options_about.get(name, "")) for name, default in task.options.items()]


def known_options(args: list[str]) -> dict[str, Option]:
    """Names of the options that any task has, with a default: ours, and those of the user's files among the words."""
    found = {name: value for info in catalogue.tasks().values() for name, value in info.options.items()}
    for word in args:
        if word.endswith(".py") and not word.startswith("-"):
            try:
                found |= catalogue.task(word).options
            except PlanError:
                continue  # whoever runs it will say so
    return found


def turned(command: click.Command, ctx: click.Context, args: list[str], known: Mapping[str, Option]) -> Iterator[str]:
    """The words of the command line, options of tasks as `-o NAME=VALUE`.

    Raises:
        click.BadOptionUsage: one that takes a value has none.
    """
    takes = {name: _takes_value(option) for option in command.get_params(ctx) for name in option.opts}
    words = iter(args)
    for word in words:
        if word == "--":
            yield word
            break
        option, equals, value = word.partition("=")
        name = option.removeprefix("--").replace("-", "_")
        plain = name.removeprefix("no_")
        if not option.startswith("--") or option in takes:
            yield word
            if takes.get(word):
                yield from (following for following in [next(words, None)] if following is not None)
        elif name in known and (equals or not isinstance(known[name], bool)):
            value = value if equals else next(words, None)
            if value is None:
                raise click.BadOptionUsage(option, f"Option {option!r} requires an argument.", ctx)
            yield from ("-o", f"{name}={value}")
        elif isinstance(known.get(plain), bool) and not equals:
            yield from ("-o", f"{plain}={'true' if plain == name else 'false'}")
        else:
            yield word
    yield from words


def _takes_value(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not parameter.is_flag and not parameter.count
