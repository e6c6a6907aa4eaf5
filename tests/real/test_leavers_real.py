"""What outlived a run: named semaphores after `kill -9`, children that had left the group, labs where SIGIO ends nobody."""

import contextlib
import os
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import psutil
import pytest
from concviz.engine.labs.cleanup.process_group import ProcessGroup

from tests.support.nightly import chosen
from tests.support.real_processes import CONCVIZ, DEADLINE_S, TASKS, alive, concviz_process, group, labs_of, until

LEAVERS = TASKS / "leaves_children.py"
NO_SIGIO = """
import fcntl, os, signal, sys
{missing}
set_action = signal.signal
signal.signal = lambda number, action: set_action(number, signal.SIG_IGN if number == signal.SIGIO else action)
signal.signal(signal.SIGIO, signal.SIG_DFL)
from concviz.engine.lab.life import lifeline
os.setsid()
life = lifeline.take_stdin()
for _ in range(2):
    if not os.fork():
        {ignoring}
        signal.pause()
lifeline.hold(life)
print(os.getpid(), flush=True)
signal.pause()
"""


MISSING = ("sys.platform = 'darwin'", "del fcntl.F_SETOWN")
IGNORING = ("pass", "signal.signal(signal.SIGTERM, signal.SIG_IGN)")


@pytest.mark.parametrize(
    ("missing", "ignoring"), chosen([*zip(MISSING, IGNORING, strict=True)], [*product(MISSING, IGNORING)])
)
def test_where_sigio_ends_nobody_a_thread_ends_the_group(missing, ignoring, state):
    script = NO_SIGIO.format(missing=missing, ignoring=ignoring)
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    leader = int(process.stdout.readline())
    members = group(leader)
    assert len(members) == 3
    process.stdin.close()
    until(lambda: not alive(members), "the end of the group")
    process.wait()
    process.stdout.close()


def named_semaphores(processes):
    """Files of the named semaphores that these processes have open: glibc maps them under another name, so by their numbers."""
    numbers = set()
    for process in processes:
        with contextlib.suppress(OSError):
            lines = [line.split() for line in Path(f"/proc/{process.pid}/maps").read_text().splitlines()]
            numbers.update(int(words[4]) for words in lines if len(words) > 5 and "/sem." in words[5])
    found = set()
    for path in Path("/dev/shm").glob("sem.*"):
        with contextlib.suppress(OSError):
            if path.stat().st_ino in numbers:
                found.add(path)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="named semaphores can only be seen on Linux")
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_killed_it_leaves_no_named_semaphores(method, state):
    command = [
        *CONCVIZ,
        "run",
        "pi",
        "--model",
        "process-pool",
        "--workers",
        "2",
        "--size",
        "600",
        "--start-method",
        method,
    ]
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        lab = until(lambda: [each for each in labs_of(process.pid) if named_semaphores([each])], "a run")[0]
        members = until(lambda: len(found := group(lab.pid)) >= 4 and found, "workers")
        semaphores = named_semaphores(members)
    finally:
        process.kill()
        process.wait()
    assert semaphores
    until(lambda: not alive(members), "the end of the group")
    until(lambda: not any(path.exists() for path in semaphores), "the end of the semaphores")


def left_by(state):
    """Processes that inherited this test's state folder, but for the test's own."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("CONCVIZ_STATE") == str(state):
                found.append(process)
        except psutil.Error:
            continue
    return alive(found)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans to a process that asks for them")
@pytest.mark.parametrize(("function", "model"), [("child", "threads"), ("daemon", "processes")])
def test_children_that_left_the_group_end_with_the_run(function, model, state):
    done = concviz_process(
        "run", f"{LEAVERS}:{function}", "--inputs", "range(3)", "--model", model, "--workers", "2", state=state
    )
    assert done.returncode == 0, done.stderr
    assert left_by(state) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans to a process that asks for them")
def test_they_end_with_a_run_that_is_interrupted(state):
    command = [
        *CONCVIZ,
        "run",
        f"{LEAVERS}:hanging_daemon",
        "--inputs",
        "range(2)",
        "--model",
        "threads",
        "--workers",
        "2",
    ]
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        until(lambda: any(each.name() == "sleep" for each in left_by(state)), "a daemon")
        process.send_signal(2)
        process.wait(DEADLINE_S)
    finally:
        process.kill()
        process.wait()
    assert left_by(state) == []


DAEMON = """
import signal, subprocess
print(subprocess.Popen(["sleep", "300"], start_new_session=True).pid, flush=True)
signal.pause()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has which environment")
def test_where_a_leader_is_killed_that_could_end_nobody_its_daemons_end_and_nobody_elses():
    killed, other = (ProcessGroup([sys.executable, "-c", DAEMON], os.environ, b"{}") for _ in range(2))
    daemons = [psutil.Process(int(each.stdout.readline())) for each in (killed, other)]
    try:
        killed.process.kill()
        killed.process.wait()
        assert alive(daemons) == daemons
        killed.end()
        until(lambda: not alive(daemons[:1]), "the end of a daemon whose leader was killed")
        assert alive(daemons[1:])
    finally:
        other.end()
        killed.end()
        left = alive(daemons)
        for each in left:
            each.kill()
    assert not left


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has which environment")
@pytest.mark.parametrize("signal", [signal.SIGKILL, signal.SIGHUP], ids=lambda signal: signal.name)
def test_killed_it_leaves_no_process_that_had_left_its_group_and_no_folder(signal, state):
    command = [*CONCVIZ, "run", f"{LEAVERS}:hanging_daemon", "--inputs", "range(2)", "-m", "processes", "-w", "2"]
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    folders = list[Path]()
    try:
        until(lambda: any(each.name() == "sleep" for each in left_by(state)), "a daemon")
        folders = list(Path("/dev/shm").glob(f"concviz-{process.pid}.*"))
    finally:
        process.send_signal(signal)
        process.wait(DEADLINE_S)
    assert folders
    until(lambda: not left_by(state), "the end of all that it had started")
    until(lambda: not any(folder.exists() for folder in folders), "the end of its folders")
