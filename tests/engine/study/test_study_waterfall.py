"""The pieces of made-up runs add up, and say what was put into them."""

import pytest
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.model.run_facts import PhaseFacts
from concviz.engine.model.states import Ledger, Piece
from concviz.engine.model.study_rows import Pickled
from concviz.engine.session.events import Memory, Phase, ProcessTable
from concviz.engine.study.measured import how_far, peak_memory, pickled, switches
from concviz.engine.study.waterfall import _off_the_cores, against, ideal_s, pickling_s, waterfall

from tests.support.made_sessions import made_run


def fall_of(session):
    """The waterfall of a made-up run, which passes from its imports to asking for the workers at once."""
    started = session.run_at()
    passed = {phase.name: phase.t_us for phase in session.phases(started.run)}
    session.append(Phase(passed["imported"], started.run, "items_ready"))
    if "started" not in passed:
        session.append(Phase(passed["imported"], started.run, "started"))
    return waterfall(run_figures(session, started, session.length_us, whole=True))


@pytest.mark.parametrize("kind", ["cpu", "io"])
@pytest.mark.parametrize("worker", ["main", "thread", "process", "coroutine"])
def test_the_pieces_add_up(kind, worker):
    fall = fall_of(made_run(kind, worker))
    assert fall.sum_s == pytest.approx(fall.total_s, rel=0.02)
    assert all(seconds > 0 for seconds in fall.pieces.values())


def test_threads_under_a_gil_lose_most_to_it():
    fall = fall_of(made_run("cpu", "thread", lanes=4))
    assert against(fall, fall.pieces[Piece.COMPUTING]).biggest_loss.piece is Piece.WAIT_GIL


def test_io_is_waited_for():
    for worker in ("thread", "coroutine"):
        assert against(fall_of(made_run("io", worker, lanes=4)), None).biggest_loss.piece is Piece.WAIT_IO


def test_the_ideal_is_spread_over_what_can_be_used():
    assert ideal_s(4.0, 8, 2.0) == 2.0
    assert ideal_s(4.0, 1, 2.0) == 4.0
    assert ideal_s(None, 2, 2.0) is None


def test_pickling_is_what_workers_do_of_it():
    items = PhaseFacts(pickled_bytes=10, pickle_s=9.0, unpickle_s=0.1)
    results = PhaseFacts(pickled_bytes=20, pickle_s=0.2, unpickle_s=9.0)
    assert pickling_s(items, results) == pytest.approx(0.3)
    assert pickled(items, results) == Pickled(10, 20)
    assert pickled(PhaseFacts(), PhaseFacts()) == Pickled(0, 0)
    assert pickled(PhaseFacts(unpicklable="TypeError"), PhaseFacts()) is None


def test_memory_is_the_largest_sum():
    history = [Memory(1, 1, [10, 10], [5, 5]), Memory(2, 1, [20, 10], [9, 5]), Memory(3, 1, [1], [1])]
    assert peak_memory(history) == (14, "pss")
    assert peak_memory([Memory(1, 1, [10, 10], [])]) == (20, "rss")
    assert peak_memory([]) == (None, "")


def test_context_switches_count_from_asking_for_the_workers():
    who = [ProcessTable(0, 1, [], [(7, 1, "lab")]), ProcessTable(50, 1, [], [(7, 1, "lab"), (8, 7, "worker")])]
    history = [
        Memory(10, 1, [1], [], [100], [5]),
        Memory(60, 1, [1, 1], [], [110, 3], [5, 1]),
        Memory(90, 1, [1, 1], [], [120, 30], [6, 2]),
    ]
    assert switches(history, who, 20) == (126 - 105) + 32
    assert switches([], who, 20) is None


def test_the_waiting_of_one_thread_is_divided_as_its_coroutines_waited():
    found = _off_the_cores(Ledger(on_core=0.1, wait_loop=0.3, wait_io=0.45, wait_lock=0.15), 2.0)
    assert {piece: round(seconds, 9) for piece, seconds in found.items() if seconds} == {
        Piece.WAIT_LOCK: 0.5,
        Piece.WAIT_IO: 1.5,
    }
    assert _off_the_cores(Ledger(on_core=0.7, wait_loop=0.3), 0.2) == {Piece.UNEXPLAINED: 0.2}


def test_a_failed_run_says_how_far_it_came():
    told = how_far("worker 2 was killed by signal 9", 38, 100)
    assert told == "worker 2 was killed by signal 9 (38 of 100 items done)"
    assert how_far("", 0, 1) == "the run failed (0 of 1 item done)"
    assert how_far("no such Python", 0, 0) == "no such Python"
