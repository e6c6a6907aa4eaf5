"""The machinery of the table of watched programs, on an account and notes that were made up."""

import ast
import json
from pathlib import Path

import pytest

from tests.truth.programs.compared import PROGRAMS, STATES, Told, compared

HERE = Path(__file__).parent


def note(tid, begin, end, *, thread="compute", cpu=(0.0, 0.0), core=(0.0, 0.0), **states):
    return json.dumps({
        "pid": 7, "tid": tid, "thread": thread, "begin": begin, "end": end, "cpu": cpu, "core": core,
        "process": (0.0, 1.0), "computed": 0.0, "states": states,
    })  # fmt: skip


def told(tid, wall_s, held=None, **states):
    return {"pid": 7, "tid": tid, "wall_s": wall_s, "held_gil": held, **dict.fromkeys(STATES, 0.0), **states}


def test_each_thread_is_set_beside_what_it_noted_itself():
    """Two that compute, one of them for 4 of 10 s and waiting for a core for 1; one sleeps; one nobody told of."""
    said = {"time": {"cpu_s": 4.2, "wall_s": 10.0, "threads": [
        told(8, 9.5, held=5.7, on_core=3.8, wait_core=0.95, wait_gil=4.75), told(9, 9.5, asleep=7.6, wait_gil=1.9), told(7, 10.0),
    ]}}  # fmt: skip
    notes = [
        note(8, 0.0, 5.0, cpu=(0.0, 2.0)),
        note(8, 5.0, 10.0, cpu=(2.0, 4.0), core=(0.0, 1.0)),
        note(9, 0.0, 10.0, thread="only_sleep", asleep=9.0),
        note(10, 0.0, 10.0),
    ]
    found = compared(said, notes, {"used_s": 4.0, "alive_s": 10.0}, "wait_gil")
    first, second = found.threads
    assert first == {state: pytest.approx(pair) for state, pair in
                     {"on_core": (0.4, 0.4), "wait_core": (0.1, 0.1), "wait_gil": (0.5, 0.5)}.items()}  # fmt: skip
    assert second == {
        "wait_gil": (pytest.approx(0.2), pytest.approx(0.1)),
        "asleep": (pytest.approx(0.8), pytest.approx(0.9)),
    }
    assert (found.off, found.missed) == (pytest.approx(10), 1)
    assert found.cores == pytest.approx((0.42, 0.4))
    assert found.cores_off == pytest.approx(5)
    assert found.held == (pytest.approx((0.6, 0.4, 0.5)),)
    assert found.held_off == pytest.approx(10)


@pytest.mark.parametrize(("held", "off"), [((0.45, 0.4, 0.5), 0), ((0.3, 0.4, 0.5), 10), ((0.52, 0.4, 0.5), 2)])
def test_who_waits_for_a_core_may_hold_the_gil_or_not(held, off):
    assert Told((), 0, (0.5, 0.0), (held,)).held_off == pytest.approx(off)


def test_a_hundredth_of_a_core_is_nothing():
    assert [Told((), 0, cores).cores_off for cores in ((0.059, 0.05), (0.07, 0.05), (1.0, 0.0))] == [
        0,
        pytest.approx(40),
        0,
    ]


def test_every_thread_of_every_program_is_a_function_that_says_what_is_true_of_it():
    said = {}
    for file in ("functions.py", "programs/mixed.py"):
        tree = ast.parse((HERE / file).read_text())
        said |= {each.name: ast.get_docstring(each) for each in tree.body if isinstance(each, ast.FunctionDef)}
    assert all(said.get(name) for program in PROGRAMS for name in program.threads.split(","))
    assert len({program.name for program in PROGRAMS}) == len(PROGRAMS)


def test_a_thread_is_as_near_as_was_said_of_it_but_for_what_clocks_tick():
    near, far = {"asleep": (0.5, 0.62), "wait_gil": (0.5, 0.38)}, {"asleep": (0.5, 0.621)}
    assert Told((near, far), 0, (0.5, 0.5), points=(10.0, 10.0)).within == 1
    assert Told((near, far), 0, (0.5, 0.5), points=(0.0, 10.2)).within == 1
