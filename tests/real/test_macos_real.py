"""Whole runs on a macOS that isn't one: a Linux from which everything is taken away that macOS lacks (`tests/support/elsewhere/macos`)."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.elsewhere import environment_of
from tests.support.nightly import chosen
from tests.support.real_processes import CONCVIZ, alive, concviz_process, group, labs_of, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux has is taken away from it")
RUNS = (
    ("pi", "process-pool"), ("download", "asyncio"), ("pi", "threads"), ("pi", "processes"), ("pi", "mp-pool"),
    ("files", "thread-pool"), ("hashing", "asyncio-threads"), ("pi", "processes-threads"),
)  # fmt: skip


def macos(home):
    """The environment of it, with a home of its own."""
    return {**environment_of("macos"), "HOME": str(home), "TMPDIR": str(home)}


@pytest.mark.parametrize(("task", "model"), chosen([*RUNS[:2]], [*RUNS]))
def test_a_run_is_measured_as_far_as_that_goes(task, model, state, tmp_path):
    arguments = ("run", task, "--model", model, "--workers", "2", "--size", "0.3", "--json")
    done = concviz_process(*arguments, state=state, env=macos(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["status"] == "done"
    assert told["machine"]["system"].startswith("Darwin")
    assert told["cores_used"] > 0


def test_a_watched_program_has_its_cpu_time_where_its_threads_are_not_told(state, tmp_path):
    spins = "import time; end = time.time() + 3\nwhile time.time() < end: pass"
    done = concviz_process("watch", "--json", "--", sys.executable, "-c", spins, state=state, env=macos(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["time"]["threads"] == []
    assert told["time"]["processes"] == 1
    assert 0 < told["time"]["cpu_s"] <= told["rusage_s"] * 1.05


@pytest.mark.parametrize("model", chosen(["processes"], ["processes", "process-pool"]))
def test_killed_it_leaves_neither_its_group_nor_its_folder(model, state, tmp_path):
    command = [*CONCVIZ, "run", "pi", "--model", model, "--workers", "2", "--size", "600"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **macos(tmp_path), "CONCVIZ_STATE": str(state)},
    )  # fmt: skip
    try:
        groups = lambda: (group(lab.pid) for lab in labs_of(process.pid))  # noqa: E731
        members = until(lambda: next((found for found in groups() if len(found) >= 3), None), "a lab with workers")
        assert any(tmp_path.glob("concviz-*")), "the run's folder"
    finally:
        process.kill()
        process.wait()
    until(lambda: not alive(members), "the end of the group")
    until(lambda: not any(tmp_path.glob("concviz-*")), "the end of the folder")
