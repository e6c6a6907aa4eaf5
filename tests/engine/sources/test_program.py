"""What a watched program is called: never by its arguments, which can hold secrets."""

from __future__ import annotations

import signal
import sys

import pytest
from concviz.engine.model.plan import PlanError
from concviz.engine.sources.program import FoundProgram, StartedProgram, program_name


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["/usr/bin/tar", "--password=x", "y"], "tar"),
        (["python3.13t", "-X", "dev", "-u", "/home/me/app.py", "--token", "x"], "python3.13t app.py"),
        (["/opt/bin/python", "-m", "http.server", "8000"], "python -m http.server"),
        (["python", "-c", "secret()"], "python -c"),
        (["python3"], "python3"),
        (["python", "-m"], "python -m"),
        (["pytest", "-n", "2"], "pytest"),
        (["pythonic", "x.py"], "pythonic"),
    ],
)
def test_a_program_is_called_by_its_name_and_a_script_by_its_own(command, name):
    assert program_name(command) == name


def test_what_isn_t_there_is_said_in_one_sentence():
    with pytest.raises(PlanError, match=r"^/no/such can't be started: No such file or directory$"):
        StartedProgram(["/no/such"])
    with pytest.raises(PlanError, match=r"^there is no process 99999999$"):
        FoundProgram(99999999, children=False)


def test_a_signal_that_comes_after_its_end_leaves_how_it_ended_to_be_asked():
    program = StartedProgram([sys.executable, "-S", "-c", "raise SystemExit(9)"])
    assert program.wait(120)
    program.ask_to_end(signal.SIGTERM)
    assert program.reap().exit_code == 9
    program.ask_to_end(signal.SIGTERM)  # its number may be another's by now
