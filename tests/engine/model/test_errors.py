"""Everything that a user can do wrong is one kind of error, and ends a command with one sentence."""

import importlib
import pkgutil

import click
import concviz.engine
import pytest
from concviz.engine.model.errors import UserError
from concviz.tui.cli import program


def error_types() -> set[type[Exception]]:
    """Every type of error that the engine defines, but for what lives inside of the measured processes."""
    found = set()
    for each in pkgutil.walk_packages(concviz.engine.__path__, "concviz.engine."):
        if ".lab." in each.name or each.name.endswith("__main__"):
            continue
        members = vars(importlib.import_module(each.name)).values()
        found |= {one for one in members if isinstance(one, type) and issubclass(one, Exception)}
    return {one for one in found if one.__module__.startswith("concviz.engine")}


def test_what_is_no_fault_of_the_user_is_known_by_name():
    others = {one.__name__ for one in error_types() if not issubclass(one, UserError)}
    assert others == {
        "Abandoned",
        "ExportCancelled",
        "GilUnknownError",
        "LinkLostError",
        "NoLinesError",
        "NotElf64Error",
        "RunFailed",
    }


MISTAKES = sorted((one for one in error_types() if issubclass(one, UserError)), key=lambda one: one.__name__)


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_command_ends_with_its_sentence(kind, monkeypatch, capsys):
    made = kind.__new__(kind)
    made.args = ("that can't\nbe done",)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise made

    monkeypatch.setattr(click.Group, "main", refuse)
    with pytest.raises(SystemExit) as ended:
        program.main(["list"])
    assert ended.value.code == kind.exit_code
    assert capsys.readouterr().err == "concviz: that can't be done\n"
