import pytest
from concviz.engine.export.film.timing import moment, moved_captions, moved_chapters, reading_s, time_map
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportError
from hypothesis import given
from hypothesis import strategies as st

BUSY = ((10.0, 20.0), (50.0, 55.0), (54.0, 60.0))


def test_a_plain_map_is_the_range_at_its_speed():
    times = time_map(100.0, Options(from_s=10, until_s=50, speed=4))
    assert times.length_s == 10
    assert times.movie(10) == 0
    assert times.movie(30) == 5
    assert times.session(2.5) == 20
    assert times.movie(5) == 0
    assert times.movie(99) == 10


def test_idle_stretches_are_cut_to_what_was_asked_for():
    times = time_map(100.0, Options(idle_s=2), BUSY)
    assert times.length_s == 2 + 10 + 2 + 10 + 2
    assert times.movie(15) == 7
    assert times.movie(35) == 13, "halfway through what is left of the idle stretch"
    assert times.session(14) == 50


def test_a_short_idle_stretch_stays_as_it_is():
    assert time_map(12.0, Options(idle_s=5), [(1, 10)]).length_s == 12


def test_idle_zero_leaves_only_what_was_busy():
    times = time_map(100.0, Options(idle_s=0), BUSY)
    assert times.length_s == 20
    assert times.session(10) == 50
    with pytest.raises(ExportError, match="nothing runs"):
        time_map(100.0, Options(idle_s=0))


def test_frames_come_at_their_rate_and_the_last_shows_the_end():
    frames = time_map(10.0, Options(speed=4)).frames(2)
    assert frames == [(0.0, 0.0), (0.5, 2.0), (1.0, 4.0), (1.5, 6.0), (2.0, 10.0)]
    assert time_map(0.01, Options()).frames(4) == [(0.0, 0.01)]


def test_a_film_that_nobody_can_wait_for_is_refused():
    with pytest.raises(ExportError, match=r"frames: choose a part"):
        time_map(1e9, Options()).frames(4)


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)).map(sorted), max_size=6),
    st.floats(0.1, 20),
    st.one_of(st.none(), st.floats(0.5, 10)),
)
def test_time_never_runs_backwards_and_maps_back(busy, speed, idle_s):
    times = time_map(100.0, Options(speed=speed, idle_s=idle_s), [tuple(pair) for pair in busy])
    moments = [times.movie(s) for s in range(101)]
    assert moments == sorted(moments)
    for s in range(0, 101, 10):
        assert times.movie(times.session(times.movie(s))) == pytest.approx(times.movie(s), abs=1e-6)


def test_chapters_and_captions_move_with_their_moments():
    times = time_map(100.0, Options(from_s=12, idle_s=2), BUSY)
    chapters = moved_chapters([(60.0, "End"), (11.0, "Before"), (5.0, "Long before"), (50.0, "Middle")], times)
    assert chapters == ((0.0, "Before"), (10.0, "Middle"), (20.0, "End"))
    captions = moved_captions([(15.0, "One"), (16.0, "Two " * 10), (3.0, "Not in it")], times)
    assert [caption.text for caption in captions] == ["One", "Two " * 10]
    assert captions[0].until_s == captions[1].from_s == 4.0
    assert captions[1].until_s - captions[1].from_s == pytest.approx(reading_s("Two " * 10))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 12), ("1.5", 1.5), ("3s", 3), ("1:23", 83), ("1:02:03.5", 3723.5), ("processes", 40), ("proc", 40)],
)
def test_a_moment_as_a_person_writes_it(text, seconds):
    assert moment(text, [(10.0, "Threads"), (40.0, "Processes")]) == seconds


@pytest.mark.parametrize("text", ["", "thraeds", "-1", "nan", "1:2:3:4", "x" * 10_000])
def test_what_is_no_moment_is_said_in_a_line(text):
    with pytest.raises(ExportError) as caught:
        moment(text, [(10.0, "Threads")])
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"speed": 0},
        {"speed": float("nan")},
        {"fps": 1000},
        {"scale": 0},
        {"idle_s": -1},
        {"cast_version": 1},
        {"from_s": 5, "until_s": 5},
    ],
)
def test_wrong_numbers_have_their_sentence(wrong):
    with pytest.raises(ExportError):
        Options(**wrong)


def test_a_range_outside_of_the_session_is_refused():
    with pytest.raises(ExportError, match="10 s long"):
        time_map(10.0, Options(from_s=20))
