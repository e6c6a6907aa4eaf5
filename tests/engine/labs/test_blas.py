"""NumPy's BLAS starts no threads in our own process, and what runs in a lab is left as the user has it."""

import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from concviz.engine.lab.life.request import Request
from concviz.engine.labs import blas, launch

COUNT = """
import contextlib, os
from concviz.tui.cli import program as cli
with contextlib.suppress(SystemExit):
    cli.main(["list", "tasks"])
import numpy
print("threads", len(os.listdir("/proc/self/task")))
"""


@pytest.fixture
def unset(monkeypatch):
    for name in blas.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(blas, "_ours", set())
    return monkeypatch


def test_what_the_user_has_set_stays(unset):
    unset.setenv("OMP_NUM_THREADS", "3")
    blas.hold()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "3"
    given = blas.environment()
    assert given["OMP_NUM_THREADS"] == "3"
    assert "OPENBLAS_NUM_THREADS" not in given
    assert given["PATH"] == os.environ["PATH"]


def test_holding_twice_is_holding_once(unset):
    blas.hold()
    blas.hold()
    assert not set(blas.VARIABLES) & set(blas.environment())


def test_a_lab_gets_the_users_environment(unset):
    seen = []
    unset.setattr(launch, "ProcessGroup", lambda command, environment, request: seen.append(environment))
    blas.hold()
    launch.start_python("python", SimpleNamespace(stage="stage"), Request("count", "pi", "lanes", 0, {}))
    assert not set(blas.VARIABLES) & set(seen[0])
    assert seen[0]["PYTHONPATH"].startswith("stage")


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="the system does not list threads")
def test_our_own_process_has_one_thread_with_numpy():
    given = {name: value for name, value in os.environ.items() if name not in blas.VARIABLES}
    done = subprocess.run([sys.executable, "-c", COUNT], env=given, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "threads 1"
    assert "π by Monte Carlo" in done.stdout


DROP = ("-all", "+dac_read_search", "+dac_override")
BOUND = [
    "setpriv", "--reuid=65534", "--clear-groups", *(f"--{kind}-caps={','.join(DROP)}" for kind in ("inh", "ambient")),
    f"--bounding-set={','.join(DROP)}",
]  # fmt: skip
"""The limit does not bind root: somebody else, who may still read this Python."""
LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
from concviz.tui.cli.program import main
main(["run", "pi", "--plain", "--items", "4"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit counts threads on Linux only")
def test_where_no_thread_can_be_started_there_is_one_line_and_it_is_ours(tmp_path):
    bound = BOUND if os.geteuid() == 0 else []
    if bound and (not shutil.which("setpriv") or subprocess.run([*bound, "true"], check=False).returncode):
        pytest.skip("this is root, whom the limit does not bind, and setpriv can't make it somebody else")
    given = {name: value for name, value in os.environ.items() if name not in blas.VARIABLES}
    given |= {"CONCVIZ_STATE": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    tmp_path.chmod(0o777)
    done = subprocess.run(
        [*bound, sys.executable, "-c", LIMITED], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("concviz: nothing can be measured here")
