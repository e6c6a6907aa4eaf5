"""Runs `waiting_threads.py` under a Python, and has a witness look at it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from concviz.engine.probe.linux.witness import Accounts, Look, Pace, Totals, Witness

SCRIPT = Path(__file__).parent / "waiting_threads.py"


@dataclass
class Seen:
    """What a witness saw of a program, and what the program itself says.

    Attributes:
        totals: of each thread, by role; several of one role in a list.
        truth: the program's own clocks, by native thread id.
        looks: every look, by native thread id.
        has_gil: as the witness says.
        cpu_share: part of a core that looking used.
        look_us: CPU time of a look at one thread, microseconds.
    """

    totals: dict[str, list[Totals]]
    truth: dict[int, dict]
    looks: dict[int, list[Look]]
    has_gil: bool | None
    cpu_share: float
    look_us: float

    def of(self, role: str) -> list[Totals]:
        """What threads of this role did."""
        return self.totals[role]


def watch(command: list[str], rounds: int, *, seed: int | None = None, within_s: float = 180) -> Seen:
    """Start a program that speaks as `waiting_threads.py` does, look at it so many times, end it.

    Raises:
        AssertionError: when it doesn't get so far in time.
    """
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    witness, accounts, pace = Witness(), Accounts(), Pace(seed=seed)
    try:
        assert program.stdout
        roles = {int(tid): role for tid, role in json.loads(program.stdout.readline()).items()}
        looks: dict[int, list[Look]] = {}
        _settle(witness, program.pid, roles)
        begun = time.perf_counter()
        spent_ns = looked = 0
        for _ in range(rounds):
            before = time.thread_time_ns()
            seen = witness.observe([program.pid])
            accounts.add(seen)
            cost = time.thread_time_ns() - before
            spent_ns, looked = spent_ns + cost, looked + len(seen)
            for look in seen:
                looks.setdefault(look.tid, []).append(look)
            assert time.perf_counter() - begun < within_s, "too slow"
            pace.wait(cost)
        share = spent_ns / 1e9 / (time.perf_counter() - begun)
        has_gil, totals = witness.has_gil(program.pid), accounts.totals()
        answer, _ = program.communicate(timeout=within_s)
    finally:
        witness.close()
        program.kill()
        program.wait()
    by_role: dict[str, list[Totals]] = {}
    for each in totals:
        by_role.setdefault(roles.get(each.tid, "other"), []).append(each)
    truth = {int(tid): facts for tid, facts in json.loads(answer).items()} if answer.strip() else {}
    return Seen(by_role, truth, looks, has_gil, share, spent_ns / 1e3 / max(1, looked))


STEADY = {"lock": "wait_lock", "pipe": "wait_io", "child": "wait_child"}


def _settle(witness: Witness, pid: int, roles: dict[int, str]) -> None:
    """Wait until every thread that will wait for one thing to the end does so."""
    until = time.perf_counter() + 180
    while time.perf_counter() < until:
        now = {look.tid: look.state for look in witness.observe([pid])}
        if all(now.get(tid) == STEADY[role] for tid, role in roles.items() if role in STEADY):
            return
        time.sleep(0.02)
    raise AssertionError(f"the program never came to rest: {now} {roles}")
