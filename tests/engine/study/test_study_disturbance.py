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


def at(counter, boot, calendar):
    return Clocks(counter, boot, calendar)


def test_clocks_that_agree():
    assert jump(at(5, 100, 1000), at(15, 110, 1010.05)) == ""


def test_a_sleep():
    assert "slept for 60.0 s" in jump(at(5, 100, 1000), at(15, 170, 1070))


def test_a_clock_that_was_set():
    assert "set back by 30.0 s" in jump(at(5, 100, 1000), at(15, 110, 980))
    assert "set forward by 3.00 s" in jump(at(5, None, 1000), at(15, None, 1013))
