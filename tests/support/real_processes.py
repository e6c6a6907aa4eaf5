"""Real processes for tests: start them, find what they left, wait for a state with a deadline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.commands import call

TASKS = Path(__file__).parent / "tasks"
CONCVIZ = [sys.executable, "-m", "concviz.tui"]
DEADLINE_S = 180
"""For whatever must happen: long, as it costs nothing where things work, and a busy machine may let a process wait for long."""


def concviz(*arguments: object, state: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`concviz ARGUMENTS`, to its end: the command within the test's own process, what it starts in processes of their own.

    To load the program anew costs three times as much CPU as a small run. Where that is what is tested: `concviz_process`.
    """
    with pytest.MonkeyPatch.context() as patch, _printed() as said:
        for name, value in {"CONCVIZ_STATE": str(state), **(env or {})}.items():
            patch.setenv(name, value)
        code = call(*arguments)
    return subprocess.CompletedProcess(arguments, code, *said)


@contextmanager
def _printed() -> Iterator[list[str]]:
    """What we and all that we start print meanwhile: (stdout, stderr), there when it is over."""
    said: list[str] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        with ExitStack() as stack:
            for number, file, redirect in ((1, out, redirect_stdout), (2, err, redirect_stderr)):
                before = os.dup(number)
                stack.callback(os.close, before)
                stack.callback(os.dup2, before, number)
                os.dup2(file.fileno(), number)
                stack.enter_context(redirect(file))
            yield said
        for file in (out, err):
            file.seek(0)
            said.append(file.read())


def concviz_process(*arguments: str, state: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    environment = {**os.environ, "CONCVIZ_STATE": str(state), **options.pop("env", {})}
    return subprocess.run(
        [*CONCVIZ, *arguments],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        env=environment,
        check=False,
        **options,
    )


def run_json(*arguments: str, state: Path) -> dict[str, Any]:
    """The object that `concviz run ARGUMENTS --json` prints."""
    done = concviz("run", *arguments, "--json", state=state)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def until(state: Callable[[], Any], what: str) -> Any:
    """Waits for a true answer and returns it; asks less and less often, as who asks takes the core from who is asked about."""
    end, pause_s = time.monotonic() + DEADLINE_S, 0.01
    while time.monotonic() < end:
        answer = state()
        if answer:
            return answer
        time.sleep(pause_s)
        pause_s = min(1.2 * pause_s, 0.1)
    raise AssertionError(f"not within {DEADLINE_S} s: {what}")


def labs_of(parent: int) -> list[psutil.Process]:
    """The lab processes that this process started."""
    try:
        children = psutil.Process(parent).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [child for child in children if "concviz.engine.lab" in command_of(child)]


def command_of(process: psutil.Process) -> str:
    """Its command line, '' when it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [each for each in processes if _runs(each)]


def _runs(process: psutil.Process) -> bool:
    """Whether it has not ended, which it may do between two questions about it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def group(leader: int) -> list[psutil.Process]:
    """Every process of a process group."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == leader:
                found.append(process)
        except (ProcessLookupError, PermissionError):
            continue
    return found
