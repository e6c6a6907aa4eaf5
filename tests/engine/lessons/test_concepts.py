"""The words of the subject."""

import pytest
from concviz.engine import catalogue
from concviz.engine.differences.properties import COLUMNS, PROPERTIES
from concviz.engine.lessons.concepts import CONCEPTS, concept
from concviz.engine.model.plan import PlanError


def test_all_fourteen_are_there_in_two_or_three_sentences_or_four():
    assert len(CONCEPTS) == 14
    for each in CONCEPTS.values():
        assert 2 <= each.text.count(". ") + 1 <= 4, each.name
        assert each.text.endswith(".")


def test_each_is_shown_by_something_that_exists():
    for each in CONCEPTS.values():
        assert each.difference or each.run[0], each.name
        assert each.difference in ("", *PROPERTIES)
        assert each.column in ("", *COLUMNS)
        task, model = each.run
        assert task == "" or (task in catalogue.tasks() and model in catalogue.models())
        assert each.command.startswith("concviz ")


def test_they_are_found_as_people_write_them():
    assert concept("I/O-bound").name == "io-bound"
    assert concept("Event loop").name == "event-loop"
    with pytest.raises(PlanError, match="did you mean pickling"):
        concept("pickeling")
