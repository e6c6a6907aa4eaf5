"""Real processes for tests: start them, find what they left, wait for a state with a deadline."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.commands import call

TASKS = Path(__file__).parent / "tasks"
CONCVIZ = [sys.executable, "-m", "concviz.tui"]
DEADLINE_S = 180
"""For whatever must happen: long, as it costs nothing where things work, and a busy machine may let a process wait for long."""


def concviz(*arguments: str, state: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """`concviz ARGUMENTS`, to its end."""
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
    """The object that `concviz run ARGUMENTS --json` prints: the command within the test's own process, the lab in one of its own."""
    said, complained = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        patch.setenv("CONCVIZ_STATE", str(state))
        code = call("run", *arguments, "--json")
    assert code == 0, complained.getvalue()
    return json.loads(said.getvalue())


def until(state: Callable[[], Any], what: str) -> Any:
    """Waits for a true answer and returns it."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        answer = state()
        if answer:
            return answer
        time.sleep(0.01)
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
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


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
