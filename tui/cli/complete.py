"""Values that the shell completes: tasks, models, Pythons, recordings. Each list is made when Tab is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _of(rows: Callable[[], Iterable[tuple[str, str]]]) -> Completer:
    """Those of (word, what it is) that begin with what is written; behind a comma the next word."""

    def complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, last = incomplete.rpartition(",")
        return [
            CompletionItem(f"{before}{comma}{word}", help=about.partition("\n")[0])
            for word, about in rows()
            if word.startswith(last)
        ]

    return complete


def _tasks() -> Iterable[tuple[str, str]]:
    from ...engine import catalogue

    return [(task.name, task.title) for task in catalogue.tasks().values()]


def _models() -> Iterable[tuple[str, str]]:
    from ...engine import catalogue

    return [(model.name, model.title) for model in catalogue.models().values()]


def _pythons() -> Iterable[tuple[str, str]]:
    from ...engine.pythons import installed

    return [(python.short, python.path) for python in installed.pythons()]


def _recordings() -> Iterable[tuple[str, str]]:
    from ...engine.session.library.find import recordings

    return [("last", "the newest"), *((each.name, "") for each in recordings())]


def words(known: Iterable[str]) -> Completer:
    """These."""
    return _of(lambda: [(word, "") for word in known])


tasks, models, pythons = _of(_tasks), _of(_models), _of(_pythons)


def work(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """A task; where none begins so a file of the user's, as the shell completes files."""
    return tasks(context, parameter, incomplete) or [CompletionItem(incomplete, type="file")]


def recordings(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """A recording's name; where none begins so a file."""
    return _of(_recordings)(context, parameter, incomplete) or [CompletionItem(incomplete, type="file")]
