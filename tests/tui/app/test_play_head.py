"""The play head: pause, move, live."""

import pytest
from concviz.tui.app.parts.play_head import (
    LEAP_US,
    NEAR_US,
    SPEEDS,
    STEP_US,
    Live,
    Paused,
    Playing,
    chapter_after,
    chapter_before,
    faster,
    moved,
    placed,
    played,
    position,
    toggled,
)

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


def test_the_ladder_of_speeds():
    ladder = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
    assert ladder == SPEEDS
    assert [faster(speed, 1) for speed in ladder] == [*ladder[1:], 16.0]
    assert [faster(speed, -1) for speed in ladder] == [0.1, *ladder[:-1]]
    assert [faster(3.0, by) for by in (1, -1, 0)] == [4.0, 2.0, 2.0]
    assert (STEP_US, LEAP_US, NEAR_US) == (1_000_000, 10_000_000, 1_500_000)


@pytest.mark.parametrize(
    ("head", "replay", "then"),
    [
        (Playing(5, 2.0), False, Paused(5)),
        (Playing(LENGTH + 9), True, Paused(LENGTH)),
        (Paused(LENGTH - 1), True, Playing(LENGTH - 1, 4.0)),
        (Paused(LENGTH), True, Playing(0, 4.0)),
        (Live(), True, Playing(0, 4.0)),
    ],
)
def test_space_plays_a_recording_from_here_and_at_its_end_from_its_beginning(head, replay, then):
    assert toggled(head, LENGTH, replay=replay, speed=4.0) == then


@pytest.mark.parametrize(
    ("t_us", "head", "then"),
    [
        (LENGTH, Paused(1), Live()),
        (LENGTH - 1, Paused(1), Paused(LENGTH - 1)),
        (-1, Paused(1), Paused(0)),
        (7, Playing(1, 2.0), Playing(7, 2.0)),
        (LENGTH, Playing(1), Live()),
        (7, Live(), Paused(7)),
    ],
)
def test_where_it_is_put_it_plays_on_or_stands(t_us, head, then):
    assert placed(head, t_us, LENGTH) == then
    assert moved(Live(), 0, LENGTH) == Live()


@pytest.mark.parametrize(
    ("elapsed_us", "then"),
    [(499, Playing(1_998, 2.0)), (500, Playing(2_000, 2.0)), (501, Playing(3_000, 2.0)), (999, Playing(3_000, 2.0)),
     (1_000, Playing(3_000, 2.0)), (1_001, Playing(3_002, 2.0)), (LENGTH, Live())],
)  # fmt: skip
def test_it_leaps_over_what_lies_between_two_ends_of_idle_time(elapsed_us, then):
    assert played(Playing(1_000, 2.0), elapsed_us, LENGTH, [(2_000, 3_000)]) == then


def test_chapters_before_and_after():
    chapters = (1_000_000, 3_000_000, 5_000_000)
    at = [(Paused(t_us), chapter_before(Paused(t_us), chapters, LENGTH)) for t_us in (1_000_000, 1_000_001, 5_000_000)]
    assert [before for _, before in at] == [0, 1_000_000, 3_000_000]
    playing = [chapter_before(Playing(t_us), chapters, LENGTH) for t_us in (4_500_000, 4_500_001)]
    assert playing == [1_000_000, 3_000_000]
    assert [chapter_after(Paused(t_us), chapters, LENGTH) for t_us in (0, 999_999, 1_000_000, 5_000_000)] == [
        1_000_000, 1_000_000, 3_000_000, LENGTH,
    ]  # fmt: skip
