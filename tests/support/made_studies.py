"""Sessions with a comparison, a sweep and a table of differences in them, every number made up and known."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from concviz.engine.model.study_facts import Begun, Compared, Facts, Made, Next, Swept
from concviz.engine.model.study_rows import BASELINE, Row
from concviz.engine.session.events import Cores, Difference, Machine, Phase, RunEnded, RunStarted, Study
from concviz.engine.session.memory.log import Session
from concviz.engine.study.pure.sweep_verdict import fitted

MACHINE = Machine(
    system="Linux 6.18 x86_64", cpu="", cores=8, physical_cores=4, affinity=tuple(range(8)), quota_cores=None,
    usable_cores=8.0, memory_bytes=16 << 30, python="3.14.2",
)  # fmt: skip
PYTHON, FREE = "3.14.2", "3.14.2t"
SEQUENTIAL_S = 4.02
MIB = 1 << 20


def figure(values: list[float]) -> dict[str, float]:
    return {"median": float(np.median(values)), "low": min(values), "high": max(values)}


def fall(wall_s: float, start_s: float, wait: tuple[str, float] = ("", 0.0)) -> dict[str, Any]:
    """A waterfall whose pieces add up."""
    pieces = {
        "interpreter start": 0.021, "imports": 0.034, "making items": 0.004, "starting workers": start_s,
        "pickling": 0.018, "computing": wall_s - start_s - 0.03 - wait[1],
    }  # fmt: skip
    if wait[0]:
        pieces[wait[0]] = wait[1]
    pieces |= {"results back": 0.012, "teardown": 0.008}
    total = sum(pieces.values())
    piece = wait if wait[1] > start_s else ("starting workers", start_s)
    return {
        "pieces": pieces, "sum_s": total, "total_s": total, "ideal_s": 0.86,
        "biggest_loss": {"piece": piece[0], "seconds": piece[1]},
    }  # fmt: skip


def row(name: str, wall_s: float, difference: str, **more: Any) -> Row:
    """A row with every figure known."""
    model, _, python = name.partition("@")
    repeats = [wall_s * factor for factor in (1.0, 0.985, 1.02)]
    facts = {
        "model": model, "python": python or PYTHON, "workers": 1 if model == "sequential" else 4,
        "wall_s": figure(repeats), "speedup": figure([SEQUENTIAL_S / each for each in repeats]), "cores_used": 1.0,
        "startup_s": 0.003, "peak_threads": 5, "peak_processes": 1, "memory_bytes": 24 * MIB,
        "pickled_bytes": {"out": 0, "back": 0}, "context_switches": 812, "digest": "4f2ad5c0" * 8, "same": "equal",
        "disturbed": False, "waterfall": fall(wall_s, 0.003), "name": name, "status": "done", "error": "",
        "difference": difference, "level": 0.75, "repeats": repeats, "runs": [1, 2, 3], "outliers": [], "thrown_away": [],
        "disturbed_runs": 0, "rest_cores": 0.02, "memory_kind": "pss", "gil": True, "answer": "π ≈ 3.14158",
        "ledger": {"on_core": 0.98, "idle": 0.02, "looks": 90}, "overlap": 1.0, "own_helpers_cores": 0.0,
    }  # fmt: skip
    return msgspec.convert({**facts, **more}, Row)


def empty(name: str, error: str = "") -> Row:
    """A row of which nothing was measured."""
    model, _, python = name.partition("@")
    status = "failed" if error else "not run"
    return Row(
        name=name,
        model=model,
        python=python or PYTHON,
        workers=1 if model == BASELINE else 4,
        status=status,
        error=error,
    )


def compared() -> list[Row]:
    """Six rows: processes win."""
    sent = {"out": 800_000, "back": 400_000}
    return [
        row("sequential", SEQUENTIAL_S, "baseline", peak_threads=1, memory_bytes=21 * MIB, context_switches=90),
        row("threads", 4.11, "no clear difference", waterfall=fall(4.11, 0.003, ("waiting for the GIL", 3.01))),
        row("asyncio", 4.05, "no clear difference", peak_threads=1, memory_bytes=23 * MIB),
        row("processes", 1.13, "faster", cores_used=3.9, startup_s=0.112, peak_threads=9, peak_processes=5,
            memory_bytes=91 * MIB, pickled_bytes=sent, waterfall=fall(1.13, 0.112), runs=[4, 5, 6]),
        row("interpreters", 1.24, "faster", cores_used=3.8, startup_s=0.09, memory_bytes=58 * MIB, pickled_bytes=sent,
            waterfall=fall(1.24, 0.09)),
        row(f"threads@{FREE}", 1.21, "faster", cores_used=3.9, memory_bytes=31 * MIB, waterfall=fall(1.21, 0.004), gil=False),
    ]  # fmt: skip


VERDICT = (
    "Processes win, 3.56 times as fast as sequential (3.41 to 3.70): their workers computed at the same time, on 3.9 of 8 usable "
    "cores. Also faster than sequential: interpreters (3.24×) and threads@3.14.2t (3.32×). No clear difference from sequential: "
    "threads (0.98×, waiting for the GIL) and asyncio (0.99×)."
)


def session(seconds: float = 60.0) -> Session:
    """A session in memory whose clock stands still."""
    made = Session(MACHINE, clock=lambda: 0, created="2026-01-01T00:00:00Z")
    for tenth in range(round(seconds * 10)):
        made.append(Cores((tenth + 1) * 100_000, 100_000, [150] * 8, [], 0))
    return made


def add_run(made: Session, number: int, t_us: int, model: str = "processes", *, end_us: int | None = None) -> None:
    """A run of π; `end_us` None: it still goes on."""
    plan = {
        "task": "pi",
        "model": model,
        "workers": 4,
        "items": 2000,
        "python": PYTHON,
        "kind": "cpu",
        "title": "π by Monte Carlo",
    }
    made.append(RunStarted(t_us, number, plan))
    made.append(Phase(t_us + 60_000, number, "workers_asked"))
    if end_us is not None:
        made.append(Phase(end_us - 10_000, number, "results_in"))
        made.append(RunEnded(end_us, number, "done", {"wall_s": (end_us - t_us) / 1e6}))


def study(made: Session, number: int, kind: str, step: str, t_us: int, facts: Facts) -> None:
    made.append(Study(t_us, number, kind, step, facts))


def add_comparison(made: Session, rows: list[Row], *, verdict: str = VERDICT, status: str = "done") -> None:
    """A comparison of 6 runs from the first second on, one a second, that ends at 9 s."""
    names = [each.name for each in rows]
    study(
        made,
        1,
        "compare",
        "begun",
        1_000_000,
        Begun(task="pi", items=2000, rows=names, seed=1),
    )
    for name in names:
        study(made, 1, "compare", "row", 1_000_001, empty(name))
    for number in range(1, 7):
        t_us = (1 + number) * 1_000_000
        name = names[(number - 1) % len(names)]
        use = "warm-up" if number <= 2 else "measured"
        study(
            made,
            1,
            "compare",
            "next",
            t_us,
            Next(row=name, use=use, done=number - 1, left_s=float(10 - number)),
        )
        add_run(made, number, t_us + 1, name.partition("@")[0], end_us=t_us + 900_000)
        study(
            made,
            1,
            "compare",
            "run",
            t_us + 910_000,
            Made(run=number, row=name, use=use, fate="kept"),
        )
        study(made, 1, "compare", "row", t_us + 910_001, rows[(number - 1) % len(rows)])
    if status:
        result = Compared(
            task="pi", items=2000, rows=rows, verdict=verdict, status=status, noisy=False, out_of_time=False, took_s=8.0
        )
        study(made, 1, "compare", "ended", 9_000_000, result)


def sweep_points(p: float = 0.939, counts: tuple[int, ...] = (1, 2, 4, 8, 16)) -> list[Row]:
    """Rows of a sweep on Amdahl's curve with 8 usable cores, and 1 % of noise."""
    noise = np.random.default_rng(7)
    rows = [row("sequential", SEQUENTIAL_S, "baseline")]
    for count in counts:
        wall = SEQUENTIAL_S * ((1 - p) + p / min(count, 8)) * float(1 + 0.01 * noise.standard_normal())
        rows.append(msgspec.structs.replace(row("processes", wall, "faster", workers=count), name=str(count)))
    return rows


