"""How late a loop is, on a loop and a clock that are only told."""

import pytest
from concviz.engine.lab import loop_lag
from concviz.engine.lab.loop_lag import LoopLag


class Told:
    """A loop whose timers ring as late as it is told, and its clock."""

    def __init__(self, lates_s, pause_late_s):
        self.now_s, self._lates_s, self._waiting = 100.0, list(lates_s), []
        self._pause_late_s = pause_late_s

    def call_later(self, delay_s, callback):
        self._waiting.append((delay_s, callback))

    def ring(self):
        delay_s, callback = self._waiting.pop()
        late_s = self._lates_s.pop(0) if delay_s == loop_lag.SLEEP_S else self._pause_late_s
        self.now_s += delay_s + late_s
        callback()


def looked(monkeypatch, lates_s, pause_late_s=0.01):
    loop = Told(lates_s, pause_late_s)
    monkeypatch.setattr(loop_lag, "perf_counter", lambda: loop.now_s)
    lag = LoopLag(loop)
    for _ in range(2 * len(lates_s)):
        loop.ring()
    return lag


def test_the_median_and_the_worst_of_what_the_short_timer_was_late(monkeypatch):
    lag = looked(monkeypatch, [0.004, 0.1, 0.005])
    assert lag.lags_s == pytest.approx([0.004, 0.1, 0.005])
    assert lag.facts() == {"loop_lag_s": 0.005, "loop_lag_worst_s": 0.1}


def test_of_too_few_looks_nothing_is_said(monkeypatch):
    assert looked(monkeypatch, [0.004, 0.1]).facts() == {}
    assert looked(monkeypatch, []).facts() == {}


@pytest.mark.parametrize(("lates_s", "pause_late_s", "facts"), [
    ([0.001], 0.43, {"loop_lag_s": 0.2155, "loop_lag_worst_s": 0.43}),
    ([0.001], 0.1491, {"loop_lag_s": 0.07505, "loop_lag_worst_s": 0.1491}),
    ([0.001], 0.1489, {}),
    ([0.05, 0.05], 0.03, {"loop_lag_s": 0.04, "loop_lag_worst_s": 0.05}),
    ([0.05, 0.05], 0.02, {}),
    ([0.004, 0.004, 0.004], 0.9, {"loop_lag_s": 0.004, "loop_lag_worst_s": 0.004}),
])  # fmt: skip
def test_where_a_blocked_loop_left_few_looks_the_pauses_between_them_count(monkeypatch, lates_s, pause_late_s, facts):
    assert looked(monkeypatch, lates_s, pause_late_s).facts() == facts


def test_no_more_looks_are_kept_than_a_long_run_needs(monkeypatch):
    monkeypatch.setattr(loop_lag, "MOST", 2)
    assert looked(monkeypatch, [0.001, 0.002, 0.9]).lags_s == pytest.approx([0.001, 0.002])
