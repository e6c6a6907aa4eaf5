"""The pieces of a waterfall, by `==`: lanes whose every µs is known, at each edge between what was seen and what is left over."""

from types import SimpleNamespace

import numpy as np
import pytest
from concviz.engine.model.run_facts import PhaseFacts
from concviz.engine.model.states import Ledger, Piece
from concviz.engine.model.study_rows import Loss, Waterfall
from concviz.engine.study.waterfall import PHASES, against, ideal_s, waterfall, window_pieces

MS = 1_000
AT_MS = dict(zip(PHASES, (0, 21, 55, 60, 64, 2_090, 2_100), strict=True))


class Lanes(SimpleNamespace):
    """Columns in ms; the first of them begins at 70 ms."""

    def __init__(self, coroutine=False, **columns):
        super().__init__(**{name: MS * np.array(each) for name, each in columns.items()})
        self.coroutine = np.full(len(self), coroutine)
        self.start_us = 70 * MS

    def __len__(self):
        return len(self.last_us)


THREADS = {
    "first_us": [70, 270], "last_us": [2_070, 1_670], "thread_cpu_first_us": [300, 100], "thread_cpu_last_us": [1_000, 1_000],
    "cpu_us": [600, 500], "wall_us": [1_200, 1_000],
}  # fmt: skip
COROUTINES = {
    "last_us": [2_070, 2_000], "thread_cpu_first_us": [100, 200], "thread_cpu_last_us": [900, 1_000], "cpu_us": [300, 200],
}  # fmt: skip
HALF = Ledger(on_core=0.5, wait_gil=0.2, idle=0.3)


def figures(ledger=HALF, wait_ms=(-1, -1), coroutine=False, pickle_s=(0.1, 0.2), until_ms=2_070, **columns):
    """Of a run that computed for 2 s."""
    said = {"items_ready": PhaseFacts(unpickle_s=pickle_s[0]), "combined": PhaseFacts(pickle_s=pickle_s[1])}
    return SimpleNamespace(
        table=Lanes(coroutine, **{**(COROUTINES if coroutine else THREADS), **columns}), ledger=ledger, until_us=until_ms * MS,
        usage=SimpleNamespace(compute_s=2.0, first_us=70 * MS), clocks=SimpleNamespace(wait_us=MS * np.array(wait_ms)),
        phases={name: at * MS for name, at in AT_MS.items()}, said=said.get,
    )  # fmt: skip


def pieces(found):
    return {piece.value: pytest.approx(seconds, abs=1e-9) for piece, seconds in found.items() if seconds}


OF_THREADS = {
    "starting workers": 0.1, "pickling": 0.15, "queueing": 0.25, "computing": 0.75, "waiting for the GIL": 0.4,
    "idle at the end": 0.2, "not accounted for": 0.15,
}  # fmt: skip


def test_time_between_the_first_item_and_the_last_as_workers_spent_it_on_average():
    """Late 0 and 200 ms, done early 0 and 400 ms; 250 ms of CPU between items; at items 550 ms without a core, 400 of them for the GIL."""
    assert pieces(window_pieces(figures())) == OF_THREADS
    assert sum(OF_THREADS.values()) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # pickling is no more than was computed between items
        ({"pickle_s": (0.4, 0.2)}, {"pickling": 0.25, "queueing": 0.15}),
        ({"pickle_s": (None, 0.2)}, {"pickling": 0.1, "queueing": 0.3}),
        # nothing was computed between items in the first lane, and more than on the cores in the second
        ({"thread_cpu_last_us": [800, 1_000]}, {"pickling": 0.15, "queueing": 0.2, "computing": 0.8}),
        ({"thread_cpu_last_us": [300 + 600, 100 + 2_900]}, {"queueing": 0.15 + 1.0 - 0.15, "computing": 0}),
        # whoever waited longer at items than there was time of which nothing is known
        ({"wall_us": [1_800, 1_000]}, {"queueing": 0.1, "not accounted for": 0.3}),
        ({"wall_us": [600, 700]}, {"queueing": 0.4, "not accounted for": 0}),
        # the lane that ended after what is known of the others
        ({"last_us": [2_970, 1_670]}, {}),
        # as late and as early as it was idle, and more
        ({"ledger": Ledger(on_core=0.5, wait_gil=0.2, idle=0.1)}, {"queueing": 0.1, "not accounted for": 0}),
        (
            {"ledger": Ledger(on_core=0.5, wait_gil=0.1, asleep=0.1, idle=0.3)},
            {"waiting for the GIL": 0.2, "asleep": 0.2},
        ),
    ],
)
def test_each_edge_of_it(changes, told):
    assert pieces(window_pieces(figures(**changes))) == {
        name: seconds for name, seconds in {**OF_THREADS, **told}.items() if seconds
    }


