"""What lanes stood still for, as it was seen: areas agree with the shares, and nothing else moves."""

import numpy as np
import pytest
from concviz.engine.analysis.run.lane_table import lane_table, workers_of
from concviz.engine.analysis.snapshot import ASLEEP, RUN, WAIT_CORE, WAIT_GIL, WAIT_IO
from concviz.engine.analysis.timeline.seen_waits import as_seen, biggest, divided, shares_of
from concviz.engine.model.states import BY_CODE, CODE, LEDGER, LOOKED, SHARES, THREAD_STATES
from concviz.engine.session.events import LaneOpened, States
from concviz.tui.theme.colours import ROLES


def table(*kinds):
    return lane_table(workers_of([LaneOpened(0, 1, n + 1, kind, 1, n + 1, True) for n, kind in enumerate(kinds)]), {})


def pieces(*rows):
    columns = np.array(rows, np.int64).T
    return tuple(columns)


def test_what_hangs_on_a_state_is_made_of_its_row():
    """Numbers are in recordings' films and may not move; each column of looks and each share has a row."""
    assert [CODE[name] for name in ("on_core", "failed", "wait_lock", "asleep", "open")] == [0, 5, 6, 8, 9]
    assert {state.column for state in LOOKED} < set(States.__struct_fields__)
    assert {state.name for state in LEDGER} == set(SHARES)
    assert {state.name for state in LOOKED} < set(THREAD_STATES)
    assert {state.ink for state in BY_CODE} < set(ROLES)


@pytest.mark.parametrize("state", [WAIT_GIL, WAIT_IO])
def test_a_stand_still_inside_an_item_is_divided_in_the_lanes_shares(state):
    lanes = table("thread", "thread")
    shares = shares_of(np.array([[0, 75.0, 0, 0, 25.0], [0, 0, 0, 0, 0]]), lanes)
    given = pieces((0, 0, 100, state, 1, 7), (1, 0, 100, state, 1, 8), (0, 100, 200, RUN, 1, 7))
    found = sorted(zip(*(column.tolist() for column in as_seen(given, lanes, shares)), strict=True))
    assert found == [
        (0, 0, 75, CODE["wait_lock"], 1, 7), (0, 75, 100, ASLEEP, 1, 7), (0, 100, 200, RUN, 1, 7), (1, 0, 100, state, 1, 8),
    ]  # fmt: skip


def test_between_items_and_waiting_for_a_core_stay_as_they_are():
    lanes = table("thread")
    shares = shares_of(np.array([[0, 0, 0, 0, 9.0]]), lanes)
    given = pieces((0, 0, 100, WAIT_GIL, -1, -1), (0, 100, 200, WAIT_CORE, 1, 7))
    assert [column.tolist() for column in as_seen(given, lanes, shares)] == [column.tolist() for column in given]


def test_gaps_of_coroutines_are_divided_in_a_fixed_order_and_whole():
    found = divided(
        pieces((0, 0, 100, WAIT_IO, 1, 7), (0, 200, 201, WAIT_IO, 1, 8)), np.array([[0, 0.25, 0, 0, 0.75]] * 2)
    )
    assert sorted(zip(*(column.tolist() for column in found), strict=True)) == [
        (0, 0, 25, CODE["wait_lock"], 1, 7), (0, 25, 100, ASLEEP, 1, 7), (0, 200, 201, ASLEEP, 1, 8),
    ]  # fmt: skip


def test_a_share_too_small_to_draw_goes_to_the_biggest():
    assert shares_of(np.array([[1.0, 99.0, 0, 0, 0]]), table("thread")).tolist() == [[0, 1, 0, 0, 0]]


def test_a_loop_that_waits_for_something_to_do_is_no_step_that_stands_still():
    us = np.array([[0, 0, 80.0, 0, 20.0], [0, 0, 80.0, 0, 0]])
    assert biggest(shares_of(us, table("coroutine", "coroutine"))).tolist() == [ASLEEP, WAIT_IO]
    assert biggest(np.zeros((1, 5))).tolist() == [-1]
