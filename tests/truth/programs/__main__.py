"""Programs that keep account of themselves, watched: what was said of each thread beside what is true.

    python -m tests.truth.programs [--seconds N] [--python SHORT]… [PROGRAM]…

Each program of `compared.PROGRAMS` under each Python of this machine, started by `concviz watch --json` as a user starts it. A row: the
worst state of the worst thread in points, of how many threads all states are as near as was said of them, cores in percent, who held the
GIL in points. It takes N seconds a row and two more; on a busy
machine the figures are worse.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.pythons import pythons
from tests.truth.own_clocks import NOTES
from tests.truth.programs.compared import PROGRAMS, Program, Told, compared
from tests.truth.surroundings import timed_calls
from tests.truth.table import WORDS

HERE = Path(__file__).parent
SECONDS = 10.0
SHORTS = ("3.11", "3.12", "3.13", "3.13t", "3.14", "3.15")


def watch(program: Program, python: str, *, has_gil: bool, seconds: float, folder: Path) -> tuple[Told, list[str]]:
    """Watch it; what came of that, and the sentences.

    Raises:
        RuntimeError: when it can't be watched here.
    """
    notes = folder / "notes"
    notes.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "concviz", "watch", "--json", "--record", str(folder / "recording.concviz.jsonl"), "--force",
        "--", python, str(HERE / "mixed.py"), str(seconds), program.threads, str(program.processes),
    ]  # fmt: skip
    env = {
        **os.environ,
        NOTES: str(notes),
        "CONCVIZ_STATE": str(folder / "state"),
        "CONCVIZ_TRUTH_CALLS": timed_calls(folder),
    }
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=seconds * 6 + 60, check=False)
    if done.returncode or not notes.exists():
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it noted nothing")
    used, said = done.stdout.split("\n", 1)
    answer = json.loads(said)
    rest = program.rest if has_gil or program.rest != "wait_gil" else "wait_lock"
    return compared(answer, notes.read_text().splitlines(), json.loads(used), rest, has_gil=has_gil), answer["says"]


def cells(told: Told) -> str:
    """`GIL 66/70, core 3/0` of the thread that is furthest off."""
    if not told.threads:
        return "nothing"
    furthest = max(told.threads, key=lambda shares: max(abs(said - true) for said, true in shares.values()))
    return ", ".join(
        f"{WORDS.get(state, state)} {100 * said:.0f}/{100 * true:.0f}"
        for state, (said, true) in furthest.items()
        if max(said, true) >= 0.015
    )


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m tests.truth.programs")
    parser.add_argument("programs", nargs="*", metavar="PROGRAM")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--python", action="append", choices=SHORTS)
    asked = parser.parse_args()
    load, worst, count, within, threads = os.getloadavg()[0], [0.0, 0.0, 0.0], 0, 0, 0
    print(
        "| program | Python | threads | furthest off, said/true in % | points | as near as said | cores said/true | % | GIL held, points |"
    )
    print("| --- | --- | ---: | --- | ---: | ---: | --- | ---: | ---: |")
    here = {each.short: each for each in reversed(pythons())}
    with tempfile.TemporaryDirectory() as folder:
        for program in PROGRAMS:
            for short in asked.python or SHORTS if not asked.programs or program.name in asked.programs else ():
                python = here.get(short)
                if python is None:
                    continue
                try:
                    told, says = watch(
                        program,
                        python.path,
                        has_gil=not python.free_threaded,
                        seconds=asked.seconds,
                        folder=Path(folder),
                    )
                except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
                    print(f"| {program.name} | {short} | not watched: {error} |", flush=True)
                    continue
                missed = f" (and {told.missed} untold)" if told.missed else ""
                held = f"{told.held_off:.1f}" if told.held else "–"
                print(
                    f"| {program.name} | {short} | {len(told.threads)}{missed} | {cells(told)} | {told.off:.1f} | {told.within} "
                    f"| {told.cores[0]:.2f}/{told.cores[1]:.2f} | {told.cores_off:.1f} | {held} |",
                    flush=True,
                )
                print(*(f"    {text}" for text in says), sep="\n", file=sys.stderr, flush=True)
                count, within, threads = count + 1, within + told.within, threads + len(told.threads)
                worst = [max(pair) for pair in zip(worst, (told.off, told.cores_off, told.held_off), strict=True)]
    print(
        f"\n{count} rows; worst: {worst[0]:.1f} points (5), cores {worst[1]:.1f} % (2), held {worst[2]:.1f} points (3); "
        f"{within} of {threads} threads as near as said; "
        f"{os.cpu_count()} cores, load {load:.1f} when it began, {os.getloadavg()[0]:.1f} when it ended."
    )


if __name__ == "__main__":
    main()
