"""Whatever is misspelt on a command line is answered with the nearest that there is."""

import click
import pytest
from concviz.engine.catalogue import task, task_options
from concviz.engine.model.errors import UserError
from concviz.engine.pythons import installed
from concviz.engine.session.library import find
from concviz.engine.session.library.paths import sessions_folder
from concviz.tui.cli.main import COMMANDS, concviz
from concviz.tui.cli.preselect import Word


def every_command(group=concviz, names=COMMANDS):
    context = click.Context(group)
    yield group
    for name in names:
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, command.list_commands(context))
        else:
            yield command


def test_every_choice_of_words_knows_the_nearest():
    choices = [
        each.type for command in every_command() for each in command.params if isinstance(each.type, click.Choice)
    ]
    assert len(choices) >= 4
    assert [each for each in choices if not isinstance(each, Word)] == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["--theme", "ligth"], "light"),
        (["list", "taks"], "tasks"),
        (["replay", "--theme", "drk", "last"], "dark"),
        (["advise", "x.py:f", "--to", "jsno"], "json"),
        (["run", "pi", "--model", "threds"], "threads"),
        (["compare", "pi", "--models", "threads,procesess"], "processes"),
        (["run", "pi", "--modle", "threads"], "--model"),
        (["run", "download", "--latency-sm", "3"], "--latency-ms"),
        (["run", "download", "-o", "latncy_ms=3"], "latency_ms"),
        (["run", "pi", "--start-method", "spwan", "--model", "processes"], "spawn"),
        (["differences", "--only", "paralelism"], "parallelism"),
        (["sessions", "renmae", "a", "b"], "rename"),
        (["exprot", "last"], "export"),
        (["fractl"], "fractal"),
        (["replay", "lsat"], "last"),
    ],
)
def test_what_is_misspelt(words, meant, tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    with pytest.raises((click.ClickException, UserError)) as caught:
        concviz.main(words, standalone_mode=False)
    error = caught.value
    said = error.format_message() if isinstance(error, click.ClickException) else str(error)
    assert "did you mean" in said.lower()
    assert meant in said.lower().partition("did you mean")[2]


def test_a_python_a_recording_and_an_option(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    sessions_folder().mkdir(parents=True)
    (sessions_folder() / "2026-11-22T14-10-05.concviz.jsonl").write_text("x")
    with pytest.raises(UserError, match=r"did you mean 2026-11-22T14-10-05\?"):
        find.find("2026-11-22T14-10-50")
    own = installed.own().short
    monkeypatch.setattr(installed, "pythons", lambda: [installed.own()])
    with pytest.raises(UserError, match=rf"\(did you mean {own}\?\); this machine has {own}; give a path"):
        installed.find(own[:-1] + "0" + own[-1])
    with pytest.raises(UserError, match=r"^pi has no option 'printers'; its options are: none$"):
        task_options.typed(task("pi"), {"printers": "1"})
