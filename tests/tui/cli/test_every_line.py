"""Everything that commands print of a result, line by line, at every width at which something goes.

    python -m pytest tests/tui/cli/test_every_line.py --snapshot-update

writes it anew.
"""

from functools import cache

import msgspec
import pytest
from concviz.engine.model.run_facts import NodeFacts, Result
from concviz.engine.model.states import Ledger
from concviz.engine.model.study_facts import Compared, Swept
from concviz.engine.session.events import Missing, RunEnded
from concviz.engine.study.pure.sweep_verdict import fitted
from concviz.tui.cli.lines.difference_lines import difference_lines
from concviz.tui.cli.lines.result_lines import result_lines
from concviz.tui.cli.lines.study_lines import study_lines

from tests.support.made_sessions import made_machine, made_run
from tests.support.made_studies import VERDICT, add_differences, compared, empty, row, session, sweep_points
from tests.support.prints import prints

ABOUT = {"task": "pi", "items": 2000}
ODD = [
    row("sequential", 4.0, "baseline", repeats=[4.0]),
    row("threads@3.13.5t", 1.0, "faster", repeats=[1.0, 3.0], outliers=[1], loop_lag_s=0.004, same="varies"),
    row(
        "processes",
        4.1,
        "no clear difference",
        repeats=[4.1, 9.0, 8.0],
        outliers=[1, 2],
        disturbed=True,
        rest_cores=1.73,
        same="wrong",
    ),
    empty("asyncio", "it failed"),
    empty("mp-pool"),
]


def comparison(rows, **more):
    return Compared(**{**ABOUT, "rows": rows, "verdict": VERDICT, "noisy": False, "out_of_time": False, **more})


def sweep():
    rows = sweep_points()
    about = {
        **ABOUT,
        "model": "processes",
        "fits": fitted(rows, 8.0),
        "ceilings": {"affinity": 8.0, "quota": 2.5},
        "best_workers": 8,
    }
    return Swept(rows=rows, verdict="Best: 8 workers.", noisy=False, out_of_time=False, **about)


def studied(result):
    return lambda width, colour: study_lines(result, colour=colour, width=width, environment=" in shop/.venv")


@cache
def with_differences():
    made = session(41.0)
    add_differences(made)
    return made


def table(evidence):
    def lines(width, colour):
        made = with_differences()
        return difference_lines(made.differences(), made.machine, colour=colour, width=width, evidence=evidence)

    return lines


def ran(*of, missing=False, **more):
    @cache
    def run():
        made = made_run(*of, **more)
        if missing:
            made.append(Missing(made.length_us, "memory", "this system tells of none"))
        return made

    def lines(width, colour):
        return result_lines(run(), 1, colour=colour, width=width, environment=" in shop/.venv")

    return lines


def told_of_everything():
    """A result with what few runs have: lost spans, a loop's lag, nodes, nobody's GIL."""
    made = made_run("io", "coroutine", awaitable=True, lanes=2, seconds=0.5, status="running")
    nodes = [
        NodeFacts(node=1, workers=2, cores=4, cores_used=1.874, offset_s=-0.0031, within_s=0.0002),
        NodeFacts(node=0, workers=1, cores=2),
    ]
    result = Result(
        task="pi", model="dask", workers=3, items=1_200, python="3.14.2", verdict="It scales.", wall_s=3.0, cores_used=None,
        usable_cores=6.0, loop_lag_s=0.0048, loop_lag_worst_s=None, dropped_spans=1_234, nodes=nodes, chunk=20, task_s=0.0062,
        threads_by_role={"main": 1, "worker": 12}, peak_threads=13, answer="3.14", digest="4f2ad5c0" * 8,
        ledger=Ledger(on_core=0.0, wait_io=0.9996, idle=0.0004, inferred=("wait_io",)),
    )  # fmt: skip
    made.append(RunEnded(made.length_us, 1, "done", msgspec.to_builtins(result)))
    return lambda width, colour: result_lines(made, 1, colour=colour, width=width)


PAGES = {
    "a run with everything": told_of_everything(),
    "a comparison": studied(comparison(compared())),
    "a comparison of odd rows": studied(comparison(ODD, noisy=True, out_of_time=True, status="stopped")),
    "a comparison of which nothing was measured": studied(
        comparison([empty("sequential"), empty("threads", "it failed")])
    ),
    "a sweep": studied(sweep()),
    "the differences": table(False),
    "the differences and what they stand on": table(True),
    "a run": ran("cpu", "thread", lanes=4, seconds=1.0, machine=made_machine(4, quota=2.5)),
    "a run that waits": ran("io", "coroutine", awaitable=True, lanes=3, seconds=1.0, missing=True),
    "a run that failed": ran("cpu", "process", gil=False, lanes=2, seconds=0.5, status="failed"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_line(name, snapshot):
    pages = [(f"{width} cells", PAGES[name](width, False)) for width in (40, 60, 80, 120, 200)]
    pages.append(("in colours", PAGES[name](100, True)))
    assert "\n".join(f"== {title}\n" + "\n".join(lines) for title, lines in pages) == snapshot


@pytest.mark.parametrize("name", PAGES)
def test_every_width(name, snapshot):
    """By prints (see `tests.support.prints`): what goes at a width, and where it breaks."""
    widths = (*range(30, 100, 4), *range(100, 240, 20))
    pages = [(width, lambda width=width: "\n".join(PAGES[name](width, False))) for width in widths]
    assert prints(pages) == snapshot
