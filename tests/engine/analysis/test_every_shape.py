"""Every figure and every sentence of runs and programs of many shapes, by prints (see `tests.support.prints`).

    python -m pytest tests/engine/analysis/test_every_shape.py --snapshot-update

writes them anew. What single figures must be is said by exact small cases beside this; these hold what nobody thought of a case for.
"""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.gather import facts
from concviz.engine.analysis.program.program_pair import picture_of, program_pair
from concviz.engine.analysis.program.program_result import program_result
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.analysis.run_title import run_title

from tests.support.any_run import any_program, any_run
from tests.support.drawn_charts import Charts
from tests.support.exact_run import LAB, ExactRun
from tests.support.prints import plain, prints

WINDOWS_US = (20_000, 160_000, 900_000)
RUNS, PROGRAMS = 30, 14


def heads(session) -> list[int | None]:
    length = session.length_us
    return [None, *(length * part // 7 for part in (2, 4, 6)), length - 50_000]


def all_of(session, t_us, window_us) -> str:
    """Everything at that play head: what is shown, what it was computed from, and what is said."""
    shown = snapshot(session, t_us, history_steps=7, history_s=3.0, timeline_us=window_us, pair=())
    started = session.run_at(shown.t_us)
    figures = run_figures(session, started, shown.t_us) if started else None
    title = run_title(shown)
    return f"{plain(shown)}\n{plain(figures)}\n{plain(facts(session, figures, shown.t_us))}\n{plain(title)}"


@pytest.mark.parametrize("number", range(RUNS))
def test_every_run(number, snapshot):
    session = any_run(number)
    cases = [(f"{t_us}", lambda t_us=t_us: all_of(session, t_us, WINDOWS_US[number % 3])) for t_us in heads(session)]
    assert prints(cases) == snapshot.use_extension(Charts)


def of_a_program(number: int) -> list:
    session, other = any_program(number), any_program(number + 1)
    cases = [(f"{t_us}", lambda t_us=t_us: all_of(session, t_us, WINDOWS_US[0])) for t_us in heads(session)]
    cases.append(("result", lambda: str(plain(program_result(session, 1, exit_code=3, rusage_s=1.5)))))
    cases.append(("pair", lambda: str(plain(program_pair(picture_of(session, "a"), picture_of(other, "b"))))))
    return cases


@pytest.mark.parametrize("number", range(PROGRAMS))
def test_every_program(number, snapshot):
    assert prints(of_a_program(number)) == snapshot.use_extension(Charts)


def stepping() -> ExactRun:
    """A coroutine whose steps end at whole tenths of a second, until 3 s."""
    run = ExactRun(kind="io", worker="coroutine", model="asyncio")
    spans = [(n, 200_000 + n * 100_000, 300_000 + n * 100_000, 40_000, flag) for n in range(28) for flag in (2, 0)]
    run.lane(1, 200_000, 3_000_000, kind="coroutine", tid=LAB, cpu_us=28 * 40_000, items=28, wall_us=2_800_000)
    run.spans(3_000_000, 1, *spans)
    return run


def test_what_ends_at_an_edge_of_what_is_summed_up_on_the_way_is_counted_once():
    looked, fresh = stepping(), stepping()
    for t_us in range(300_000, 3_000_000, 100_000):
        looked.figures(t_us)
    assert plain(looked.figures()) == plain(fresh.figures())
    assert all_of(looked.session, None, 20_000) == all_of(fresh.session, None, 20_000)
