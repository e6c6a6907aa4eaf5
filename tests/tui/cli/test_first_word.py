"""`concviz TASK` is `concviz run TASK`, and a word that is neither a command nor a task gets the nearest one."""

import click
import pytest
from concviz.tui.cli.main import concviz


def resolved(*args: str) -> tuple[str | None, list[str]]:
    context = click.Context(concviz, info_name="concviz")
    name, _, rest = concviz.resolve_command(context, list(args))
    return name, rest


@pytest.mark.parametrize("word", ["pi", "download", "mine.py", "folder/mine.py:work", "package.module:work"])
def test_a_task_or_a_function_is_run(word):
    assert resolved(word, "--model", "threads") == ("run", [word, "--model", "threads"])


@pytest.mark.parametrize("word", ["run", "compare", "doctor"])
def test_a_command_stays_one(word):
    assert resolved(word, "pi") == (word, ["pi"])


@pytest.mark.parametrize(("word", "meant"), [("fractl", "fractal"), ("compar", "compare"), ("dwonload", "download")])
def test_what_is_neither_gets_the_nearest(word, meant):
    with pytest.raises(click.UsageError, match=f"did you mean {meant}"):
        resolved(word)
