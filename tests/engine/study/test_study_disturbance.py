"""Other programs, sleep, and clocks that are set."""

import numpy as np
import pytest
from concviz.engine.session.memory.columns import CoreColumns
from concviz.engine.study.disturbance import Clocks, Trail, disturbed, jump, least_disturbed, rest_cores


def cores(busy, run, count=20):
    """`count` samples of 100 ms on two cores: cores' worth that was busy, and the run's part of it."""
    time = 100_000 * np.arange(1, count + 1)
    return CoreColumns(
        t_us=time,
        dt_us=np.full(count, 100_000),
        busy=np.full((count, 2), busy / 2),
        run=np.full((count, 2), run / 2),
        run_total=np.full(count, run),
        split_known=True,
    )


def test_a_run_alone_is_not_disturbed():
    assert rest_cores(cores(1.9, 1.9), Trail(), 0, 2_000_000) == 0


def test_another_program_is():
    assert rest_cores(cores(2.0, 1.0), Trail(), 0, 2_000_000, 0.75) == pytest.approx(0.24), (
        "less what no sample tells of the run"
    )
    rest = rest_cores(cores(2.0, 1.0), Trail(), 0, 2_000_000)
    assert rest == pytest.approx(0.99, abs=0.02)
    assert disturbed(rest)


def test_concviz_and_the_servers_are_no_disturbance():
    trail = Trail()
    for t_us in (0, 1_000_000, 2_000_000):
        trail.add(t_us, 0.05 * t_us / 1e6, 0.35 * t_us / 1e6)
    rest = rest_cores(cores(1.4, 1.0), trail, 0, 2_000_000)
    assert rest is not None
    assert not disturbed(rest)
    assert disturbed(rest_cores(cores(1.4, 1.0), Trail(), 0, 2_000_000))


def test_what_happened_before_and_after_does_not_count():
    columns = cores(2.0, 1.0)
    columns.busy[:10] = 0.5
    assert rest_cores(columns, Trail(), 0, 1_000_000) == 0


def test_too_short_a_run_is_not_judged():
    assert rest_cores(cores(2.0, 0.0), Trail(), 0, 150_000) is None
    assert not disturbed(None)
    assert least_disturbed([0.5, None]) == 1


@pytest.mark.parametrize(("rest", "told"), [(None, False), (0.0, False), (0.10, False), (0.1001, True)])
def test_a_tenth_of_a_core_is_allowed(rest, told):
    assert disturbed(rest) is told


def test_of_several_the_one_that_was_disturbed_least():
    assert least_disturbed([0.5, 0.2, 0.3]) == 1
    assert least_disturbed([0.5, 0.0, None]) == 1, "the first of equals"


def read_at(*readings):
    trail = Trail()
    for reading in readings:
        trail.add(*reading)
    return trail


def test_cores_of_concviz_and_of_the_servers_are_their_cpu_time_over_the_window():
    """1 s to 3 s: concviz 0.2 s to 0.6 s of CPU, the servers 1 s to 2 s."""
    trail = read_at((1_000_000, 0.2, 1.0), (3_000_000, 0.6, 2.0))
    assert trail.cores(1_000_000, 3_000_000) == pytest.approx(0.7)
    assert trail.cores(1_500_000, 2_500_000) == pytest.approx(0.7), "in between, as a straight line"
    assert trail.cores(2_000_000, 4_000_000) == pytest.approx(0.35), "beyond its readings nothing was used"
    assert trail.cores(2_000_000, 2_000_001) == pytest.approx(0.7)
    assert trail.cores(2_000_000, 2_000_000) == trail.cores(3_000_000, 1_000_000) == 0.0
    assert read_at((1_000_000, 0.2, 1.0)).cores(0, 2_000_000) == Trail().cores(0, 2_000_000) == 0.0
    assert read_at((0, 0.5, 0.0), (1_000_000, 0.0, 0.0)).cores(0, 1_000_000) == 0.0, (
        "a server that ended takes nothing back"
    )


@pytest.mark.parametrize(
    ("window", "rest"),
    [
        ((0, 2_000_000), 2.0 - 0.5 - 0.02 / 2),
        ((1, 2_000_000), 2.0 - 0.5 - 0.02 / 1.9),
        ((0, 1_999_999), 2.0 - 0.5 - 0.02 / 1.9),
        ((0, 200_000), 2.0 - 0.5 - 0.02 / 0.2),
        ((0, 199_999), None),
    ],
)
def test_only_samples_inside_the_window_count_and_what_counters_cannot_tell_is_granted(window, rest):
    found = rest_cores(cores(2.0, 0.5), Trail(), *window)
    assert found == (None if rest is None else pytest.approx(rest))


def test_what_concviz_used_is_asked_for_where_the_samples_lie():
    trail = read_at((0, 0.0, 0.0), (100_000, 5.0, 0.0), (1_900_000, 5.9, 0.0), (2_000_000, 9.0, 0.0))
    assert rest_cores(cores(2.0, 0.5), trail, 1, 1_999_999) == pytest.approx(2.0 - 0.5 - 0.5 - 0.02 / 1.8)


def at(counter, boot, calendar):
    return Clocks(counter, boot, calendar)


def test_clocks_that_agree():
    assert jump(at(5, 100, 1000), at(15, 110, 1010.05)) == ""


def test_a_sleep():
    assert "slept for 60.0 s" in jump(at(5, 100, 1000), at(15, 170, 1070))


def test_a_clock_that_was_set():
    assert "set back by 30.0 s" in jump(at(5, 100, 1000), at(15, 110, 980))
    assert "set forward by 3.00 s" in jump(at(5, None, 1000), at(15, None, 1013))


@pytest.mark.parametrize(
    ("passed", "boot", "calendar", "said"),
    [
        (8, 8.25, 8, ""),
        (8, 8.5, 8, "the machine slept for 500 ms during it"),
        (8, None, 8.25, ""),
        (8, None, 8.5, "the clock was set forward by 500 ms during it"),
        (8, 8, 7.75, ""),
        (8, 8, 7.5, "the clock was set back by 500 ms during it"),
        (200, 202, 200, ""),
        (200, 202.5, 200, "the machine slept for 2.50 s during it"),
        (200, 200, 198, ""),
        (200, 200, 197.5, "the clock was set back by 2.50 s during it"),
        (8, 7, 8, ""),
    ],
)
def test_a_quarter_of_a_second_and_a_hundredth_of_a_long_run_are_allowed(passed, boot, calendar, said):
    before = at(16, None if boot is None else 32, 64)
    assert jump(before, at(16 + passed, boot and 32 + boot, 64 + calendar)) == said
