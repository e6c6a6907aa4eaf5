"""Votes are counted once a person and round; what is none is refused, and floods wait."""

import math

import pytest
from concviz.engine.lessons.room.votes import AT_ONCE, Ballot, Question, Refused

CORES = Question("1.0", "How many cores?", ("one", "two", "four"))
SPEED = Question("1.1", "How much faster?", (), 4.0, 0.25, "speed-up")


def room(*people, asked=CORES):
    ballot = Ballot()
    for person in people:
        ballot.admit(person, 0.0)
    ballot.ask(asked)
    return ballot


@pytest.mark.parametrize(("vote", "counted"), [(0, 0.0), (2, 2.0), (1.0, 1.0)])
def test_a_choice_is_one_of_them(vote, counted):
    assert CORES.checked(vote) == counted


@pytest.mark.parametrize("vote", [-1, 3, 0.5, True, None, "1", [1], math.nan, math.inf])
def test_what_is_no_choice_is_refused(vote):
    with pytest.raises(Refused):
        CORES.checked(vote)


@pytest.mark.parametrize("vote", [0, 4.0, 1.37])
def test_a_value_stands_on_the_axis(vote):
    assert SPEED.checked(vote) == vote


@pytest.mark.parametrize("vote", [-0.001, 4.001, math.nan, -math.inf, False, "2"])
def test_what_is_off_the_axis_is_refused(vote):
    with pytest.raises(Refused):
        SPEED.checked(vote)


def test_a_changed_vote_replaces_the_one_before():
    ballot = room("a", "b")
    ballot.vote("a", "1.0", 0)
    ballot.vote("b", "1.0", 0)
    ballot.vote("a", "1.0", 2)
    assert ballot.tallies["1.0"].first == {"a": 2.0, "b": 0.0}
    assert ballot.vote_of("a") == 2.0
    assert ballot.vote_of("c") is None


def test_the_second_round_leaves_the_first_as_it_was():
    ballot = room("a", "b")
    assert not ballot.vote_again(), "nobody has voted"
    ballot.vote("a", "1.0", 0)
    assert ballot.vote_again()
    assert not ballot.vote_again(), "there are two rounds"
    assert ballot.vote_of("a") is None
    ballot.vote("a", "1.0", 1)
    assert (ballot.tallies["1.0"].first, ballot.tallies["1.0"].second) == ({"a": 0.0}, {"a": 1.0})


def test_votes_are_only_for_what_is_asked_now():
    ballot = room("a")
    for key in ("1.1", None, 1.0, ["1.0"]):
        with pytest.raises(Refused, match="not asked now"):
            ballot.vote("a", key, 0)
    ballot.ask(None)
    with pytest.raises(Refused, match="not asked now"):
        ballot.vote("a", "1.0", 0)
    with pytest.raises(Refused, match="open the page first"):
        room("a").vote("b", "1.0", 0)


def test_another_question_begins_with_its_first_round_and_an_old_one_goes_on():
    ballot = room("a")
    ballot.vote("a", "1.0", 0)
    ballot.vote_again()
    ballot.vote("a", "1.0", 1)
    ballot.ask(SPEED)
    assert ballot.round == 1
    ballot.ask(CORES)
    assert ballot.round == 2
    ballot.forget("1.0")
    assert (ballot.round, ballot.tallies) == (1, {})


def test_a_full_room_lets_nobody_in_but_for_who_left_without_a_vote():
    ballot = Ballot(most_people=2)
    for person in "ab":
        ballot.admit(person, 0.0)
        ballot.people[person].pages = 1
    ballot.admit("a", 0.0)
    with pytest.raises(Refused, match="the room is full: 2 people"):
        ballot.admit("c", 0.0)
    ballot.people["b"].pages = 0
    ballot.people["b"].voted = True
    with pytest.raises(Refused):
        ballot.admit("c", 0.0)
    ballot.people["b"].voted = False
    ballot.admit("c", 0.0)
    assert set(ballot.people) == {"a", "c"}
    assert ballot.here == 1


def test_a_flood_waits_and_a_hand_does_not():
    ballot = room("a")
    for _ in range(int(AT_ONCE)):
        ballot.allow("a", 0.0)
    with pytest.raises(Refused, match="too many at once"):
        ballot.allow("a", 0.0)
    with pytest.raises(Refused):
        ballot.allow("a", 0.2)
    ballot.allow("a", 0.25)
    for second in range(1, 100):
        ballot.allow("a", float(second))
    with pytest.raises(Refused, match="open the page first"):
        ballot.allow("b", 0.0)
