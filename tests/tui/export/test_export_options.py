"""An export option is one row of one table: the command, the process that exports, the form and the checks are made of it."""

from dataclasses import dataclass, replace
from pathlib import Path

import click
import pytest
from concviz.engine.export.options import ExportRequest, arguments, check, option
from concviz.engine.export.part import Parts, RunPart
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
    choices = Choices("a", Parts(10.0), Path(), Grainy("gif"))
    assert "grain" in choices.rows
    assert "grain" not in replace(choices, request=Grainy("csv")).rows
    assert "grain" not in form_rows()
    assert row_value("grain", choices) == "0.5 of all cells"
    assert row_value("grain", turned_choice("grain", choices, 1)) == "1 of all cells"


def test_it_is_checked():
    check(Grainy("gif", grain=1.0))
    with pytest.raises(ExportError, match="--grain must be between 0 and 1, not 3"):
        check(Grainy("gif", grain=3.0))


TALK = Parts(
    20.0, ((5.0, "Run"),), ((5.0, 9.0), (15.0, 18.0)),
    (RunPart(1, "π · threads", 5.0, 9.5), RunPart(2, "π · processes", 15.0, 18.5)), 5.2,
)  # fmt: skip


def test_a_film_says_what_it_will_come_to():
    choices = Choices("talk", TALK, Path(), ExportRequest("gif", fps=4.0))
    assert choices.length_words.startswith(" · 14.8 s, 60 frames · about 200 to 700 KiB, 2 to 9 s to make"), (
        "from what is first seen"
    )
    assert choices.changed(from_="Run", speed=2.0).length_words.startswith(" · 7.5 s, 30 frames · about")
    assert choices.changed(idle_s=1.0, until="18").length_words.startswith(" · 7.8 s, 32 frames · about")
    assert choices.changed(run="2").length_words.startswith(" · 3.5 s, 14 frames · about")
    assert choices.changed(run="last", speed=0.5).length_words.startswith(" · 7 s, 28 frames · about")
    assert choices.changed(to="png").length_words == ""
    assert choices.changed(from_="19", until="3").length_words == " · --until (3 s) must lie after --from (19 s)"


def test_the_run_that_was_on_the_screen_is_the_first_to_be_chosen():
    choices = Choices("talk", TALK, Path(), ExportRequest("gif"), this_run="2")
    assert row_value("run", choices) == "all of them"
    assert row_value("run", turned := turned_choice("run", choices, 1)) == "this run: π · processes"
    assert row_value("run", turned_choice("run", turned, 1)) == "1: π · threads"
    assert choices.changed(run="2").preview().run == "2"


def test_a_run_that_is_not_there_is_refused():
    with pytest.raises(ExportError, match="no run '7' in this recording: they are 1 to 2"):
        TALK.run("7")
    with pytest.raises(ExportError, match="no run 'last' in this recording: nothing has run in it"):
        Parts(3.0).run("last")
