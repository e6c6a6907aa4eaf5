"""Operating systems: each in a file of its own, the same functions for all of them, and nothing of them anywhere else."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine.platform import current, on_bsd, on_linux
from concviz.engine.platform.support import refusal

from tests.support.sources import nodes_of

TOP = Path(__file__).parents[3]
ROOMS = ("engine/platform/", "engine/probe/", "engine/lab/", "engine/sources/cluster/at_node.py")
"""The last one is sent as text to machines that have nothing of concviz."""
NAMES = re.compile(r"fcntl|prctl|killpg|getpgid|setpgid|F_SETOWN|SIGIO|sched_getaffinity|set_wakeup_fd|winreg|msvcrt")
WORDS = re.compile(r"/proc\b|/sys/|/dev/shm|/etc/|win32|darwin|Darwin")


def os_specific(path: Path) -> list[str]:
    """What of an operating system stands in a file's code, docstrings and comments left out."""
    prose = {id(node.value) for node in nodes_of(path) if isinstance(node, ast.Expr)}
    found = []
    for node in nodes_of(path):
        name = ""
        if isinstance(node, ast.Import):
            name = next((each.name for each in node.names if NAMES.fullmatch(each.name)), "")
        elif isinstance(node, ast.Attribute):
            if NAMES.fullmatch(node.attr) or node.attr in ("platform", "name", "system"):
                whole = ast.unparse(node)
                known = whole in ("sys.platform", "os.name", "platform.system")
                name = whole if NAMES.fullmatch(node.attr) or known else ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            name = node.value if WORDS.search(node.value) else ""
        if name:
            found.append(f"{path.relative_to(TOP)}:{node.lineno}: {name}")
    return found


def test_nothing_of_an_operating_system_stands_outside_of_its_rooms():
    files = [path for folder in ("engine", "tui") for path in sorted((TOP / folder).rglob("*.py"))]
    assert len(files) > 300
    outside = [path for path in files if not str(path.relative_to(TOP)).startswith(ROOMS)]
    assert [each for path in outside for each in os_specific(path)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "import sys\nif sys.platform == 'linux': pass",
        "import os\nos.killpg(1, 9)",
        "open('/proc/stat')",
    ],
)
def test_what_stands_there_is_found(code, tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.TOP", tmp_path)
    (tmp_path / "module.py").write_text(f'"""Says /proc and sys.platform."""\n{code}\n')
    assert len(os_specific(tmp_path / "module.py")) == 1


def functions(module):
    """Its own public functions, by name, with what they take and give."""
    return {
        name: inspect.signature(each)
        for name, each in vars(module).items()
        if inspect.isfunction(each) and each.__module__ == module.__name__ and not name.startswith("_")
    }


def test_every_system_has_the_same_functions():
    assert functions(on_linux) == functions(on_bsd)
    assert set(functions(on_linux)) < set(current.__all__)


def test_a_lock_is_had_once_and_free_again_when_its_holder_is_gone(tmp_path):
    path = tmp_path / "lock"
    first, second = (os.open(path, os.O_CREAT | os.O_RDWR) for _ in range(2))
    assert current.lock(first, otherwise=False)
    assert not current.lock(second, otherwise=True)
    os.close(first)
    assert current.lock(second, otherwise=False)
    os.close(second)


@pytest.mark.parametrize("otherwise", [True, False])
def test_where_there_are_no_locks_the_caller_says_what_holds(otherwise, monkeypatch):
    def none(*_about):
        raise OSError(38, "no locks here")

    monkeypatch.setattr("concviz.engine.platform.on_posix.fcntl.flock", none)
    assert current.lock(0, otherwise=otherwise) is otherwise


def test_a_group_that_is_gone_is_no_error():
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    process.wait()
    assert not current.send_to_group(process.pid, 0)
    assert current.group_of(process.pid) is None
    assert current.group_of(os.getpid()) == os.getpgid(0)


@pytest.mark.parametrize("system", ["win32", "cygwin"])
def test_windows_gets_one_line_and_exit_code_1(system):
    code = (
        "import sys; from concviz.tui.cli.program import main; "
        "assert not {'fcntl', 'termios', 'concviz.engine.platform.current'} & set(sys.modules), sys.modules.keys(); "
        f"sys.platform = {system!r}; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"concviz: {refusal('win32')}\n"
    assert "WSL" in done.stderr


def test_windows_gets_the_same_line_from_the_api():
    code = "import sys; sys.platform = 'win32'; from concviz.engine.platform import current"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith(refusal("win32"))


@pytest.mark.parametrize("system", ["linux", "darwin", "freebsd14"])
def test_other_systems_are_welcome(system):
    assert refusal(system) == ""
