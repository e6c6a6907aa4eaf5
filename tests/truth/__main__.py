"""`python -m tests.truth [FUNCTION …]`: runs every case for real, prints what was said beside what was true, and keeps it.

The table of all functions is written to TABLE.md, row by row; one that was interrupted says how far it came. Of some functions their rows
there are made anew. Nothing here passes or
fails: figures are as good as the machine is quiet, so its load is said.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.truth.cases import CASES, Case
from tests.truth.own_clocks import NOTES
from tests.truth.referee import Truth, off, truth
from tests.truth.surroundings import quota, timed_calls
from tests.truth.table import Row, made_anew, markdown

HERE = Path(__file__).parent
CALLS = "CONCVIZ_TRUTH_CALLS"
WORKERS = 4
PATIENCE_S = 120
LEAST_S, WANTED_S = 1.5, 2.5
"""A run that is over sooner (another machine is faster) is made again with so many items that it takes as long as this."""
FREE, INTERPRETERS = "3.13t", "3.14"


def runs(case: Case) -> Iterator[tuple[str, str]]:
    """Model and Python of every run of a case; '' for the Python that this is."""
    for model in case.models:
        yield model, ""
    if case.free:
        yield case.models[0], FREE
    if case.interpreters:
        yield "interpreters", INTERPRETERS


def run(case: Case, model: str, python: str, folder: Path) -> Row:
    """Run it, and set what is said beside what its items noted.

    Raises:
        RuntimeError: when it can't be run here.
    """
    items = case.items_at(os.getloadavg()[0] / (os.cpu_count() or 1))
    said, real = attempt(case, items, model, python, folder)
    if real.seconds < LEAST_S:
        said, real = attempt(case, round(items * WANTED_S / real.seconds), model, python, folder)
    ledger = {name: share for name, share in said["ledger"].items() if isinstance(share, float)}
    label = ".".join(said["python"].split(".")[:2]) + ("" if said["gil"] else "t")
    return Row(
        f"{case.name}, {case.quota} cores" if case.quota else case.name, model, label,
        off(ledger, real.shares, coroutines=model == "asyncio"), (said["cores_used"], real.cores), said["verdict"],
    )  # fmt: skip


def attempt(case: Case, items: int, model: str, python: str, folder: Path) -> tuple[dict[str, Any], Truth]:
    """Run so many items: what was said, and what they noted; raises as `run`."""
    notes = folder / "notes"
    notes.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "concviz", "run", f"{HERE / 'functions.py'}:{case.name}", "--inputs", f"range({items})",
        "-m", model, "-w", str(WORKERS), "--json", *(["-p", python] if python else []),
    ]  # fmt: skip
    env = {**os.environ, NOTES: str(notes), "CONCVIZ_STATE": str(folder / "state"), CALLS: timed_calls(folder)}
    with quota(case.quota) as limited:
        done = subprocess.run(
            [*limited, *command], env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    if done.returncode or not notes.exists():
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it noted nothing")
    said = json.loads(done.stdout)
    shares_gil = said["gil"] and model in ("threads", "sequential", "asyncio-threads")
    rest = case.rest if shares_gil or case.rest != "wait_gil" else "idle"
    lines, alone = notes.read_text().splitlines(), model == "interpreters"
    return said, truth(lines, rest=rest, coroutines=model == "asyncio", threads_alone=alone)


def machine(first: float, last: float, made: int, of: int) -> str:
    """The machine, in a sentence, with its load before and after, and how much of the table was made."""
    part = "" if made == of else f" {made} of {of} runs were made."
    return (
        f"{os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, {platform.machine()}, Python {platform.python_version()}; "
        f"load average {first:.1f} when it began and {last:.1f} when it ended.{part}"
    )


def main(wanted: list[str]) -> None:
    """Run those functions, or all, and print row by row."""
    old = (HERE / "TABLE.md").read_text()
    first, rows, every = os.getloadavg()[0], [], sum(len([*runs(case)]) for case in CASES)
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            for model, python in runs(case) if not wanted or case.name in wanted else ():
                try:
                    row = run(case, model, python, Path(folder))
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    print(f"{case.name:<18} {model:<12} {python or 'here':<6} not run: {error}", flush=True)
                    continue
                rows.append(row)
                here = machine(first, os.getloadavg()[0], len(rows), every if not wanted else len(rows))
                page = made_anew(old, rows, here) if wanted else markdown(rows, here)
                (HERE / "TABLE.md").write_text(page)
                cores = f"{row.cores[0]:.2f}/{row.cores[1]:.2f}"
                print(
                    f"{row.function:<18} {row.model:<12} {row.python:<6} off {row.off:>5.1f}  {row.cells}; cores {cores}",
                    flush=True,
                )
                print(f"    {row.says}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
