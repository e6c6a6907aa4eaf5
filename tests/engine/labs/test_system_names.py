"""What multiprocessing puts into the system during a run has the name of the run's folder, or lies in it, in all of the run's processes."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine.labs.cleanup.folders import RunFolder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names are given on Linux alone")

MAKERS = """
import os, signal, sys, multiprocessing
import multiprocessing.resource_tracker as tracker
from concviz.engine.lab.life import system_names

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def semaphore():
    tracker.register = die
    multiprocessing.get_context("spawn").Lock()

def memory():
    from multiprocessing import shared_memory
    tracker.register = die
    shared_memory.SharedMemory(create=True, size=100)

def shared_list():
    from multiprocessing import shared_memory
    tracker.register = die
    shared_memory.ShareableList([1, 2])

def manager():
    from multiprocessing import managers
    with managers.SharedMemoryManager() as manager:
        tracker.register = die
        manager.SharedMemory(100)

def array():
    from multiprocessing import heap
    heap.os.unlink = die
    multiprocessing.RawArray("b", 100)

def sockets():
    multiprocessing.Manager()
    die()

def child():
    child = multiprocessing.get_context(sys.argv[2]).Process(target=globals()[sys.argv[4]])
    child.start()
    child.join()
    os._exit(9 if child.exitcode == -9 else 1)

def grandchild():
    child()

if __name__ == "__main__":
    system_names.name_after(sys.argv[1])
    globals()[sys.argv[3]]()
"""
"""Each is killed between the making of a thing and anybody's hearing of it."""
MADE = {"semaphore": 1, "memory": 1, "shared_list": 1, "manager": 1}


def left_by(folder: RunFolder, tmp_path: Path, *words: str) -> list[Path]:
    """What is there beside the folder's own after such an end; there is nothing among the temporary files."""
    script, temporary = tmp_path / "maker.py", tmp_path / "temporary"
    script.write_text(MAKERS)
    temporary.mkdir(exist_ok=True)
    environment = {"PYTHONPATH": str(folder.stage), "TMPDIR": str(temporary), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-P", str(script), str(folder.lanes), *words]
    maker = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    assert maker.wait(120) in (-9, 9)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(maker.pid, signal.SIGKILL)  # a manager would go on
    assert list(temporary.iterdir()) == []
    return [path for path in Path("/dev/shm").iterdir() if path.name.removeprefix("sem.").startswith(folder.path.name)]


@pytest.mark.parametrize("made", [*MADE, "array", "sockets"])
@pytest.mark.parametrize("who", ["itself", "fork", "spawn", "forkserver"])
def test_it_goes_with_the_runs_folder(who, made, tmp_path):
    folder, other = RunFolder(), RunFolder()
    try:
        words = (who, made) if who == "itself" else (who, "child", made)
        left = left_by(folder, tmp_path, *words)
        assert len(left) == 1 + MADE.get(made, 0), left  # the folder itself is one
        kept = left_by(other, tmp_path, *words)
        folder.remove()
        assert not any(path.exists() for path in left)
        assert all(path.exists() for path in kept)
    finally:
        folder.remove()
        other.remove()
    assert not any(path.exists() for path in kept)


NAMES = """
import sys
from multiprocessing import shared_memory
from concviz.engine.lab.life import system_names
system_names.name_after(sys.argv[1])
for how in ({"name": sys.argv[2]}, *([{"track": False}] if sys.version_info >= (3, 13) else [])):
    block = shared_memory.SharedMemory(create=True, size=100, **how)
    again = shared_memory.SharedMemory(block.name)
    print(block.name)
    again.close(), block.close(), block.unlink()
"""


def test_names_that_are_the_users_stay(tmp_path):
    folder = RunFolder()
    try:
        mine = f"mine-{folder.path.name}"
        command = [sys.executable, "-P", "-c", NAMES, str(folder.lanes), mine]
        told = subprocess.run(
            command, env={"PYTHONPATH": str(folder.stage)}, capture_output=True, text=True, check=True
        )
        names = told.stdout.split()
        assert names[0] == mine
        assert all(name.startswith("psm_") for name in names[1:])
    finally:
        folder.remove()
