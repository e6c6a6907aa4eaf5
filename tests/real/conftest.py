"""Every test here starts real processes: each gets a state folder of its own, and may leave nothing behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.pythons import remember_pythons
from tests.support.real_processes import DEADLINE_S


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder for one test; the environment names it, so that a test's processes can be told from others."""
    remember_pythons(tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture(autouse=True)
def leaves_nothing_behind(tmp_path: Path) -> Iterator[None]:
    """No process of this test is left when it ends.

    What hangs on the life-line of a process that was just ended (its world, multiprocessing's resource tracker, a question to another
    Python) goes by itself, a moment later, which may be long where it gets no core.
    """
    yield
    ending = [process for process in psutil.process_iter() if _belongs(process, str(tmp_path))]
    _, left = psutil.wait_procs(ending, timeout=DEADLINE_S)
    named = {process.pid: _command(process) for process in left}
    for process in left:
        process.kill()
    assert not left, f"left running: {named}"


def _belongs(process: psutil.Process, folder: str) -> bool:
    """Whether it is a process started by the test of that temporary folder (children inherit the environment)."""
    try:
        return process.pid != os.getpid() and process.environ().get("CONCVIZ_STATE", "").startswith(folder)
    except psutil.Error:
        return False


def _command(process: psutil.Process) -> str:
    """What it is, for the message of a test that fails once in a hundred times."""
    try:
        return f"{process.ppid()} {process.cmdline()} {process.status()}"
    except psutil.Error as error:
        return repr(error)
