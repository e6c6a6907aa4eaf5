"""What `concviz --task pi --model threads …` chooses before the app opens.

The names are looked up here, so that a mistake is one line and not an app that can't run what it shows; nothing of it is
imported where nothing was asked for, because then the first frame should not wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from ...engine.text.suggest import unknown
from . import complete

if TYPE_CHECKING:
    from ..app.choice import Choice

THEMES = ("dark", "light", "ansi-dark", "ansi-light", "contrast")
"""As the command line names them: the themes' names without `concviz-`."""


class Word(click.Choice[str]):
    """One of these; `what` names them in the sentence: `no theme named 'drk': did you mean dark?`"""

    def __init__(self, what: str, known: Iterable[str]) -> None:
        super().__init__(tuple(known))
        self._what = what

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, or one sentence."""
        word = str(value)
        return word if word in self.choices else self.fail(unknown(self._what, word, self.choices), param, ctx)


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the app that choose what is run: none has a default, so that one not given changes nothing."""
    for option in reversed(
        (
            click.option("--task", metavar="TASK", help="Choose this task.", shell_complete=complete.tasks),
            click.option("-m", "--model", metavar="MODEL", help="Choose this model.", shell_complete=complete.models),
            click.option("-w", "--workers", type=int, metavar="N", help="Choose so many workers, 1 to 10,000."),
            click.option("--size", "size_s", type=float, metavar="SECONDS", help="Seconds of sequential work, up to 3,600."),
            click.option("--items", type=int, metavar="N", help="The number of items, instead of a size."),
            click.option("-p", "--python", metavar="PATH|VERSION|FOLDER", shell_complete=complete.pythons,
                         help="The Python that does the work: 3.14, or an environment."),
            click.option("--start-method", metavar="METHOD", help="fork, spawn or forkserver, for processes."),
            click.option("--chunk", type=int, metavar="N", help="Items handed over at once, for models that can."),
            click.option("--seed", type=int, metavar="N", help="Makes the same items again."),
            click.option("--nice", type=int, metavar="N", help="Niceness of the work, 0 to 19."),
            click.option("--inputs", metavar="EXPRESSION|FILE|-", help="For a function: what to call it with."),
            click.option("--call", metavar="CALL", help='For a file or module: the call itself, "resize(x, width=80)".'),
            click.option("-o", "--option", "pairs", multiple=True, metavar="NAME=VALUE", help="An option of the task."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def given(**fields: object) -> dict[str, object]:
    """Those of the options that were given."""
    return {name: value for name, value in fields.items() if value not in (None, ())}


def written(command: click.Command, fields: Mapping[str, object]) -> list[str]:
    """The words of a command line that say these values of the command's options: `--size 5`."""
    words: list[str] = []
    for option in command.params:
        if option.name in fields:
            value = fields[option.name]
            for each in value if isinstance(value, tuple) else (value,):
                text = f"{each:g}" if isinstance(each, float) else str(each)
                words += [max(option.opts, key=len), text]
    return words


def chosen(
    pairs: tuple[str, ...],
    inputs: str | None,
    call: str | None,
    task: str | None = None,
    python: str | None = None,
    **fields: object,
) -> Choice | None:
    """What the options choose; None where none was given.

    Raises:
        PlanError: with one sentence on the first that is wrong.
    """
    if not given(pairs=pairs, inputs=inputs, call=call, task=task, python=python, **fields):
        return None
    from ...engine import catalogue
    from ...engine.catalogue import task_options
    from ...engine.catalogue.own_work import absolute, python_for
    from ...engine.catalogue.recent import remember
    from ..app.choice import Choice
    from .option_pairs import texts_of
    from .own_options import called

    name = absolute(called(task or Choice().task, call))
    choice = Choice().changed(task=name, **(given(**fields) | {"python": python_for(name, python)}))
    info = catalogue.task(choice.task, choice.python)
    catalogue.model(choice.model)
    texts = texts_of(info, pairs, inputs)
    choice = choice.changed(options=task_options.typed(info, texts))
    choice.plan()
    if choice.task not in catalogue.tasks():
        remember(choice.task, texts.get("inputs", ""), choice.python if python else "")
    return choice
