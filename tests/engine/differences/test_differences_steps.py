"""What is measured, in which order, under which Python."""

import pytest
from concviz.engine.differences.claims import CLAIMS
from concviz.engine.differences.properties import COLUMNS, MATRIX, PROPERTIES, check, interpreters_python, steps
from concviz.engine.model.plan import PlanError

from tests.support.made_differences import FREE, NEW, NEWEST, OLD


def cells(todo):
    return [(name, step.column, step.python) for step in todo for name in step.properties]


def test_every_cell_of_the_table_is_measured_once():
    todo = steps(tuple(PROPERTIES), OLD, [OLD, NEW])
    made = cells(todo)
    assert len(made) == len(set(made))
    assert {(name, column) for name, column, _ in made} >= {(name, column) for name in MATRIX for column in COLUMNS}


def test_type_and_relation_are_one_experiment_a_column():
    trees = [step for step in steps(tuple(PROPERTIES), OLD, [OLD, NEW]) if step.experiment == "tree"]
    assert [step.column for step in trees] == list(COLUMNS)
    assert all(step.properties == ("type", "relation") for step in trees)
    assert [step.properties for step in steps(("relation",), OLD, [OLD])] == [("relation",)] * 3


def test_threads_are_measured_without_a_gil_as_well_where_there_is_such_a_python():
    rows = cells(steps(("parallelism",), OLD, [OLD, NEW, FREE]))
    assert ("parallelism", "threading", FREE) in rows
    assert rows.index(("parallelism", "threading", OLD)) < rows.index(("parallelism", "threading", FREE))
    assert len([row for row in cells(steps(("parallelism",), FREE, [FREE])) if row[1] == "threading"]) == 1


def test_the_race_is_run_under_every_python():
    assert [step.python for step in steps(("race",), NEW, [OLD, NEW, FREE])] == [NEW, OLD, FREE]


@pytest.mark.parametrize(
    ("python", "others", "expected"),
    [(OLD, [OLD, NEWEST, NEW], NEW), (NEWEST, [OLD, NEWEST, NEW], NEWEST), (OLD, [OLD, FREE], None)],
)
def test_interpreters_need_a_python_that_has_them(python, others, expected):
    assert interpreters_python(python, others) == expected
    columns = {step.column for step in steps(("weight",), python, others)}
    assert ("interpreters" in columns) == (expected is not None)


def test_a_property_that_does_not_exist_is_refused_with_the_nearest():
    assert check(["race", "TYPE"]) == ("type", "race")
    assert check([]) == tuple(PROPERTIES)
    with pytest.raises(PlanError, match="did you mean weight"):
        check(["wieght"])


def test_every_cell_has_a_claim():
    for name in MATRIX:
        assert set(CLAIMS[name]) == set(COLUMNS)
    assert set(CLAIMS) == set(PROPERTIES)
