"""An export option is one row of one table: the command, the process that exports, the form and the checks are made of it."""

from dataclasses import dataclass, replace
from pathlib import Path

import click
import pytest
from concviz.engine.export.options import ExportRequest, arguments, check, option
from concviz.engine.export.progress import ExportError
from concviz.tui.cli.commands.export import click_options
from concviz.tui.export.export_choices import Choices, form_rows, row_value, turned_choice


@dataclass(frozen=True, slots=True)
class Grainy(ExportRequest):
    """The table with one row more."""

    grain: float = option(
        0.5, "--grain", metavar="X", type=float, help="How grainy it is.", bounds=(0, 1),
        row="grain", of=("movie",), steps=(0.5, 1.0), shown="{:g} of all cells",
    )  # fmt: skip


@click.command()
@click_options(Grainy)
def command(**said):
    return Grainy(**said)


def test_a_new_option_is_on_the_command_line_and_in_its_help():
    assert command.main(["--to", "gif", "--grain", "0.25"], standalone_mode=False) == Grainy("gif", grain=0.25)
    with click.Context(command) as context:
        assert "How grainy it is." in command.get_help(context)


def test_it_is_handed_to_the_process_that_exports():
    assert arguments(Grainy("gif", grain=0.25)) == ["--to", "gif", "--grain", "0.25"]
    assert command.main(arguments(Grainy("gif", grain=0.25)), standalone_mode=False).grain == 0.25


def test_it_is_a_row_of_the_form_for_the_formats_that_it_means_something_for():
    choices = Choices("a", 10.0, (), Path(), Grainy("gif"))
    assert "grain" in choices.rows
    assert "grain" not in replace(choices, request=Grainy("csv")).rows
    assert "grain" not in form_rows()
    assert row_value("grain", choices) == "0.5 of all cells"
    assert row_value("grain", turned_choice("grain", choices, 1)) == "1 of all cells"


def test_it_is_checked():
    check(Grainy("gif", grain=1.0))
    with pytest.raises(ExportError, match="--grain must be between 0 and 1, not 3"):
        check(Grainy("gif", grain=3.0))


def test_a_film_says_how_long_it_will_be():
    choices = Choices("talk", 20.0, ((5.0, "Run"),), Path(), ExportRequest("gif", fps=4.0))
    assert choices.length_words == " · 20 s, 80 frames"
    assert choices.changed(from_="Run", speed=2.0).length_words == " · 7.5 s, 30 frames"
    assert choices.changed(idle_s=1.0, until="10").length_words == " · at most 10 s, at most 40 frames"
    assert choices.changed(to="png").length_words == ""
