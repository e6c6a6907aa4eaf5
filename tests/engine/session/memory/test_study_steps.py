"""Steps of studies, put together: how far one has got, and whose rows are told."""

import pytest
from concviz.engine.model.study_facts import Begun, Next
from concviz.engine.session.events import Study
from concviz.engine.session.memory.study_steps import studies

from tests.support.made_studies import row

S = 1_000_000


def left(seconds):
    return Next(row="threads", use="warm-up", left_s=seconds)


def step(t_s, facts, study=1, kind="compare"):
    return Study(int(t_s * S), study, kind, "step", facts)


@pytest.mark.parametrize(
    ("steps", "reached"),
    [
        ([(1, Begun())], 0.0),
        ([(1, Begun()), (2, left(3.0))], 0.0),
        (
            [(1, Begun()), (2, left(3.0)), (2, row("threads", 1.0, "faster"))],
            0.25,
        ),
        (
            [
                (1, Begun()),
                (2, left(3.0)),
                (5, left(12.0)),
                (7, left(0.0)),
            ],
            4 / 7,
        ),
        (
            [
                (1, Begun()),
                (2, left(0.0)),
                (5, left(96.0)),
                (7, left(0.0)),
            ],
            1.0,
        ),
    ],
)
def test_it_is_as_far_as_its_latest_forecast_says_and_repeats_that_are_added_take_nothing_back(steps, reached):
    (found,) = studies(step(*each) for each in steps)
    assert found.reached == pytest.approx(reached)


def test_the_latest_of_each_row_is_told_in_the_order_in_which_they_came():
    first, other, again = row("threads", 1.0, "faster"), row("processes", 2.0, "faster"), row("threads", 3.0, "slower")
    found = studies([step(1, first), step(2, other, 2), step(3, again), step(4, other), step(5, first, kind="sweep")])
    assert [(each.study, each.rows) for each in found] == [(1, [again, other]), (2, [other])]
