"""What a row's figures show of its work, one case on each side of each bound."""

import msgspec
import pytest
from concviz.engine.model.states import Ledger
from concviz.engine.study.pure.row_evidence import at_once, base_of, computing, cores_limit, has_own_workers, points

from tests.support.made_measurements import made_row, rows_of


def base(ledger=None, cores=1.0, **changes):
    return rows_of(made_row("sequential", [2.0, 2.0, 2.0], ledger=ledger, cores_used=cores, **changes))[0]


@pytest.mark.parametrize(
    ("ledger", "cores", "share"),
    [
        (Ledger(on_core=0.5, wait_core=0.25, wait_io=0.25), 0.25, 0.75),
        (Ledger(on_core=0.25, wait_core=0.25, wait_io=0.5), 0.5, 0.75),
        (Ledger(on_core=0.75, wait_core=0.5), 0.5, 1.0),
        (Ledger(wait_io=1.0), 0.0, 0.0),
        (Ledger(), 0.5, None),
        (None, 0.5, None),
        (Ledger(on_core=0.5), None, None),
    ],
)
def test_the_share_in_which_it_was_on_a_core_or_waited_for_one(ledger, cores, share):
    assert computing(msgspec.structs.replace(base(ledger), cores_used=cores)) == share


def test_cores_limit_from_nine_tenths_on():
    def limit(on_core):
        return cores_limit([base(Ledger(on_core=on_core, wait_io=1 - on_core), on_core)])

    assert [limit(share) for share in (0.89, 0.9, 0.95)] == [False, True, True]
    assert cores_limit([base()]) is None
    assert cores_limit([]) is None
    assert cores_limit(rows_of(made_row("threads", [1.0]))) is None


def test_the_sequential_run_and_the_points_of_a_curve():
    rows = rows_of(
        made_row("sequential", [2.0, 2.0]),
        made_row("1", [2.0, 2.0]),
        made_row("2", [1.0, 1.0], digest="bb"),
        made_row("4", [1.0]),
    )
    assert base_of(rows) is rows[0]
    assert [row.name for row in points(rows)] == ["1", "4"]
    assert base_of([msgspec.structs.replace(rows[0], wall_s=None)]) is None
    assert base_of(rows[1:]) is None


@pytest.mark.parametrize(
    ("own", "cores", "has"),
    [(0.5, 1.0, False), (0.51, 1.0, True), (0.0, 1.0, False), (None, 1.0, False), (0.1, None, True)],
)
def test_most_of_the_cpu_time_is_that_of_its_own_threads(own, cores, has):
    assert has_own_workers(msgspec.structs.replace(base(), own_helpers_cores=own, cores_used=cores)) is has


@pytest.mark.parametrize(
    ("cores", "own", "overlap", "ledger", "done"),
    [
        (1.2, 0.0, 1.0, None, []),
        (1.21, 0.0, 1.0, None, ["computed"]),
        (1.41, 0.2, 1.0, None, ["computed"]),
        (1.4, 0.2, 1.0, None, []),
        (1.0, 0.0, 1.2, {"wait_io": 0.9}, []),
        (1.0, 0.0, 1.21, {"wait_io": 0.9}, ["waited for I/O"]),
        (1.0, 0.0, 1.21, {"wait_io": 0.2, "wait_child": 0.2, "asleep": 0.2},
         ["waited for I/O", "waited for their children", "slept"]),
        (1.0, 0.0, 1.21, {"wait_io": 0.19, "wait_child": 0.19, "asleep": 0.19}, []),
        (1.0, 0.0, 1.21, {"wait_lock": 0.9}, []),
        (1.9, 0.0, None, {"asleep": 0.9}, ["computed"]),
    ],
)  # fmt: skip
def test_what_workers_did_at_the_same_time(cores, own, overlap, ledger, done):
    row = base(Ledger(**ledger) if ledger else None, cores, own_helpers_cores=own, overlap=overlap)
    assert at_once(row) == done
