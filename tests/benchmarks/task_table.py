"""Every task under every model: speed-up against sequential and cores used, as a Markdown table.

    python tests/benchmarks/task_table.py [seconds of sequential work] [workers for computing] [workers for I/O]

Medians of three runs of the same items. Work that computes gets as many workers as cores, work that waits gets eight.
"""

from __future__ import annotations

import statistics
import sys
from typing import Any

from concviz.engine import catalogue
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.pythons import installed
from concviz.engine.sources.instrument import Instrument

ROUNDS = 3
MODELS = (
    "threads",
    "thread-pool",
    "processes",
    "process-pool",
    "mp-pool",
    "asyncio",
    "asyncio-threads",
    "processes-threads",
)
KEYS = ("wall_s", "cores_used")


def run(instrument: Instrument, plan: Plan) -> dict[str, float] | None:
    """Medians of some runs, or None if it can't be run."""
    results: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        try:
            instrument.start(plan)
        except PlanError:
            return None
        instrument.wait()
        started = instrument.session.run_at()
        end = instrument.session.run_end(started.run) if started else None
        if end is None or end.status != "done":
            return None
        results.append(end.result)
    return {key: statistics.median(result[key] for result in results) for key in KEYS}


def row(instrument: Instrument, task: str, size_s: float, workers: int) -> str:
    """One line of the table."""
    python = installed.own().path
    plan = instrument.sized(Plan(task, model="sequential", workers=1, size_s=size_s, python=python))
    base = run(instrument, plan)
    assert base is not None, task
    cells = [f"{task} ×{workers}", f"{plan.items:,}", f"{base['wall_s']:.2f} s"]
    for model in MODELS:
        one = run(instrument, plan.replace(model=model, workers=workers))
        cells.append(f"{base['wall_s'] / one['wall_s']:.2f}× {one['cores_used']:.2f}" if one else "–")
    return "| " + " | ".join(cells) + " |"


def main(arguments: list[str]) -> None:
    """Prints the table, a row as soon as it is measured."""
    size_s = float(arguments[0]) if arguments else 1.5
    computing, waiting = int(arguments[1]) if len(arguments) > 1 else 2, int(arguments[2]) if len(arguments) > 2 else 8
    instrument = Instrument.open(recording=False)
    try:
        print("| task | items | sequential | " + " | ".join(MODELS) + " |")
        print("| --- " * (len(MODELS) + 3) + "|")
        for name, info in catalogue.tasks().items():
            waits = info.kind == "io" and name not in ("database", "files")
            print(row(instrument, name, size_s, waiting if waits else computing), flush=True)
    finally:
        instrument.close()


if __name__ == "__main__":
    main(sys.argv[1:])
