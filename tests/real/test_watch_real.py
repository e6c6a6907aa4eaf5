"""`concviz watch` and `concviz attach` on real programs: nothing of them is changed, and what they did is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import psutil
import pytest
from concviz.engine.session.file.reader import load

from tests.support.real_processes import CONCVIZ, DEADLINE_S, concviz, concviz_process, until

PROGRAM = """
import sys, threading, time
def compute():
    end = time.thread_time() + 1.5
    while time.thread_time() < end:
        sum(range(1000))
    time.sleep(1)  # all of it can still be seen, even by one who gets a core rarely
worker = threading.Thread(target=compute)
worker.start()
print(sys.stdin.read().upper())
worker.join()
sys.exit(7)
"""


def test_a_program_keeps_its_streams_and_its_exit_code_and_its_cpu_time_is_the_system_s(state, tmp_path):
    kept = tmp_path / "kept.concviz.jsonl"
    done = concviz_process(
        "watch", "--record", str(kept), "--json", "--", sys.executable, "-c", PROGRAM, state=state, input="words"
    )
    assert done.returncode == 7, done.stderr
    printed, _, account = done.stdout.partition("\n")
    result = json.loads(account)
    assert printed == "WORDS"
    assert (result["status"], result["exit_code"], result["program"]) == (
        "ended",
        7,
        f"{os.path.basename(sys.executable)} -c",
    )
    assert result["time"]["cpu_s"] == pytest.approx(result["rusage_s"], rel=0.2)
    busiest = result["time"]["threads"][0]
    assert busiest["on_core"] > 1.0
    states = ("on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "unseen")
    assert sum(busiest[each] for each in states) == pytest.approx(busiest["wall_s"])
    session = load(kept)
    assert (session.source().kind, session.run_end(1).status) == ("watch", "done")


def test_a_signal_for_concviz_ends_the_program_as_it_would_have_without(state):
    watching = subprocess.Popen(
        [*CONCVIZ, "watch", "--", sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(600)"],
        env={**os.environ, "CONCVIZ_STATE": str(state)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert watching.stdout.readline() == "ready\n"
    watching.send_signal(signal.SIGTERM)
    _, told = watching.communicate(timeout=DEADLINE_S)
    assert watching.returncode == 128 + signal.SIGTERM
    assert "ended after" in told or "over before" in told


def test_who_is_attached_to_goes_on_and_its_children_are_its_own(state):
    target = subprocess.Popen(
        [sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '600'])"],
        env={**os.environ, "CONCVIZ_STATE": str(state)}, start_new_session=True,
    )  # fmt: skip
    try:
        until(lambda: children_of(target.pid), "its child")
        alone = json.loads(concviz("attach", str(target.pid), "--for", "1", "--json", state=state).stdout)
        both = json.loads(concviz("attach", str(target.pid), "--children", "--for", "1", "--json", state=state).stdout)
        assert (alone["status"], alone["time"]["processes"], both["time"]["processes"]) == ("left", 1, 2)
        assert target.poll() is None
    finally:
        os.killpg(target.pid, signal.SIGKILL)
        target.wait()


def children_of(pid):
    return psutil.Process(pid).children()
