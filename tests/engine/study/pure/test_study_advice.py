"""What a comparison advises, and where it advises nothing."""

import msgspec
import pytest
from concviz.engine.model.study_rows import Interval
from concviz.engine.study.pure.advice import advice, to_sweep

from tests.support.made_measurements import made_row, rows_of

SEQUENTIAL = made_row("sequential", [2.0, 2.01, 1.99])
FAST = [1.0, 1.01, 1.02]


def test_who_wins_is_to_be_used_and_its_workers_are_worth_a_sweep():
    rows = rows_of(SEQUENTIAL, made_row("processes", FAST), made_row("threads", [2.3, 2.31, 2.32]))
    assert advice(rows) == "Use processes with 2 workers."
    assert to_sweep(rows) is rows[1]


def test_one_of_those_that_tie_is_enough():
    rows = rows_of(SEQUENTIAL, made_row("threads", FAST), made_row("asyncio", [1.01, 1.0, 1.03]))
    assert advice(rows) == "Use threads or asyncio with 2 workers."


def test_one_worker_is_no_number_to_be_found():
    rows = rows_of(SEQUENTIAL, made_row("vectorized", FAST), workers=1)
    assert (advice(rows), to_sweep(rows)) == ("Use vectorized.", None)


def test_where_nothing_is_gained_it_is_to_be_kept_simple():
    slower = made_row("threads", [2.4, 2.41, 2.42])
    assert advice(rows_of(SEQUENTIAL, slower)) == "Nothing beats sequential: keep it simple."
    same = made_row("threads", [1.98, 2.0, 1.99])
    assert advice(rows_of(SEQUENTIAL, same)) == "Nothing beats sequential by a tenth: keep it simple."


def test_it_advises_nothing_where_the_intervals_tell_nothing():
    wide = made_row("threads", [1.2, 2.1, 2.9])
    noisy = made_row("threads", [2.4, 2.41, 2.42], rest_cores=0.9)
    few = made_row("processes", [1.0, 1.0])
    for other in (wide, noisy, few):
        assert advice(rows_of(SEQUENTIAL, other)) == ""
        assert to_sweep(rows_of(SEQUENTIAL, other)) is None
    assert advice(rows_of(SEQUENTIAL)) == ""


def test_a_row_that_is_wrong_is_no_advice_and_takes_none_away():
    right = [SEQUENTIAL, made_row("threads", FAST)]
    assert advice(rows_of(*right, made_row("processes", [0.5, 0.5, 0.5], digest="zz"))) == "Use threads with 2 workers."


@pytest.mark.parametrize(
    ("high", "text"), [(1.1, "Nothing beats sequential by a tenth: keep it simple."), (1.1001, "")]
)
def test_keeping_it_simple_is_only_said_where_no_more_than_a_tenth_can_be_won(high, text):
    rows = rows_of(SEQUENTIAL, made_row("threads", [1.98, 2.0, 1.99]))
    rows[1] = msgspec.structs.replace(rows[1], speedup=Interval(1.0, 0.9, high))
    assert advice(rows) == text


def test_others_that_were_busy_while_the_loop_ran_take_the_advice_away_too():
    noisy = made_row("sequential", [2.0, 2.01, 1.99], rest_cores=0.9)
    assert advice(rows_of(noisy, made_row("threads", [2.4, 2.41, 2.42]))) == ""
    assert advice(rows_of(noisy, made_row("threads", FAST))) == "Use threads with 2 workers."


def test_one_row_with_too_few_repeats_takes_all_advice_away():
    rows = rows_of(SEQUENTIAL, made_row("threads", FAST), made_row("processes", [1.0, 1.0]))
    assert (advice(rows), to_sweep(rows)) == ("", None)


def test_the_fastest_is_named_first_and_only_those_that_tie_with_it():
    rows = rows_of(
        SEQUENTIAL, made_row("threads", [1.01, 1.0, 1.03]), made_row("asyncio", [*FAST[:2], 1.0]),
        made_row("processes", [1.5, 1.51, 1.52]), workers=1_200,
    )  # fmt: skip
    assert advice(rows) == "Use asyncio or threads with 1,200 workers."
    assert to_sweep(rows).name == "asyncio"


def test_slower_and_no_clear_difference_together_are_no_tenth():
    rows = rows_of(SEQUENTIAL, made_row("threads", [2.4, 2.41, 2.42]), made_row("asyncio", [1.98, 2.0, 1.99]))
    assert advice(rows) == "Nothing beats sequential by a tenth: keep it simple."
