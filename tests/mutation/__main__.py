"""`python -m tests.mutation [GROUP ...] [--each 60] [--seed 7] [--file PATH] [--to FILE.md]`: what the tests notice, group by group."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from .changes import KINDS, sample
from .trial import DEFAULTS, ROOT, Verdict, covered, judged

HEARD = ("messages.py", "listener.py", "lane_watch.py", "blas.py", "trouble")
"""Of the labs seen from outside: what hears them. What starts and ends them is tested with real processes alone."""
WITHIN = [
    "tasks",
    "lanes",
    "own",
    "awaits.py",
    "coroutine.py",
    "digest.py",
    "loop_lag.py",
    "measure.py",
    "pickle_cost.py",
]
"""Of the labs from inside: what tests run in their own process. Models, experiments and lives are tested with real processes alone."""
SHOWN = [
    "cli/lines",
    "cli/streams/progress_line.py",
    "cli/complete.py",
    "app/parts",
    "app/choice.py",
    "app/key_table.py",
    "theme",
    "lab/results_text.py",
]
"""Of the app: what is said and decided. Screens are compared whole, cell by cell, by snapshots."""
PURE = [
    *(
        f"cli/test_{name}.py"
        for name in ("completion", "difference_lines", "every_line", "progress_line", "study_lines", "widths")
    ),
    *(
        f"app/test_{name}.py"
        for name in ("choice", "clock", "key_table", "parts", "parts_words", "play_head", "watches")
    ),
    "theme",
    "lab/test_code_panel.py",
    "lab/test_results_text.py",
]
"""Tests of the app that start none."""
GROUPS: dict[str, tuple[list[str], list[str]]] = {
    "analysis": (["engine/analysis"], ["tests/engine/analysis"]),
    "model": (["engine/model", "engine/text"], ["tests/engine/model", "tests/engine/text"]),
    "study": (["engine/study"], ["tests/engine/study"]),
    "session": (["engine/session"], ["tests/engine/session"]),
    "export": (["engine/export/data"], ["tests/engine/export"]),
    "charts": (
        ["tui/charts"],
        ["tests/tui/charts", "tests/tui/lessons/test_prediction_rows.py", "tests/tui/watch/test_program_tree.py"],
    ),
    "labs": ([f"engine/labs/{name}" for name in HEARD], ["tests/engine/labs"]),
    "lab": ([f"engine/lab/{name}" for name in WITHIN], ["tests/engine/lab"]),
    "tui": ([f"tui/{name}" for name in SHOWN], [f"tests/tui/{name}" for name in PURE]),
}
"""Folders and files whose code is changed, folders whose tests are asked."""


def main() -> None:
    """Runs the groups and prints the table."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("groups", nargs="*", choices=[[], *GROUPS], metavar="GROUP", help=", ".join(GROUPS))
    asked.add_argument("--each", type=int, default=60, help="changes in each group")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--file", action="append", help="a file or folder of the group to aim at; may be said again")
    asked.add_argument("--to", type=Path, help="a Markdown file for the table and the survivors")
    wanted = asked.parse_args()
    os.nice(10)
    found = {name: run_group(name, wanted.each, wanted.seed, wanted.file) for name in wanted.groups or GROUPS}
    page = page_of(found, wanted.seed)
    print(page)
    if wanted.to:
        wanted.to.write_text(page)


def run_group(name: str, count: int, seed: int, aimed: list[str] | None = None) -> list[Verdict]:
    """Every change of a group's sample, judged; of those files of it alone where it is `aimed`."""
    sources, tests = GROUPS[name]
    verdicts, tests = [], [*tests, DEFAULTS]
    with tempfile.NamedTemporaryFile() as file:
        found = covered(sources, tests, Path(file.name))
        for verdict in judged(sample(ROOT, aimed or sources, count, seed), found, tests, Path(file.name)):
            verdicts.append(verdict)
            print(
                f"{name} {len(verdicts)}: {'noticed' if verdict.noticed else 'SURVIVED'} {where(verdict)}", flush=True
            )
    return verdicts


def where(verdict: Verdict) -> str:
    """Place, kind and the line as it became."""
    change = verdict.change
    return f"{change.path}:{change.start[0]} {change.kind} ({verdict.how}): {verdict.line}"


def page_of(found: dict[str, list[Verdict]], seed: int) -> str:
    """The table by group and by kind, and every survivor."""
    lines = [
        f"# What the tests notice (seed {seed})",
        "",
        "| group | changes | noticed | % |",
        "| --- | --- | --- | --- |",
    ]
    lines += [row(name, verdicts) for name, verdicts in found.items()]
    lines += ["", "| kind | changes | noticed | % |", "| --- | --- | --- | --- |"]
    everything = [verdict for verdicts in found.values() for verdict in verdicts]
    lines += [row(kind, [each for each in everything if each.change.kind == kind]) for kind in KINDS]
    lines += ["", "## Survivors", ""]
    lines += [f"- `{where(verdict)}`" for verdict in everything if not verdict.noticed]
    return "\n".join(lines) + "\n"


def row(name: str, verdicts: list[Verdict]) -> str:
    """One row of a table."""
    noticed = sum(verdict.noticed for verdict in verdicts)
    return f"| {name} | {len(verdicts)} | {noticed} | {100 * noticed / max(len(verdicts), 1):.0f} |"


if __name__ == "__main__":
    main()
