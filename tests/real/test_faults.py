"""What goes wrong, and what then happens: each fault for real, and nothing left afterwards."""

import os
import pty
import signal
import subprocess
import sys
import time
from itertools import product

import psutil
import pytest
from concviz.engine.model.plan import Plan
from concviz.engine.pythons.installed import own
from concviz.engine.sources.instrument import Instrument

from tests.support.commands import call
from tests.support.nightly import chosen
from tests.support.real_processes import (
    CONCVIZ,
    DEADLINE_S,
    TASKS,
    alive,
    concviz,
    concviz_process,
    group,
    labs_of,
    until,
)


@pytest.fixture
def instrument(state, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    instrument = Instrument.open()
    yield instrument
    instrument.close()


def plan(task: str, **fields) -> Plan:
    return Plan(str(TASKS / f"{task}.py"), python=own().path, **fields)


def ended(instrument):
    assert instrument.wait(DEADLINE_S)
    end = instrument.session.run_end(instrument.session.run_at().run)
    assert end is not None
    return end


def lanes(instrument, count):
    """Lanes of the current run once there are so many and all of them work."""
    session = instrument.session

    def working():
        run = session.run_at()
        totals = session.totals(run.run) if run else {}
        return totals if len(totals) >= count and all(each.current_item >= 0 for each in totals.values()) else None

    until(working, f"{count} workers at work")
    return session.lanes(session.run_at().run)


@pytest.mark.parametrize("model", ["processes", "process-pool", "mp-pool", "processes-threads"])
def test_a_worker_killed_in_the_middle_of_an_item(model, instrument):
    instrument.start(plan("hangs", model=model, workers=2, items=4))
    victim = lanes(instrument, 2)[0]
    os.kill(victim.pid, signal.SIGKILL)
    end = ended(instrument)
    assert end.status == "failed"
    assert end.error.lane == victim.lane
    assert end.error.item >= 0
    assert "SIGKILL" in end.error.message
    assert instrument.session.totals(end.run)[victim.lane].items >= 0


def test_the_whole_lab_killed(instrument):
    instrument.start(plan("hangs", model="threads", workers=2, items=4))
    os.kill(lanes(instrument, 2)[0].pid, signal.SIGKILL)
    end = ended(instrument)
    assert end.status == "failed"
    assert "SIGKILL" in end.error.message


@pytest.mark.parametrize("model", ["sequential", "threads", "processes", "asyncio"])
def test_a_task_that_raises_in_item_seven(model, instrument):
    instrument.start(plan("raises", model=model, workers=3, items=30))
    end = ended(instrument)
    assert end.status == "failed"
    assert end.error.item == 6
    assert "ZeroDivisionError: seven is not for me" in end.error.message
    assert "raises.py" in end.error.traceback
    assert "measure.py" not in end.error.traceback


@pytest.mark.parametrize("deaf", [False, True])
@pytest.mark.parametrize("model", ["sequential", "processes"])
def test_a_task_that_never_returns_is_stopped(model, deaf, instrument):
    instrument.start(plan("hangs", model=model, workers=2, items=4, options={"deaf": deaf}))
    lab = psutil.Process(os.getpgid(lanes(instrument, 1 if model == "sequential" else 2)[0].pid))
    members = group(lab.pid)
    instrument.stop()
    end = ended(instrument)
    assert end.status == "stopped"
    assert not alive(members)


def test_after_a_failure_the_next_run_is_fine(instrument):
    instrument.start(plan("raises", items=30))
    assert ended(instrument).status == "failed"
    instrument.start(Plan("pi", model="threads", workers=2, items=20, python=own().path))
    assert ended(instrument).status == "done"


KILLS = [
    ("processes", signal.SIGKILL), ("threads", signal.SIGKILL), ("processes", signal.SIGINT), ("threads", signal.SIGHUP),
    ("processes", signal.SIGTERM),
]  # fmt: skip
"""By day: each signal and each model; `python -m tests.kills` tries all of this many times."""
EVERY_KILL = [*product(("processes", "threads"), (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT))]


@pytest.mark.parametrize(("model", "number"), chosen(KILLS, EVERY_KILL))
def test_a_killed_command_leaves_nothing(number, model, state):
    command = [*CONCVIZ, "run", str(TASKS / "hangs.py"), "--model", model, "--workers", "2", "--items", "4"]
    process = subprocess.Popen(
        command, env={**os.environ, "CONCVIZ_STATE": str(state)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        lab = until(lambda: labs_of(process.pid), "a lab")[0]
        expected = 3 if model == "processes" else 1
        until(lambda: len(group(lab.pid)) >= expected, "its workers")
        members = group(lab.pid)
        process.send_signal(number)
        until(lambda: not alive(members), "nothing of it is left")
        if number == signal.SIGINT:
            assert process.wait(DEADLINE_S) == 130
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, None])
def test_the_app_killed_or_its_terminal_closed(number, state):
    """None: the terminal goes away (SIGHUP from the kernel)."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "CONCVIZ_STATE": str(state), "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    process = subprocess.Popen(
        CONCVIZ, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True,
        preexec_fn=controlling_terminal,  # noqa: PLW1509 (the test's own process has no threads then)
    )  # fmt: skip
    os.close(follower)
    try:
        lab = until(lambda: press_until_lab(leader, process.pid), "a lab")
        members = [*group(lab.pid), psutil.Process(process.pid)]
        if number is None:
            os.close(leader)
            leader = -1
        else:
            process.send_signal(number)
        until(lambda: process.poll() is not None and not alive(members), "nothing of it is left")
    finally:
        if leader >= 0:
            os.close(leader)
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_fork_server_leaves_no_socket_in_the_temporary_folder(number, state, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    spinning = [
        "run",
        str(TASKS / "hangs.py"),
        "--model",
        "processes",
        "--start-method",
        "forkserver",
        "--items",
        "4",
    ]
    process = subprocess.Popen(
        [*CONCVIZ, *spinning], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "CONCVIZ_STATE": str(state), "TMPDIR": str(temporary)},
    )  # fmt: skip
    try:
        lab = until(lambda: labs_of(process.pid), "a lab")[0]
        until(lambda: len(group(lab.pid)) >= 4, "its fork server, resource tracker and workers")
        members = group(lab.pid)
        process.send_signal(number)
        until(lambda: process.poll() is not None and not alive(members), "nothing of it is left")
        assert list(temporary.glob("pymp-*")) == []
    finally:
        process.kill()
        process.wait()


def controlling_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def press_until_lab(leader: int, pid: int) -> psutil.Process | None:
    """Keeps reading what the app draws, and presses r from time to time until a lab runs."""
    import select

    while select.select([leader], [], [], 0)[0]:
        os.read(leader, 65536)
    labs = labs_of(pid)
    if labs:
        return labs[0]
    if time.monotonic() - press_until_lab.last > 1.0:
        press_until_lab.last = time.monotonic()
        os.write(leader, b"r")
    return None


press_until_lab.last = 0.0


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 4 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_under_the_session_file(small_disk, state):
    done = concviz(
        "run",
        "pi",
        "--items",
        "300",
        "--workers",
        "2",
        "--plain",
        "--record",
        str(small_disk / "a.jsonl"),
        state=state,
    )
    assert done.returncode == 1, done.stderr
    last = done.stderr.splitlines()[-1]
    assert last == f"concviz: {small_disk / 'a.jsonl'} is incomplete: Recording stopped: the disk is full."
    assert "cores used" in done.stdout
    assert "recording" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_state_folder_that_can_not_be_made(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("")
    done = concviz("run", "pi", "--items", "20", "--plain", state=blocker / "state")
    assert done.returncode == 0, done.stderr
    assert "recording" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "fractl"), "did you mean fractal"),
        (("run", "pi", "--model", "thread"), "did you mean threads"),
        (("run", "pi", "--workers", "0"), "--workers must be between 1"),
        (("run", "pi", "--workers", "100000"), "not 100,000"),
        (("run", "pi", "--size", "-1"), "--size must be above 0"),
        (("run", "pi", "--python", "3.99"), "no Python '3.99'"),
        (("run", "pi", "-o", "colour=red"), "no option 'colour'"),
        (("rum", "pi"), "did you mean run?"),
        (("run", "nowhere.py"), "can't be read"),
        (("run",), "Missing argument"),
    ],
)
def test_a_mistake_is_one_line(arguments, words, state, monkeypatch, capfd):
    monkeypatch.setenv("CONCVIZ_STATE", str(state))
    assert call(*arguments) == 2
    said = capfd.readouterr()
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert said.out == ""


def test_a_mistake_of_the_program_itself_is_one_line_too(state):
    done = concviz_process("rum", "pi", state=state)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("arguments", [("list", "tasks"), ("run", "pi", "--items", "20", "--plain")])
def test_a_reader_that_goes_away(arguments, state):
    with subprocess.Popen(
        [*CONCVIZ, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CONCVIZ_STATE": str(state)},
    ) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "Error" not in said


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_poor_terminals(environment, state):
    done = concviz_process("run", "pi", "--items", "20", state=state, env=environment)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "Traceback" not in done.stderr


def test_the_app_says_what_it_needs_where_it_can_not_be_drawn(state):
    done = concviz_process(state=state, env={"TERM": "dumb"}, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_more_workers_than_can_be_started_is_said(state):
    """RLIMIT_NPROC doesn't bind root, so the limit is on memory: threads' stacks no longer fit."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000)); "
        "from concviz.tui.cli.program import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", str(TASKS / "spins.py"), "--items", "400", "--workers", "400", "--plain"],
        capture_output=True, text=True, env={**os.environ, "CONCVIZ_STATE": str(state)}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "of 400 workers could be started" in done.stderr
    assert "Traceback" not in done.stderr


def test_folders_go_away_with_the_run_and_after_a_kill_of_its_reaper_too_at_the_next_start(state, tmp_path):
    memory = tmp_path / "shm"
    memory.mkdir()
    code = (
        "import pathlib; from concviz.engine.labs.cleanup import folders; "
        f"folders.memory_folder = lambda: pathlib.Path({str(memory)!r}); from concviz.tui.cli.program import main; main()"
    )
    environment = {**os.environ, "CONCVIZ_STATE": str(state)}
    arguments = [sys.executable, "-c", code, "run"]
    killed = subprocess.Popen(
        [*arguments, str(TASKS / "hangs.py"), "--items", "4"], env=environment, stdout=subprocess.DEVNULL
    )
    until(lambda: labs_of(killed.pid), "a lab")
    (reaper,) = [each for each in psutil.Process(killed.pid).children() if "concviz-reaper" in each.cmdline()]
    reaper.kill()
    killed.kill()
    killed.wait()
    assert list(memory.iterdir()), "its folder was in use when it was killed, and its reaper with it"
    subprocess.run([*arguments, "pi", "--items", "20"], env=environment, stdout=subprocess.DEVNULL, check=True)
    assert not list(memory.iterdir())
