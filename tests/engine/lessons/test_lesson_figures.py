"""Figures out of results, rows, cells and advice; and what a rehearsal finds wrong."""

from __future__ import annotations

import msgspec
from concviz.engine.lessons.measured import lesson_figures
from concviz.engine.lessons.measured.conditions import ALWAYS, condition
from concviz.engine.lessons.measured.lesson_check import unmet
from concviz.engine.lessons.measured.lesson_quantities import ALL, QUANTITIES, named, quantity
from concviz.engine.model.difference_facts import RaceFacts, SharingFacts
from concviz.engine.model.run_facts import Result
from concviz.engine.model.states import SHARES, Ledger
from concviz.engine.session.events import Difference

RESULT = Result(wall_s=2.0, cores_used=1.5, peak_threads=5, digest="a", gil=True, ledger=Ledger(wait_gil=0.7))


def test_a_run_has_its_figures():
    figures = lesson_figures.of_result(RESULT)
    assert figures["cores_used"] == 1.5
    assert figures["threads"] == 5
    assert figures["wait_gil"] == 0.7
    assert figures["gil"] == 1.0
    assert "speedup" not in figures
    assert "startup_s" not in figures


def test_a_run_against_another_has_a_speed_up():
    before = msgspec.structs.replace(RESULT, wall_s=3.0)
    figures = lesson_figures.of_result(RESULT, before)
    assert (figures["speedup"], figures["equal"]) == (1.5, 1.0)
    other = msgspec.structs.replace(before, digest="b")
    assert lesson_figures.of_result(RESULT, other)["equal"] == 0.0


def test_a_cell_is_named_by_its_column_and_another_python():
    def cell(python, facts):
        return Difference(0, "race", "threading", python, "done", facts=facts)

    facts = RaceFacts(threads=4, call_lost=10, call_expected=100, lock_lost=0, lock_expected=100)
    cells = [cell("3.11.7", facts), cell("3.13.0t", SharingFacts(shared=True, handover_s={"by reference 100 MB": 0.5}))]
    assert lesson_figures.of_differences(cells, "3.11.7") == {
        "threading.lost": 0.1,
        "threading.lost_with_lock": 0.0,
        "threading@3.13.0t.shared": 1.0,
        "threading@3.13.0t.handover_s": 0.5,
    }


def test_every_share_and_every_figure_of_a_run_is_a_quantity():
    assert len(QUANTITIES) == len(ALL)
    assert {*SHARES, *lesson_figures.of_result(RESULT, RESULT)} <= set(QUANTITIES)
    assert all(each.told(each.high) and each.step > 0 for each in ALL)


def test_a_figure_is_named_by_what_it_is_of():
    assert named("cores_used") == "cores used"
    assert named("four.threads.speedup") == "speed-up (four threads)"
    assert quantity("w4.wall_s").told(0.5) == "500 ms"


def test_what_is_unmet_is_said_with_what_was_measured():
    figures = {"cores_used": 1.9, "gil": 1.0}
    assert list(unmet(condition("gil and cores_used < 1.2 and speedup > 1"), figures)) == [
        "cores_used < 1.2 doesn't hold: cores_used is 1.90 cores",
        "speedup > 1 doesn't hold: speedup was not measured",
    ]
    assert list(unmet(ALWAYS, {})) == []
