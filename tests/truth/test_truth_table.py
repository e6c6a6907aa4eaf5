"""The machinery of the table, on notes that were made up: no run, no clock."""

import ast
import json
from pathlib import Path

import pytest

from tests.truth.__main__ import runs
from tests.truth.cases import CASES, Case
from tests.truth.referee import off, truth, worst
from tests.truth.table import Row, made_anew, markdown


def note(
    tid,
    begin,
    end,
    *,
    pid=1,
    cpu=(0.0, 0.0),
    core=(0.0, 0.0),
    process=(0.0, 0.0),
    parent=(0.0, 0.0),
    computed=0.0,
    **states,
):
    return json.dumps({
        "pid": pid, "tid": tid, "begin": begin, "end": end, "cpu": cpu, "core": core, "process": process, "parent": parent,
        "computed": computed, "states": states,
    })  # fmt: skip


def test_what_no_clock_explains_is_named_and_the_shares_add_up():
    """Two threads for 10 s: one computes 4 and waits for a core for 2 of them, the other sleeps 5 of its 8 and begins late."""
    found = truth(
        [
            note(1, 0.0, 4.0, cpu=(1.0, 3.0), core=(0.0, 1.0), process=(1.0, 3.0)),
            note(1, 5.0, 10.0, cpu=(3.5, 5.0), core=(1.0, 2.0), process=(3.0, 6.0)),
            note(2, 2.0, 10.0, asleep=5.0, process=(2.0, 6.0)),
        ],
        rest="wait_gil",
    )
    assert found.shares == pytest.approx(
        {"asleep": 0.25, "on_core": 0.2, "wait_core": 0.1, "wait_gil": (4 + 3) / 20, "idle": 0.1}
    )
    assert (found.cores, found.seconds) == (0.5, 10.0)


def test_coroutines_that_neither_computed_nor_waited_waited_for_their_loop():
    lines = [note(1, 0.0, 4.0, computed=1.0, asleep=1.0), note(1, 2.0, 10.0, wait_lock=4.0)]
    found = truth(lines, rest="wait_gil", coroutines=True)
    assert found.shares == pytest.approx({"asleep": 0.05, "wait_lock": 0.2, "on_core": 0.05, "wait_loop": 0.7})


def test_each_process_counts_its_own_cpu():
    one, other = note(1, 0, 1, process=(5, 6), parent=(7, 8)), note(2, 0, 2, pid=2, process=(1, 2), parent=(7, 9))
    assert truth([one, other], rest="idle").cores == 2.0  # with what handing out cost
    assert truth([one], rest="idle").cores == 1.0  # the parent of one process alone runs nothing of it


def test_of_interpreters_only_what_their_threads_did_between_items_counts():
    """Two threads of a process that used 3 s of CPU in 2 s, half of it to make the second interpreter."""
    lines = [note(1, 0, 2, cpu=(0.5, 1.5), process=(1, 4)), note(2, 1, 2, cpu=(1.5, 2.0), process=(2, 4))]
    assert truth(lines, rest="idle").cores == 1.5
    assert truth(lines, rest="idle", threads_alone=True).cores == 0.75


def test_without_a_note_there_is_no_truth():
    with pytest.raises(ValueError, match="no item"):
        truth([], rest="idle")


def test_the_worst_state_counts_and_a_state_that_only_one_side_has_counts_in_full():
    pairs = off({"on_core": 0.5, "wait_io": 0.5, "asleep": 0.0}, {"on_core": 0.49, "asleep": 0.51})
    assert pairs == {"on_core": (0.5, 0.49), "wait_io": (0.5, 0.0), "asleep": (0.0, 0.51)}
    assert worst(pairs) == pytest.approx(51)
    assert off({"wait_core": 0.2, "wait_loop": 0.3}, {"wait_loop": 0.5}, coroutines=True) == {"wait_loop": (0.5, 0.5)}


def test_the_page_has_every_row_and_sentence_and_names_the_worst():
    rows = [
        Row("pipe", "threads", "3.11", {"wait_io": (0.97, 0.96), "idle": (0.01, 0.0)}, (0.1, 0.1), "It waits."),
        Row("spin", "threads", "3.13t", {"on_core": (0.5, 0.62)}, (1.0, 1.25), "It computes."),
    ]
    page = markdown(rows, "2 cores; load average 1.0.")
    assert "| `pipe` | threads | 3.11 | I/O 97/96 | 1.0 | 0.10/0.10 |" in page
    assert "The worst row: `spin` under threads, 3.13t, off by 12.0 points." in page
    assert "- `pipe`, threads, 3.11: It waits." in page
    assert "Made by `python -m tests.truth` on 2 cores; load average 1.0." in page


def test_rows_made_anew_take_their_places_and_say_so():
    old = [
        Row("pipe", "threads", "3.11", {"wait_io": (0.97, 0.96)}, (0.1, 0.1), "It waits."),
        Row("spin", "threads", "3.13t", {"on_core": (0.5, 0.62)}, (1.0, 1.25), "It computes."),
    ]
    new = [
        Row("spin", "threads", "3.13t", {"on_core": (0.6, 0.62)}, (1.2, 1.25), "It really computes."),
        Row("spin", "processes", "3.11", {"on_core": (0.5, 0.53)}, (1.0, 1.0), "It computes."),
    ]
    page = made_anew(markdown(old, "2 cores; load average 1.0."), new, "load average 9.0.")
    again = made_anew(page, new, "load average 8.0.")
    assert page.count("| `") == 3
    assert "| `spin` | threads | 3.13t | on a core 60/62 | 2.0 | 1.20/1.25 |\n| `spin` | processes | 3.11 |" in page
    assert "The worst row: `spin` under processes, 3.11, off by 3.0 points." in page
    assert "\nMade anew later: `spin`: load average 9.0.\n\n" in page
    assert "- `spin`, threads, 3.13t: It really computes.\n- `spin`, processes, 3.11: It computes.\n" in page
    assert again == page.replace("9.0.", "8.0.")


def test_what_computes_has_fewer_items_on_a_busy_machine():
    assert [Case("a", 160, computes=True).items_at(load) for load in (0.1, 1.0, 4.0, 100.0)] == [160, 160, 40, 16]
    assert Case("a", 160).items_at(100.0) == 160


def test_every_case_is_a_function_that_says_what_is_true_of_it():
    tree = ast.parse((Path(__file__).parent / "functions.py").read_text())
    said = {
        each.name: ast.get_docstring(each)
        for each in tree.body
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert all(said.get(case.name) for case in CASES)
    assert len({(case.name, case.quota, *run) for case in CASES for run in runs(case)}) == sum(
        len([*runs(case)]) for case in CASES
    )
