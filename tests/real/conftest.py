"""Every test here starts real processes: each gets a state folder of its own, and may leave nothing behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder for one test; the environment names it, so that a test's processes can be told from others."""
    return tmp_path / "state"


@pytest.fixture(autouse=True)
def leaves_nothing_behind(tmp_path: Path) -> Iterator[None]:
    """No process of this test is left when it ends."""
    yield
    left = [process for process in psutil.process_iter() if _belongs(process, str(tmp_path))]
    for process in left:
        process.kill()
    assert not left, f"left running: {left}"


def _belongs(process: psutil.Process, folder: str) -> bool:
    """Whether it is a process started by the test of that temporary folder (children inherit the environment)."""
    try:
        return process.pid != os.getpid() and process.environ().get("CONCVIZ_STATE", "").startswith(folder)
    except psutil.Error:
        return False
