"""The play head: pause, move, live."""

import pytest
from concviz.tui.app.parts.play_head import Live, Paused, moved, position, toggled

LENGTH = 42_000_000


def test_live_stands_at_the_end_and_goes_on_with_it():
    assert position(Live(), LENGTH) == LENGTH
    assert position(Live(), LENGTH + 5) == LENGTH + 5


def test_paused_stays_while_the_session_grows():
    assert position(Paused(7), LENGTH) == position(Paused(7), LENGTH * 2) == 7


def test_space_pauses_at_the_end_and_goes_back_to_live():
    assert toggled(Live(), LENGTH) == Paused(LENGTH)
    assert toggled(Paused(3), LENGTH) == Live()


@pytest.mark.parametrize(
    ("head", "by", "then"),
    [
        (Live(), -1_000_000, Paused(41_000_000)),
        (Live(), 1_000_000, Live()),
        (Paused(500_000), -1_000_000, Paused(0)),
        (Paused(5_000_000), 1_000_000, Paused(6_000_000)),
        (Paused(41_500_000), 1_000_000, Live()),
    ],
)
def test_moving(head, by, then):
    assert moved(head, by, LENGTH) == then


def test_a_head_never_leaves_the_session():
    assert position(Paused(99_000_000), LENGTH) == LENGTH
