"""What is said where a file of the user's can't be imported: whole sentences, each from the error that Python raised."""

import argparse
import multiprocessing
import platform

import pytest
from concviz.engine.lab.own.import_errors import GUARD, line_in, no_spawning, sentence


def raised(source, name="/x/mine.py"):
    """What running that as a file of that name raises."""
    try:
        exec(compile(source, name, "exec"), {"argparse": argparse})
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


PARSER = "\np = argparse.ArgumentParser(prog='x')\np.add_argument('--who', required=True)\np.parse_args([])"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("\n1 / 0", "mine.py can't be imported (line 2): ZeroDivisionError: division by zero"),
        ("raise KeyError", "mine.py can't be imported (line 1): KeyError"),
        ("raise ImportError('no half')", "mine.py can't be imported (line 1): no half"),
        ("raise ImportError", "mine.py can't be imported (line 1): ImportError"),
        ("\n\nimport sys; sys.exit(3)",
            f"mine.py ends the program while it is imported (line 3), with sys.exit(3): put what it runs under {GUARD}"),
        ("raise SystemExit", f"mine.py ends the program while it is imported (line 1), with sys.exit(''): put what it runs under {GUARD}"),
        (
            PARSER,
            'mine.py reads a command line while it is imported (line 4), and there is none here: argparse says "the following arguments '
            f'are required: --who". Put what reads it under {GUARD}, or give the arguments defaults',
        ),
        (
            "raise RuntimeError('before the bootstrapping phase is over')",
            "mine.py starts processes while it is imported (line 1), and those would import it again and start more: "
            f"put that under {GUARD}",
        ),
    ],
)  # fmt: skip
def test_it_is_said_in_a_sentence(source, told, capsys):
    assert sentence(raised(source), "/x/mine.py") == told


def test_a_module_that_is_missing_is_named_with_where_it_was_looked_for():
    said = sentence(raised("import nowhere_at_all.sub"), "/x/mine.py")
    assert said.startswith("mine.py can't be imported: ")
    assert "No module named 'nowhere_at_all'" in said
    assert platform.python_version() in said
    assert (
        "install it there (python -m pip install nowhere_at_all), name the environment that has it (--python FOLDER), or, if"
        in said
    )


def test_the_line_is_that_of_the_file_and_of_nobody_else():
    error = raised("\n\n1 / 0", "/x/pack/mine.py")
    assert [
        line_in(error.__traceback__, place) for place in ("pack.mine", "/x/pack/mine.py", "other", "/y/mine.py")
    ] == [3, 3, 0, 0]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_no_process_is_started_that_would_import_the_same_again(method):
    process = multiprocessing.get_context(method).Process(target=print)
    start = multiprocessing.process.BaseProcess.start
    with no_spawning(), pytest.raises(RuntimeError, match="it starts a process while it is imported"):
        process.start()
    assert multiprocessing.process.BaseProcess.start is start


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ('# dependencies = ["rich", "httpx>=0.27"]\n', "; mine.py says that it needs rich, httpx>=0.27: install that there "
            "(python -m pip install rich 'httpx>=0.27'), or let uv make its environment (uv sync --script mine.py) and name that: "
            '--python "$(uv python find --script mine.py)"'),
        ('# requires-python = ">=3.12"\n#\n# dependencies = [\n#   "rich",\n# ]\n', "it needs rich, and asks for Python >=3.12: install"),
        ("# dependencies = []\n", "; install it there (python -m pip install rich), name the"),
        ("# dependencies = [\n", "; install it there (python -m pip install rich), name the"),
    ],
)  # fmt: skip
def test_a_script_that_says_what_it_needs_is_listened_to(says, told, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(f"# /// script\n{says}# ///\nimport rich_that_is_not_there\n")
    assert told.replace("install rich)", "install rich_that_is_not_there)") in sentence(
        raised("import rich_that_is_not_there"), str(path)
    )