def add_sweep(made: Session, rows: list[Row] | None = None, *, ended: bool = True) -> None:
    """A sweep from 20 s on that ends at 30 s."""
    rows = rows or sweep_points()
    asked = Begun(task="pi", items=2000, rows=[each.name for each in rows], seed=1)
    study(made, 2, "sweep", "begun", 20_000_000, asked)
    for place, each in enumerate(rows):
        study(made, 2, "sweep", "row", 21_000_000 + place * 1_000_000, each)
    if not ended:
        study(made, 2, "sweep", "next", 28_000_000, Next(row="16", use="measured", done=9, left_s=12.0))
        return
    result = Swept(
        task="pi", items=2000, rows=rows, model="processes", fits=fitted(rows, 8.0),
        ceilings={"affinity": 8.0, "physical cores": 4.0}, best_workers=8, noisy=False, out_of_time=False, took_s=10.0,
        verdict="Best: 8 workers, 5.6 times as fast as sequential. Past 8 cores more workers cost, and bring nothing.",
    )  # fmt: skip
    study(made, 2, "sweep", "ended", 30_000_000, result)


def cell(name: str, column: str, value: str, agrees: bool | None = True, **more: Any) -> Difference:
    facts = {
        "t_us": 40_000_000, "python": PYTHON, "state": "done", "evidence": [f"{value}, seen from outside", "took 0.4 s"],
        "claim": f"what is said of {column}", "source": "course", "why": f"It is {value}.", "step": 1, "steps": 2,
    }  # fmt: skip
    return Difference(name=name, column=column, value=value, agrees=agrees, **{**facts, **more})


def lost(python: str, share: float, gil: bool = True, **more: Any) -> Difference:
    facts = {"gil": gil, "call_lost": int(share * 1000), "call_expected": 1000, "lock_lost": 0, "lock_expected": 1000,
             "bare_lost": 0 if gil else 600, "bare_expected": 1000}  # fmt: skip
    return cell("race", "threading", f"lost: call {share:.0%}", python=python, facts=facts, **more)


def add_differences(made: Session, *, upto: int = 99) -> None:
    """Some cells of the table, the first `upto` of them."""
    values = [
        cell("type", "threading", "3 threads of 1 process"),
        cell("sharing", "multiprocessing", "not shared · 100 MB in 531 ms"),
        cell("parallelism", "threading", "1.00 cores"),
        cell("parallelism", "threading", "1.98 cores", False, python=FREE),
        cell("parallelism", "multiprocessing", "1.97 cores"),
        cell("tasks", "interpreters", "not measured", None, state="failed", why="It was given up."),
        lost(PYTHON, 0.2),
        lost(FREE, 0.57, gil=False),
        cell("pickling", "multiprocessing", "2 of 4 kinds can't be sent",
             facts={"can": ["a list"], "cannot": {"a lambda": "AttributeError: no", "a lock": "TypeError: no"}}, step=2),
    ]  # fmt: skip
    for each in values[:upto]:
        made.append(each)
