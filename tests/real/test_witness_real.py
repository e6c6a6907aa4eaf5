"""The witness on real programs whose waiting is known by construction, under every Python.

What is asserted holds on a machine however busy: a thread that only ever waits for a lock is never seen waiting for the
GIL, whoever else runs. How near shares come to the truth is measured by the benchmark `witness_cost`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from concviz.engine.probe.linux.witness import STATES, Totals, Witness, available

from tests.support.pythons import python_of
from tests.support.real_processes import DEADLINE_S
from tests.support.witnessed import SCRIPT, Seen, watch

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(bool(available(os.getpid())), reason=available(os.getpid()) or "the witness works here"),
]

ROLES = "pure,pure,sleep,pipe,lock,timed,queue,child"
PYTHONS = ["3.11", "3.12", "3.13", "3.13t", "3.14", "3.15"]
KNOW_THEIR_HOLDERS = {"3.13", "3.14", "3.15"}
ROUNDS = 30
OWN_GIL = """
import json, os, sys, threading, time
try:
    import _interpreters as interpreters
    make = lambda: interpreters.create("isolated")
    run = interpreters.exec
except ImportError:
    import _xxsubinterpreters as interpreters
    make = lambda: interpreters.create(isolated=True)
    run = interpreters.run_string
SPIN = '''
import threading
def spin():
    while True: pass
threading.Thread(target=spin).start()
spin()
'''
for _ in range(2):
    threading.Thread(target=lambda: run(make(), SPIN), daemon=True).start()
until = time.monotonic() + 120
while len(os.listdir("/proc/self/task")) < 5 and time.monotonic() < until: pass
print("{}", flush=True)
sys.stdin.read()
os._exit(0)
"""


def off(totals: Totals) -> int:
    """Time off the cores for which a look told the reason, ns."""
    return totals.wall_ns - totals.of("on_core") - totals.of("wait_core") - totals.of("unseen")


def check_exact(seen: Seen) -> None:
    for each in [totals for group in seen.totals.values() for totals in group]:
        assert sum(map(each.of, STATES)) == each.wall_ns
        assert min(map(each.of, STATES)) >= 0
        looks = seen.looks[each.tid]
        assert each.of("on_core") <= looks[-1].cpu_ns - looks[0].cpu_ns
        assert each.looks == len(looks)


def check_holders(seen: Seen) -> None:
    """One thread at a time holds the GIL, and those that compute do."""
    assert seen.has_gil is True
    for moments in zip(*seen.looks.values(), strict=False):
        assert sum(bool(look.holds_gil) for look in moments) <= 1
    computing = {totals.tid for totals in seen.of("pure")}
    held = [look for looks in seen.looks.values() for look in looks if look.holds_gil]
    assert sum(look.tid in computing for look in held) >= 0.1 * len(held) > 0


def two_looks(*totals):
    """Share of these threads' time off the cores that two looks stand for: no share is known finer, and a busy machine leaves few.

    A thread waits for the GIL before its first line, too, whatever it does then: that is one of them.
    """
    seen_off = sum(each.looks * off(each) / each.wall_ns for each in totals)
    return 2 / max(seen_off, 2)


@pytest.mark.parametrize("short", PYTHONS)
def test_no_reason_is_taken_for_another(short):
    seen = watch([python_of(short).path, str(SCRIPT), ROLES], ROUNDS)
    check_exact(seen)
    free_threaded = short.endswith("t")
    for role, state in (("lock", "wait_lock"), ("pipe", "wait_io"), ("child", "wait_child")):
        (totals,) = seen.of(role)
        assert totals.of(state) >= 0.9 * off(totals), (role, totals)
        assert totals.of("wait_gil") <= max(0.02, two_looks(totals)) * off(totals), (role, totals)
    never = {
        "sleep": {"wait_lock", "wait_io", "wait_child"},
        "timed": {"asleep", "wait_io", "wait_child"},
        "queue": {"asleep", "wait_io", "wait_child"},
        "pure": {"asleep", "wait_io", "wait_child", "wait_lock"},
    }
    if free_threaded:
        never["pure"] = {"asleep", "wait_child"}
        assert seen.has_gil is False
        assert not sum(totals.of("wait_gil") for group in seen.totals.values() for totals in group)
    for role, states in never.items():
        for totals in seen.of(role):
            assert sum(totals.of(state) for state in STATES if state in states) <= 0.02 * totals.wall_ns, (role, totals)
    if short in KNOW_THEIR_HOLDERS:
        check_holders(seen)


@pytest.mark.parametrize("short", ["3.12", "3.13", "3.14", "3.15"])
def test_interpreters_with_gils_of_their_own(short):
    """Two interpreters of two computing threads each: whoever is off the cores waits for its interpreter's GIL."""
    seen = watch([python_of(short).path, "-c", OWN_GIL], ROUNDS)
    check_exact(seen)
    computing = [
        totals for group in seen.totals.values() for totals in group if totals.of("on_core") > 0.02 * totals.wall_ns
    ]
    gil = sum(totals.of("wait_gil") for totals in computing)
    assert len(computing) >= 2
    assert gil >= (0.9 - two_looks(*computing)) * sum(off(totals) for totals in computing) > 0


def test_a_gil_that_was_turned_on_in_a_free_threaded_build():
    python = python_of("3.13t").path
    seen = watch([python, "-X", "gil=1", str(SCRIPT), "pure,pure,lock"], ROUNDS)
    check_exact(seen)
    assert seen.has_gil is True
    assert sum(totals.of("wait_gil") for totals in seen.of("pure")) >= 0.9 * sum(
        off(totals) for totals in seen.of("pure")
    )
    (lock,) = seen.of("lock")
    assert lock.of("wait_gil") <= 0.02 * lock.wall_ns


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root, to become somebody else")
def test_an_ordinary_user_may_look_at_its_own_children(tmp_path: Path):
    """As user 65534: of its child everything is told, of root's process 1 the reason why not."""
    code = (
        "import subprocess, sys\n"
        "from concviz.engine.probe.linux.witness import Witness, available\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "witness, states = Witness(), []\n"
        "try:\n"
        "    for _ in range(100000):\n"
        "        states = [look.state for look in witness.observe([child.pid])]\n"
        "        if states == ['asleep']: break\n"
        "    print(repr(available(child.pid)), states, repr(available(1)), witness.observe([1]))\n"
        "finally:\n"
        "    child.kill(); child.wait()\n"
    )
    answer = as_nobody([sys.executable, "-c", code])
    if answer.returncode:
        pytest.skip(f"no Python that an ordinary user may run: {answer.stderr[-200:]}")
    assert answer.stdout.startswith("'' ['asleep'] ")
    assert "another user" in answer.stdout
    assert answer.stdout.endswith(" []\n")


def as_nobody(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
        cwd="/",
    )


def test_a_process_that_a_signal_stops_is_seen_stopped_and_then_at_what_it_was():
    program = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    witness = Witness()

    def seen(wanted: str) -> bool:
        until = time.monotonic() + DEADLINE_S
        while time.monotonic() < until:
            if {look.state for look in witness.observe([program.pid])} == {wanted}:
                return True
            time.sleep(0.01)
        return False

    try:
        assert seen("wait_io")
        program.send_signal(signal.SIGSTOP)
        assert seen("stopped")
        program.send_signal(signal.SIGCONT)
        assert seen("wait_io")
    finally:
        program.kill()
        program.communicate()
        witness.close()