OF_COROUTINES = {
    "queueing": 0.4,
    "computing": 0.5,
    "waiting for a core": 0.4,
    "waiting for I/O": 0.525,
    "waiting for a lock": 0.175,
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {}),
        (
            {"thread_cpu_last_us": [900, 2_300]},
            {"queueing": 1.5, "waiting for a core": 0, "waiting for I/O": 0, "waiting for a lock": 0},
        ),
        ({"cpu_us": [800, 200]}, {"queueing": 0, "computing": 0.9}),
        ({"wait_ms": (-1, 1_300)}, {"waiting for a core": 1.1, "waiting for I/O": 0, "waiting for a lock": 0}),
        ({"wait_ms": (-1, -1)}, {"waiting for a core": 0, "waiting for I/O": 0.825, "waiting for a lock": 0.275}),
        (
            {"thread_cpu_last_us": [50, 60]},
            {"queueing": 0, "computing": 0, "waiting for I/O": 1.2, "waiting for a lock": 0.4},
        ),
        (
            {"ledger": Ledger(on_core=0.9, wait_loop=0.1)},
            {"not accounted for": 0.7, "waiting for I/O": 0, "waiting for a lock": 0},
        ),
    ],
)
def test_of_coroutines_it_is_the_time_of_the_thread_that_they_share(changes, told):
    """From its first clock to its last 900 ms of CPU, 500 of them at items, and 400 ms waiting for a core."""
    usual = {"ledger": Ledger(wait_io=0.3, wait_lock=0.1, wait_loop=0.6), "wait_ms": (-1, 400)}
    found = pieces(window_pieces(figures(coroutine=True, **{**usual, **changes})))
    assert found == {name: seconds for name, seconds in {**OF_COROUTINES, **told}.items() if seconds}


def test_the_life_of_a_run_is_cut_where_the_lab_said_that_it_was():
    found = waterfall(figures(until_ms=2_070))
    assert {piece.value: seconds for piece, seconds in found.pieces.items()} == {
        "interpreter start": 0.021, "imports": 0.034, "making items": 0.005, "counting bytes (concviz)": 0.004,
        "starting workers": 0.106, "pickling": 0.15, "queueing": 0.25, "computing": 0.75, "waiting for the GIL": 0.4,
        "idle at the end": 0.2, "not accounted for": 0.15, "results back": 0.02, "teardown": 0.01,
    }  # fmt: skip
    assert (found.sum_s, found.total_s) == (2.1, 2.1)


def test_pieces_are_told_to_the_microsecond_and_only_those_that_there_are():
    three = {
        "first_us": [70, 70, 71], "last_us": [2_070] * 3, "thread_cpu_first_us": [0] * 3, "thread_cpu_last_us": [1_000] * 3,
        "cpu_us": [1_000] * 3, "wall_us": [1_000] * 3,
    }  # fmt: skip
    shown = figures(ledger=Ledger(on_core=0.5, idle=0.5), pickle_s=(0, 0), **three)
    shown.phases["results_in"] = shown.until_us
    found = waterfall(shown)
    assert found.pieces[Piece.STARTING_WORKERS] == 0.006333
    assert found.pieces[Piece.QUEUEING] == 0.999667
    assert Piece.RESULTS_BACK not in found.pieces
    assert Piece.WAIT_GIL not in found.pieces


@pytest.mark.parametrize("name", PHASES)
def test_a_run_that_did_not_get_so_far_has_none(name):
    short = figures()
    del short.phases[name]
    assert waterfall(short) is None
    nobody = figures(**{column: [] for column in THREADS})
    assert waterfall(nobody) is None


@pytest.mark.parametrize(
    ("lost", "named"), [(0.04, Loss(Piece.WAIT_LOCK, 0.04)), (0.0399, None), (0.0400006, Loss(Piece.WAIT_LOCK, 0.040001))]
)  # fmt: skip
def test_a_loss_of_a_fiftieth_of_the_whole_is_worth_its_name(lost, named):
    fall = Waterfall(pieces={Piece.COMPUTING: 1.9, Piece.WAIT_LOCK: lost}, total_s=2.0)
    assert against(fall, 1.9).biggest_loss == named


def test_computing_loses_what_it_took_beyond_the_ideal():
    fall = Waterfall(pieces={Piece.COMPUTING: 1.0, Piece.WAIT_LOCK: 0.5}, total_s=1.5)
    found = against(fall, 1 / 3)
    assert (found.ideal_s, found.biggest_loss) == (0.333333, Loss(Piece.COMPUTING, 0.666667))
    assert against(fall, 0.51).biggest_loss == Loss(Piece.WAIT_LOCK, 0.5)
    unknown = against(fall, None)
    assert (unknown.ideal_s, unknown.biggest_loss) == (None, Loss(Piece.WAIT_LOCK, 0.5))


@pytest.mark.parametrize(("workers", "cores", "ideal"), [(8, 2.0, 2.0), (1, 2.0, 4.0), (2, 0.5, 8.0), (0, 2.0, 4e9)])
def test_the_ideal_is_spread_over_workers_and_cores(workers, cores, ideal):
    assert ideal_s(4.0, workers, cores) == pytest.approx(ideal)
