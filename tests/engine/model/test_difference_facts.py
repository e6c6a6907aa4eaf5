"""Facts of a cell of the table of differences, out of whatever a file holds."""

import msgspec
import pytest
from concviz.engine.model.difference_facts import FACTS, PicklingFacts, RaceFacts, facts_of
from concviz.engine.model.lenient import Unread
from concviz.engine.session.events import AnyEvent, Difference


@pytest.mark.parametrize("name", FACTS)
def test_every_property_has_facts_that_go_through_a_file(name):
    made = FACTS[name](took_s=1.5)
    assert facts_of(name, msgspec.to_builtins(made)) == made
    event = Difference(1, name, "threading", "3.14.2", "done", facts=made)
    assert msgspec.json.decode(msgspec.json.encode(event), type=AnyEvent).facts == made


def test_what_is_not_what_its_name_says_is_left_out_and_the_rest_stands():
    found = facts_of("race", {"gil": "on", "threads": 4, "call_lost": -3, "call_expected": 800, "newer": [1]})
    assert found == RaceFacts(threads=4, call_expected=800)
    assert found.share("call") == 0
    assert found.share("bare") is None
    assert facts_of("pickling", {"can": [1], "cannot": {"a lambda": "TypeError"}}) == PicklingFacts(
        cannot={"a lambda": "TypeError"}
    )


@pytest.mark.parametrize(("name", "value"), [("colour", {"gil": True}), ("race", [1]), ("race", {}), ("race", None)])
def test_what_nobody_knows_is_unread(name, value):
    assert facts_of(name, value) == Unread()
