"""What the commands print, at every width from 40 to 120: no line is longer, no word is broken, and what has no room is named."""

import re
from functools import cache

import click
import pytest
from click.testing import CliRunner
from concviz.engine.model.study_facts import Compared, Swept
from concviz.engine.session.events import Machine
from concviz.engine.study.pure.sweep_verdict import fitted
from concviz.engine.text.lines import hanging, packed, wrapped
from concviz.tui.cli.commands import doctor, listing, sessions
from concviz.tui.cli.lines.difference_lines import difference_lines
from concviz.tui.cli.lines.result_lines import result_lines
from concviz.tui.cli.lines.study_lines import study_lines
from hypothesis import given
from hypothesis import strategies as st

from tests.support.made_sessions import made_machine, made_run
from tests.support.made_studies import VERDICT, add_differences, compared, row, session, sweep_points

WIDTHS = range(40, 121)
ABOUT = {"task": "pi", "items": 2000, "noisy": True, "out_of_time": True}
MACHINE = Machine("Linux", "", 2, 1, (0, 1), None, 2.0, 1 << 33, "3.11.7")
NOT_A_WORD = re.compile(r"[^\w]+|\d+")
"""Bars, marks, and the width itself."""


def said(*command):
    """What a command prints at each width."""

    def at(width):
        done = CliRunner().invoke(command[0], list(command[1:]), env={"COLUMNS": str(width)}, standalone_mode=False)
        assert done.exception is None, done.exception
        return done.output.splitlines()

    return at


@cache
def many_rows():
    far = row(
        "threads", 4.1, "no clear difference", repeats=[4.1, 9.0, 8.0], outliers=[1, 2], disturbed=True, rest_cores=1.7
    )
    odd = row("processes@3.13t", 1.1, "faster", repeats=[1.1, 3.0], outliers=[1], loop_lag_s=0.09, python="3.13.5t")
    return [*compared(), far, odd]


def comparison(width):
    return study_lines(Compared(**{**ABOUT, "rows": many_rows(), "verdict": VERDICT}), colour=False, width=width)


def sweep(width):
    rows = sweep_points()
    more = {"model": "processes", "fits": fitted(rows, 8.0), "ceilings": {"affinity": 8.0}, "best_workers": 8}
    return study_lines(Swept(**ABOUT, rows=rows, verdict=VERDICT, **more), colour=False, width=width)


@cache
def measured():
    made = session()
    add_differences(made)
    return made.differences()


def differences(width):
    return difference_lines(measured(), MACHINE, colour=False, width=width, evidence=False)


def evidence(width):
    return difference_lines(measured(), MACHINE, colour=False, width=width, evidence=True)


@cache
def a_run():
    return made_run("cpu", "thread", lanes=4, machine=made_machine(2))


def result(width):
    return result_lines(a_run(), 1, colour=False, width=width)


COMMANDS = {
    "compare": comparison,
    "sweep": sweep,
    "differences": differences,
    "differences --evidence": evidence,
    "run": result,
    "list tasks": said(listing.command, "tasks"),
    "list models": said(listing.command, "models"),
    "list concepts": said(listing.command, "concepts"),
    "list keys": said(listing.command, "keys"),
    "doctor": said(doctor.command),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """What the machine can do is asked once."""
    monkeypatch.setattr(doctor, "examine", cache(doctor.examine))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_longer_than_the_terminal_and_no_word_is_broken(command):
    whole = words(COMMANDS[command](10_000))
    for width in WIDTHS:
        lines = list(COMMANDS[command](width))
        long = [line for line in lines if len(line) > width and len(line.split()) > 1]
        assert not long, (width, long)
        broken = words(line for line in lines if "have no room for" not in line) - whole
        assert not broken, (width, sorted(broken))


def words(lines):
    """The words of these lines, without bars and figures."""
    found = {word.strip(",:") for line in lines for word in line.split()}
    return {word for word in found if not NOT_A_WORD.fullmatch(word)}


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_what_a_table_has_no_room_for_is_named(width):
    lines = list(comparison(width))
    head = next(line for line in lines if "wall" in line.split())
    for title in ("speed-up", "wall"):
        assert title in head
    note = " ".join(" ".join(lines).split()).partition(f"{width} columns have no room for: ")[2]
    for title in ("cores", "low to high", "answer", "memory", "pickled", "switches", "loop lag", "Python"):
        assert (title in head) != (title in note.split(" where the time")[0]), title


def test_a_wide_terminal_has_room_for_everything():
    assert "have no room" not in " ".join(comparison(240))


def test_recordings_keep_their_names_and_lose_columns(tmp_path, monkeypatch):
    from concviz.engine.session.library import find
    from concviz.engine.session.library import keep as keeping
    from concviz.engine.session.library.paths import new_recording_path

    from tests.support.replays import two_runs

    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    for name in ("For the hall", "Threads on π, and then processes on π, at full length"):
        path = new_recording_path()
        two_runs(path)
        keeping.keep_file(path, name)
    found = find.recordings()
    for width in WIDTHS:
        lines = [click.unstyle(line) for line in sessions.lines(found, width)]
        assert all(len(line) <= width for line in lines), (width, lines)
        assert any("For the hall" in line for line in lines)
        assert ("have no room for" in " ".join(lines)) == ("core" not in lines[1])
    assert all(len(line) <= 40 for line in sessions.lines([], 40))


@given(st.text(st.sampled_from("abcdef   -·"), max_size=200), st.integers(1, 60), st.integers(0, 12), st.integers(0, 4))
def test_lines_keep_every_word_in_order(text, width, indent, more):
    assert " ".join(wrapped(text, width, indent, more)).split() == text.split()
    assert " ".join(hanging(" " * indent, text, width, more)).split() == text.split()
    parts = [part for part in text.split("·") if part.strip()]
    assert " ".join(packed(parts, width, " ", indent, more)).split() == " ".join(parts).split()
    for line in packed(parts, width, " ", indent, more):
        assert len(line) <= width or len(line.split()) == 1
