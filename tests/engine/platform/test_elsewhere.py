"""macOS and Windows, as far as they can be had on Linux: what they lack is taken away from a whole Python, and the program is run in it.

`tests/support/elsewhere/` has one `sitecustomize.py` for each. Never was any of this on such a machine.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from concviz.engine.platform.support import refusal

from tests.support.elsewhere import environment_of

MACOS_PARTS = """
import os, signal, subprocess, sys, tempfile, time
from concviz.engine.platform import current, on_bsd
assert current.catches is on_bsd.catches and current.memory_folder() is None
assert not hasattr(os, "waitid") and not os.path.exists("/proc/self")
current.enlarge_pipe(os.pipe()[1], 1 << 20)

child = subprocess.Popen([sys.executable, "-S", "-E", "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
assert not current.wait_for_end(child.pid, 0.05) and current.group_of(child.pid) == child.pid
assert current.send_to_group(child.pid, signal.SIGKILL)
assert current.wait_for_end(child.pid, 60.0)
assert child.wait() == -signal.SIGKILL and current.signal_that_ended(child.pid) is None
assert not current.send_to_group(child.pid, 0)

folder = tempfile.mkdtemp()
reaper = current.start_reaper("CONCVIZ_OWNER=nobody", [folder + "/gone"])
open(folder + "/gone-1", "w").close()
reaper.stdin.close()
assert reaper.wait(60) == 0 and os.listdir(folder) == []
"""
"""Everything of the platform folder that a run on macOS needs."""


def told(system: str, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What a Python of that system answers."""
    environment = environment_of(system) | more
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="what Linux has is taken away from it")
def test_the_parts_of_macos_do_without_what_linux_has():
    done = told("macos", "-c", MACOS_PARTS)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "concviz"),
        ("-m", "concviz", "--version"),
        ("-m", "concviz.tui", "run", "pi"),
        ("-m", "concviz", "watch", "--", "true"),
    ],
)
def test_on_windows_every_command_is_one_line(arguments):
    done = told("windows", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"concviz: {refusal('win32')}\n")


@pytest.mark.parametrize("call", ["run('pi')", "compare('pi')", "sweep('pi')", "advise('pi')"])
def test_on_windows_every_call_says_the_same(call):
    done = told("windows", "-c", f"import concviz; print(concviz.__version__, flush=True); concviz.{call}")
    assert done.stdout.strip()
    assert done.stderr.splitlines()[-1] == f"ImportError: {refusal('win32')}"


@pytest.mark.skipif(sys.platform != "linux", reason="what Linux has is taken away from it")
def test_doctor_says_of_macos_what_can_not_be_measured_there(tmp_path):
    done = told("macos", "-m", "concviz", "doctor", COLUMNS="200", CONCVIZ_STATE=os.fspath(tmp_path))
    assert done.returncode == 1, done.stderr
    assert [line[:1] for line in done.stdout.splitlines()] == ["D", *"✗✗✗✗✓✗"]
    assert "Darwin has no /proc, so how long a thread waited for a core can't be measured." in done.stdout
    assert "there is none to see: Darwin has no control groups" in done.stdout
