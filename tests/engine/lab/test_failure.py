"""What is told of a call that failed."""

import argparse

import pytest
from concviz.engine.lab.failure import failure_of


def test_argparse_s_own_words_are_kept(capsys):
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", required=True)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args([])
    found = failure_of(ended.value, 1, 0)
    assert (found.type, found.message) == (
        "SystemExit",
        '2: it reads a command line, and there is none here: argparse says "the following arguments are required: --port"',
    )
    assert "usage:" in capsys.readouterr().err


def test_any_other_end_says_its_code():
    assert failure_of(SystemExit(3), 1, 0).message == "3"


def test_who_asks_for_input_hears_that_nobody_answers():
    found = failure_of(EOFError("EOF when reading a line"), 1, 0)
    assert found.message == "EOF when reading a line: it asks for input, and there is none here"
    assert failure_of(EOFError("the file ends here"), 1, 0).message == "the file ends here"
