"""A program watched as the app does it: a terminal of its own, its output, its end, and its lines."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.probe.lines.in_target_python import answer
from concviz.engine.probe.lines.line_reader import NoLinesError, interpreter_of, of_dump
from concviz.engine.session.events import CodeLines
from concviz.engine.sources.program import FoundProgram, StartedProgram
from concviz.engine.sources.watching import Watching

from tests.support.pythons import python_of

pytestmark = [pytest.mark.real, pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")]
PRINTS = "import sys, time\nprint('to a terminal:', sys.stdout.isatty(), flush=True)\ntime.sleep(600)\n"


def until(holds, what):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, what()
        time.sleep(0.02)


def output(watching):
    return watching.session.output(1)


def test_what_it_prints_is_kept_and_it_ends_with_us():
    watching = Watching.open(lambda: StartedProgram([sys.executable, "-c", PRINTS], aside=True), recording=False)
    try:
        until(lambda: "to a terminal: True" in output(watching), lambda: output(watching))
        assert watching.running
        assert watching.ours
        until(lambda: snapshot(watching.session, None).program.processes, lambda: "nothing seen")
    finally:
        watching.close()
    assert watching.exit_code_known == 128 + signal.SIGTERM
    assert snapshot(watching.session, None).run.ended_us is not None


def test_a_program_that_ends_by_itself_leaves_its_code_and_its_last_words():
    command = [sys.executable, "-c", "import time; time.sleep(0.3); print('last words'); raise SystemExit(7)"]
    watching = Watching.open(lambda: StartedProgram(command, aside=True), recording=False)
    assert watching.wait(60)
    assert watching.exit_code_known == 7
    assert output(watching) == "last words\n"
    watching.close()


def test_another_s_program_is_left_alone():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as program:
        watching = Watching.open(lambda: FoundProgram(program.pid, children=True), recording=False)
        assert not watching.ours
        watching.ask_to_end()
        watching.close()
        assert program.poll() is None
        program.communicate(b"\n")
    assert program.returncode == 0


def test_many_that_come_and_go_while_they_are_looked_at():
    script = "import subprocess, sys\nfor _ in range(30): subprocess.run(['true'])\nimport os\nos.execv('/bin/true', ['true'])"
    watching = Watching.open(lambda: StartedProgram([sys.executable, "-c", script], aside=True), recording=False)
    assert watching.wait(120)
    assert watching.exit_code_known == 0
    assert not [why for what, why in snapshot(watching.session, None).missing if what == "probe"]
    watching.close()


def test_its_lines_come_from_its_own_interpreter(tmp_path):
    script = tmp_path / "loop.py"
    script.write_text("import time\n\ndef wait():\n    while True:\n        time.sleep(0.01)\n\nwait()\n")
    watching = Watching.open(lambda: StartedProgram([python_of("3.14").path, str(script)], aside=True), recording=False)
    try:
        until(lambda: not watching.ask_for_lines(wanted=True), lambda: watching.ask_for_lines(wanted=True))

        def lines():
            told = watching.session.latest(CodeLines, 1)
            return [words for _, _, words in told.rows] if told is not None else []

        until(lambda: lines() == ["loop.py:5 wait"], lines)
        watching.ask_for_lines(wanted=False)
        assert lines() == []
    finally:
        watching.close()


def test_no_python_has_no_lines_and_says_why():
    with subprocess.Popen(["sleep", "60"]) as program:
        until(lambda: os.readlink(f"/proc/{program.pid}/exe") != os.path.realpath(sys.executable), lambda: "no exec")
        with pytest.raises(NoLinesError, match="is no Python"):
            interpreter_of(program.pid)
        program.kill()


def test_what_goes_wrong_with_one_process_is_told_of_that_one():
    def make(pid, **_):
        raise RuntimeError(f"no {pid}")

    assert answer([5], {}, make) == {"lines": [], "tasks": [], "wrong": {5: "RuntimeError: no 5"}}


def test_py_spy_s_words():
    text = b'[{"os_thread_id": 72, "frames": [{"filename": "/home/me/app.py", "line": 3, "name": "fetch"}]}]'
    assert of_dump(71, text) == [(71, 72, "app.py:3 fetch")]
    with pytest.raises(NoLinesError):
        of_dump(71, b"usage")


LEAVES_CHILDREN = """
import signal, subprocess, sys, time
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
children = [subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE), subprocess.Popen(["sleep", "600"])]
children[0].stdout.readline()
print("children", *(each.pid for each in children), flush=True)
time.sleep(600)
"""


def test_its_children_end_with_it():
    watching = Watching.open(
        lambda: StartedProgram([sys.executable, "-c", LEAVES_CHILDREN], aside=True), recording=False
    )
    try:
        until(lambda: "children" in output(watching) and output(watching).endswith("\n"), lambda: output(watching))
        pids = [int(word) for word in output(watching).split()[1:]]
        assert len(pids) == 2
    finally:
        watching.close()
    until(lambda: not any(map(is_alive, pids)), lambda: pids)


def is_alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
