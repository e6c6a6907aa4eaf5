"""`-` in the place of a file, formats by their ending, colours as the environment wants them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import click
import jsonschema
import msgspec
import pytest
from click.testing import CliRunner
from concviz.engine.export.formats import FORMATS, format_of
from concviz.engine.export.progress import ExportError
from concviz.engine.model.difference_facts import FACTS, Cell
from concviz.engine.model.errors import PlanError
from concviz.engine.session.file.reader import load
from concviz.tui.cli.commands.doctor import command as doctor
from concviz.tui.cli.commands.export import command as export
from concviz.tui.cli.ending import exit_code
from concviz.tui.cli.main import concviz
from concviz.tui.cli.streams.printed_json import PRINTED, PrintedRun, extended, print_json, schema
from concviz.tui.cli.streams.stream_looks import can_redraw, colour_wish, has_colours
from concviz.tui.cli.study_command import csv_alone, write_csv

from tests.support.commands import call

TALK = Path(__file__).parents[2] / "support/recordings/threads-pi.concviz.jsonl.gz"


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "wish"),
    [
        ({}, None),
        ({"NO_COLOR": ""}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, None),
        ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True),
        ({"CLICOLOR_FORCE": "0"}, None),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "1"}, None),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm-256color"}, None),
    ],
)
def test_what_the_environment_wants(environment, wish):
    assert colour_wish(environment) is wish


def test_a_stream_decides_where_nobody_says_anything(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert (has_colours(Terminal()), has_colours(io.StringIO())) == (True, False)
    assert (can_redraw(Terminal()), can_redraw(io.StringIO())) == (True, False)
    monkeypatch.setenv("TERM", "dumb")
    assert (has_colours(Terminal()), can_redraw(Terminal())) == (False, False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert (has_colours(io.StringIO()), can_redraw(io.StringIO())) == (True, False)


@pytest.mark.parametrize(("name", "wish"), [("NO_COLOR", False), ("FORCE_COLOR", True)])
def test_every_command_hears_it(monkeypatch, name, wish):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, "1")
    assert concviz.make_context("concviz", ["list", "models"]).color is wish


@pytest.mark.parametrize("form", [form for form in FORMATS.values() if form.suffix])
def test_an_ending_means_a_format(form):
    assert [format_of(f"talk{ending}") for ending in (form.suffix, *form.others)] == [form.name] * (
        1 + len(form.others)
    )
    assert format_of(f"TALK{form.suffix.upper()}") == form.name


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("talk.zip", "talk.zip: its ending means no format; say it with --to"),
        ("-", "-: its ending means no format; say it with --to"),
        ("", f"which format? --to {', '.join(FORMATS)}; or -o with a file's name that says it"),
    ],
)
def test_an_ending_that_means_none(out, words):
    with pytest.raises(ExportError) as told:
        format_of(out)
    assert str(told.value) == words


def test_a_trace_is_plain_where_it_is_called_json(tmp_path: Path):
    plain, packed = tmp_path / "a.json", tmp_path / "a.json.gz"
    for out in (plain, packed):
        assert CliRunner().invoke(export, [str(TALK), "-o", str(out)], standalone_mode=False).return_value == 0
    assert json.loads(plain.read_bytes())["otherData"]["program"] == "concviz"
    assert packed.read_bytes()[:2] == b"\x1f\x8b"


def test_a_recording_comes_in_and_an_export_goes_out():
    ran = CliRunner().invoke(export, ["-", "--to", "svg", "-o", "-"], input=TALK.read_bytes(), standalone_mode=False)
    assert ran.return_value == 0
    assert ran.stdout.startswith("<svg")
    assert ran.stdout.rstrip().endswith("</svg>")
    checked = CliRunner().invoke(doctor, ["-", "--json"], input=TALK.read_bytes(), standalone_mode=False)
    assert [each["path"] for each in json.loads(checked.stdout)["recordings"]] == ["standard input"]


def test_a_folder_and_a_terminal_are_no_standard_output(monkeypatch):
    ran = CliRunner().invoke(export, [str(TALK), "--to", "csv", "-o", "-"], standalone_mode=False)
    assert str(ran.exception) == "csv makes a folder, which can't go to standard output: name one with -o"


def test_rows_go_to_standard_output(monkeypatch):
    monkeypatch.setattr(sys, "stdout", written := io.StringIO())
    write_csv(Path("-"), [{"name": "threads", "wall_s": {"median": 1.5}}, {"name": "asyncio", "repeats": [1, 2]}])
    assert written.getvalue() == "name,wall_s_median,repeats\r\nthreads,1.5,\r\nasyncio,,1 2\r\n"


def test_a_recording_needs_a_name():
    with pytest.raises(click.BadParameter, match="name a file, not standard output"):
        concviz.get_command(click.Context(concviz), "run").make_context("run", ["pi", "--record", "-"])  # pyright: ignore[reportOptionalMemberAccess]


def test_what_is_printed_fits_its_schema(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    call("list", "schemas", "--json")
    schemas = json.loads(capsys.readouterr().out)
    assert [*schemas] == [*PRINTED]
    found = load(TALK)
    end = found.run_end(1)
    assert end is not None
    print_json(extended(PrintedRun, end.result, status=end.status, error=end.error))
    printed = {"run": json.loads(capsys.readouterr().out)}
    asked = (*(f"list {what}" for what in ("tasks", "models", "concepts", "keys")), "sessions", "lesson", "doctor")
    for words in asked:
        call(*words.split(), "--json")
        printed[words] = json.loads(capsys.readouterr().out)
    call("doctor", str(TALK), "--json")
    printed["doctor RECORDING"] = json.loads(capsys.readouterr().out)
    assert exit_code(_refuse, ["run", "x", "--json"]) == 2
    printed["a mistake"] = json.loads(capsys.readouterr().out)
    for words, value in printed.items():
        jsonschema.validate(value, schemas[words], jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**printed["run"], "wall_s": "soon"}, schemas["run"], jsonschema.Draft202012Validator)


def _refuse() -> None:
    raise PlanError("no task named 'x'")


def test_rows_and_json_do_not_share_standard_output():
    assert csv_alone(Path("-"), as_json=False)
    assert not csv_alone(Path("rows.csv"), as_json=True)
    assert not csv_alone(None, as_json=True)
    with pytest.raises(PlanError, match="name a file for one of them"):
        csv_alone(Path("-"), as_json=True)


@pytest.mark.parametrize("words", [("compare", "pi"), ("sweep", "pi", "--model", "threads"), ("differences",)])
def test_every_command_with_rows_says_so(words, capsys):
    assert call(*words, "--csv", "-", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"].startswith("--csv - and --json both write")


def test_a_cell_has_the_facts_of_its_property():
    cell = schema("differences")["$defs"]["Cell"]  # pyright: ignore[reportIndexIssue, reportArgumentType, reportCallIssue]
    assert len(cell["properties"]["facts"]["anyOf"]) == len(FACTS) + 1
    assert set(cell["properties"]) == {each.name for each in msgspec.structs.fields(Cell)}
