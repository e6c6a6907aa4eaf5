"""Every figure at some moments of recordings and of made sessions, to the fourth digit, as text files.

    python -m pytest tests/engine/analysis/run/test_every_figure.py --snapshot-update

writes them anew. Such a file says nothing about what is right: exact small cases beside this one do. It says that what a recording was
found to show is found again, by whoever looks at it at once and by whoever looked at every moment before.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.gather import facts
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.analysis.snapshot import LaneViews
from concviz.engine.session.events import Awaits
from concviz.engine.session.file.reader import load
from concviz.engine.session.memory.log import Session

from tests.support.drawn_charts import Charts
from tests.support.exact_run import LAB, ExactRun
from tests.support.made_sessions import made_machine, made_run
from tests.support.prints import digits

RECORDED = Path(__file__).parents[3] / "support" / "recordings"
WORDS = {
    "findings",
    "verdict",
    "machine",
    "missing",
    "output",
    "plan",
    "chapters",
    "error",
    "source",
    "t_us",
    "length_us",
    "caption",
}
"""What has tests of its own, or is no figure."""
TWICE = {"usage", "ledger", "started", "end", "facts", "result", "loop_blocked", "inferred_why"}
"""What stands in the snapshot already, or is read and not computed."""
MANY = 40
"""So many numbers are told by their sum, and by their sum weighted with their places."""


def recorded(name: str) -> Session:
    return load(RECORDED / f"{name}.concviz.jsonl.gz")


def looked_at(kind: str = "cpu", gil: bool = True, awaits: bool = False) -> Session:
    """Three threads of two processes, looked at; one ended between two samples, one has its item in hand."""
    run = ExactRun(kind=kind, machine=4, items=12)
    run.phase(120_000, "imported", python="3.14.2", gil=gil)
    run.who(150_000, (LAB, LAB, "main"), (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"), (LAB + 9, LAB + 9, "worker"),
            processes=((LAB, 1, "lab"), (LAB + 9, LAB, "worker")))  # fmt: skip
    for tick in range(1, 12):
        done = tick * 50_000
        run.sample(
            100_000 + tick * 100_000, (tick * 900, tick), (done, 7_000 * tick), (done // 3, 2_000 * tick), (2 * done, 0)
        )
        run.looks(
            100_000 + tick * 100_000, [0, 9 * tick, 8 * tick, 7 * tick], lock_us=[0, 11_000 * tick, 5_000 * tick, 0],
            gil_us=[0, 9_000 * tick, 20_000 * tick, 0], io_us=[0, 1_000 * tick, 3_000 * tick, 13 * tick],
            asleep_us=[0, 77 * tick, 2_000 * tick, 500 * tick], held_us=[0, 9_000 * tick, 8_000 * tick, 0],
            held_no_core_us=[0, 40 * tick, 300 * tick, 0], held_waiting_us=[0, 5 * tick, 600 * tick, 0],
        )  # fmt: skip
    run.spans(
        700_000,
        1,
        (0, 200_000, 260_000, 30_000, 0),
        (1, 260_100, 330_000, 69_000, 0),
        (2, 340_000, 700_000, 200_000, 1),
    )
    run.spans(700_000, 2, (3, 210_000, 500_000, 90_000, 0), (4, 500_000, 690_000, 50_000, 0))
    run.spans(990_000, 3, (5, 205_000, 400_000, 195_000, 0), (6, 400_050, 990_000, 400_000, 0))
    run.lane(1, 200_000, 700_000, cpu_us=299_000, thread_cpu_us=(900, 300_000), items=3, wall_us=489_900, ended=True)
    run.lane(
        2,
        210_000,
        690_000,
        cpu_us=140_000,
        thread_cpu_us=(0, 141_000),
        items=2,
        current=(7, 691_000),
        read_us=1_150_000,
    )
    run.lane(
        3,
        205_000,
        990_000,
        kind="process",
        pid=LAB + 9,
        tid=LAB + 9,
        cpu_us=595_000,
        items=2,
        lost=(1, 2),
        read_us=1_150_000,
    )
    return run.session


def asleep() -> Session:
    """Coroutines that are suspended for I/O and, mostly, for a time to come."""
    session = made_run("io", "coroutine", lanes=3, seconds=1.0, awaitable=True, status="running")
    session.append(Awaits(session.length_us, 1, 300_000, lock_us=200_000, asleep_us=900_000, child_us=1_000))
    return session


MADE = {
    "threads": lambda: made_run("cpu", "thread", lanes=3, seconds=1.5, neighbours=(3,), machine=made_machine(4)),
    "threads without a GIL": lambda: made_run("cpu", "thread", gil=False, lanes=3, seconds=1.2, item_us=30_000, cpu_share=0.7),
    "long items": lambda: made_run("cpu", "thread", lanes=3, seconds=2.1, item_us=90_000, machine=made_machine(2), status="running"),
    "processes": lambda: made_run("cpu", "process", wanted=6, seconds=1.1, machine=made_machine(2), throttled_us=90_000, split=False),
    "coroutines": lambda: made_run("io", "coroutine", lanes=4, seconds=1.0, awaitable=True, own_permille=700),
    "a blocked loop": lambda: made_run("io", "coroutine", lanes=4, seconds=1.0, schedstat=False),
    "coroutines that sleep": asleep,
    "waiting": lambda: made_run("io", "thread", lanes=4, seconds=1.0, machine=made_machine(2)),
    "your own": lambda: made_run("own", "thread", lanes=2, seconds=1.0, status="failed", error={"message": "no"}),
    "two runs": lambda: made_run("cpu", "process", lanes=2, seconds=0.8, session=made_run("cpu", "main", seconds=1.3), digest="d2"),
    "looked at": looked_at,
    "looked at, of unknown kind": lambda: looked_at("own"),
    "looked at, waiting": lambda: looked_at("io", gil=False),
    **{name: lambda name=name: recorded(name) for name in ("threads-pi", "asyncio-download", "failed", "interpreters-pi")},
}  # fmt: skip


def said(value: object) -> object:
    """Plain values: numbers to the fourth digit, arrays as lists; without the words, and without what is empty."""
    if isinstance(value, np.ndarray):
        flat = np.nan_to_num(value.astype(float)).reshape(-1) if value.dtype.kind in "biuf" else None
        if flat is not None and flat.size > MANY:
            return f"{value.shape} {digits(flat.sum(), 5)} {digits(flat @ np.arange(1, flat.size + 1), 5)}"
        return said(value.tolist())
    if isinstance(value, float):
        return float(digits(value, 4))
    if isinstance(value, list | tuple | LaneViews):
        return [said(each) for each in value]
    if isinstance(value, dict):
        return {key: told for key, each in value.items() if key not in WORDS and (told := said(each)) not in EMPTY}
    if isinstance(value, msgspec.Struct):
        return said({name: getattr(value, name) for name in value.__struct_fields__})
    return said({each.name: getattr(value, each.name) for each in fields(value)}) if is_dataclass(value) else value


EMPTY = (None, "", [], {}, 0)


def lines_of(session: Session, t_us: int) -> list[str]:
    """One line for each figure at that play head."""
    started = session.run_at(t_us)
    figures = run_figures(session, started, t_us) if started else None
    told = said(snapshot(session, t_us, history_steps=6, timeline_us=60_000, pair=()))
    parts = ((said(figures) or {}), said(facts(session, figures, t_us)))
    told |= {f"- {name}": each for part in parts for name, each in part.items() if name not in TWICE}
    return [f"{t_us / 1e6:.3f} s", *(f"  {name}: {each}" for name, each in told.items())]


def heads(session: Session) -> list[int]:
    """Moments: some of all the session, and around the end of each run."""
    ends = [end for run in session.runs() if (end := session.run_end(run.run))]
    return sorted({*(session.length_us * part // 5 for part in range(6)), *(end.t_us - 60_000 for end in ends)})


@pytest.mark.parametrize("name", MADE)
def test_every_figure(name, snapshot):
    session = MADE[name]()
    assert "\n".join(
        line for t_us in heads(session) for line in lines_of(session, t_us)
    ) + "\n" == snapshot.use_extension(Charts)
