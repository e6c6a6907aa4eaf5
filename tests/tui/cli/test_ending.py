"""How commands end: the table of `concviz.tui.cli.ending`, each row, and every command through each fault of its streams."""

import errno
import json
import os
import sys
import threading
import traceback

import click
import pytest
from concviz.engine.lab.life.system_limits import MEMORY
from concviz.engine.model.errors import PlanError
from concviz.tui.cli import ending, main, program
from concviz.tui.cli.ending import OutputClosed, exit_code

from tests.support.commands import call


def raising(error):
    def command():
        raise error

    return command


LINE = raising.__code__.co_firstlineno + 2


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (PlanError("no task named\n 'x'"), 2, "concviz: no task named 'x'\n"),
        (click.UsageError("no such option"), 2, "concviz: no such option\n"),
        (KeyboardInterrupt(), 130, ""),
        (click.exceptions.Abort(), 130, ""),
        (OutputClosed(), 141, ""),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (SystemExit(3), 3, ""),
        (SystemExit(None), 0, ""),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "concviz: standard output: No space left on device\n"),
        (OSError(errno.ENOSPC, "No space left on device", "a.csv"), 1, "concviz: a.csv: No space left on device\n"),
        (
            OSError(errno.EMFILE, "Too many open files", "/proc/stat"),
            1,
            "concviz: /proc/stat: as many files are open as may be (ulimit -n): allow more\n",
        ),
        (
            ModuleNotFoundError("No module named 'msgspec._core'", name="msgspec._core"),
            1,
            "concviz: msgspec._core is missing: there may be no wheel of it for this Python; install concviz into another one\n",
        ),
        (MemoryError(), 1, f"concviz: {MEMORY}\n"),
    ],
)
def test_what_is_raised_is_one_line_and_a_code(error, code, said, capsys):
    assert exit_code(raising(error), []) == code
    assert capsys.readouterr() == ("", said)


def test_a_fault_of_the_program_says_where_and_how_to_see_more(capsys, monkeypatch):
    monkeypatch.delenv(ending.DEBUG, raising=False)
    assert exit_code(raising(KeyError("x")), []) == 70
    said = capsys.readouterr().err
    assert said.startswith("concviz: a fault of concviz, test_ending.py line ")
    assert said.endswith(": KeyError: 'x' (CONCVIZ_DEBUG=1 shows the traceback)\n")
    monkeypatch.setenv(ending.DEBUG, "1")
    assert exit_code(raising(KeyError("x")), []) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.EMFILE, "Too many open files", "/proc/stat"),
            "concviz: /proc/stat: as many files are open as may be (ulimit -n): allow more\n",
        ),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), ""),
        (KeyError("x"), f"concviz: a fault of concviz, test_ending.py line {LINE}: KeyError: 'x' (CONCVIZ_DEBUG=1 shows the traceback)\n"),
    ],
    ids=["refused", "closed", "a fault"],
)  # fmt: skip
def test_what_a_thread_fails_of_is_one_line_too(error, said, capsys, monkeypatch):
    monkeypatch.delenv(ending.DEBUG, raising=False)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    ending.tell_of_threads()
    failing = threading.Thread(target=raising(error))
    failing.start()
    failing.join()
    assert capsys.readouterr() == ("", said)


def test_a_mistake_is_json_for_who_asked_for_json(capsys):
    assert exit_code(raising(PlanError("no task named 'x'")), ["run", "x", "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"] == {"message": "no task named 'x'"}
    assert said.err == "concviz: no task named 'x'\n"
    assert exit_code(raising(PlanError("no")), ["watch", "--", "python", "--json"]) == 2
    assert capsys.readouterr().out == "", "behind -- stand another program's options"


def test_what_a_command_returns_is_its_code():
    assert [exit_code(lambda answer=answer: answer, []) for answer in (0, 3, None, "x")] == [0, 3, 0, 0]


COMMANDS = [
    ["--help"], ["--version"], ["list", "tasks"], ["list", "models", "--json"], ["sessions"], ["sessions", "--json"], ["script", "pi"],
    *([name, "--help"] for name in main.COMMANDS),
    ["run", "nothing"], ["run", "nothing", "--json"], ["compare", "pi", "--workers", "0"], ["replay", "nowhere"], ["export", "nowhere"],
]  # fmt: skip
"""Those that are over at once; the others end by the same function."""
FAULTS = ["full", "closed stdout", "closed stderr", "closed stdin", "no reader", "full stderr", "ascii"]


def break_stream(fault):
    """In a child: what a shell can do to our standard streams before we begin."""
    out, err = os.open(os.devnull, os.O_WRONLY), 2
    if fault == "full":
        out = os.open("/dev/full", os.O_WRONLY)
    if fault == "full stderr":
        err = os.open("/dev/full", os.O_WRONLY)
    if fault == "no reader":
        reader, out = os.pipe()
        os.close(reader)
    os.dup2(out, 1)
    os.dup2(err, 2)
    encoding = "ascii" if fault == "ascii" else "utf-8"
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if fault == f"closed {name}":
            os.close(number)
            stream = None
        else:
            stream = open(number, mode, encoding=encoding, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def ended(words, fault, reader, writer):
    """Exit code and standard error of a command, run in a fork of this process."""
    child = os.fork()
    if not child:
        code = 99
        try:
            os.close(reader)
            os.dup2(writer, 2)
            break_stream(fault)
            program.main(words)
        except SystemExit as end:
            code = end.code
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    with open(reader, encoding="utf-8") as said:
        words = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), words


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
@pytest.mark.parametrize("fault", FAULTS)
def test_every_command_ends_with_a_line_whatever_its_streams_are(fault, tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    for words in COMMANDS:
        call(*words)  # imports here what every fork of us would have to
        code, said = ended(words, fault, *os.pipe())
        mistaken = words[-1] in ("nothing", "nowhere", "0") or words[:2] == ["run", "nothing"]
        writes = not mistaken or "--json" in words
        expected = {"full": 1, "no reader": 141}.get(fault, 0) if not mistaken else 2
        assert (code, said.count("\n")) == (expected, said.count("concviz: ")), (words, said)
        assert "Traceback" not in said, words
        if fault == "full" and writes and not mistaken:
            assert said == "concviz: standard output: No space left on device\n", words
