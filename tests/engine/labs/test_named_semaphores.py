"""Named semaphores of a lab that was killed before its resource tracker knew of them: they have the name of the run's folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine.labs.cleanup.folders import RunFolder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="named semaphores are files on Linux alone")
UNKNOWN = """
import multiprocessing, os, signal, sys
from concviz.engine.lab.life import lifeline
from multiprocessing import synchronize
lifeline.name_semaphores(sys.argv[1])
import multiprocessing.resource_tracker as tracker
tracker.register = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
multiprocessing.get_context("spawn").Lock()
"""
"""Killed between the making of one and the tracker's hearing of it."""


def test_they_go_with_the_runs_folder():
    folder, other = RunFolder(), RunFolder()
    try:
        for each in (folder, other):
            done = subprocess.run([sys.executable, "-c", UNKNOWN, each.path.name], capture_output=True, check=False)
            assert done.returncode == -9, done.stderr
        left = [[*Path("/dev/shm").glob(f"sem.{each.path.name}-*")] for each in (folder, other)]
        assert [len(paths) for paths in left] == [1, 1]
        folder.remove()
        assert [path.exists() for paths in left for path in paths] == [False, True]
    finally:
        folder.remove()
        other.remove()
    assert not any(path.exists() for paths in left for path in paths)
