"""The clock: when it looks, what it hands on, and to whom; without an app."""

from concviz.tui.app.parts.clock import Windows
from concviz.tui.app.parts.play_head import Live, Paused, Playing

from tests.support.fake_host import Parts


def ticks(parts: Parts, count: int, seconds: float = 0.25) -> int:
    """How many of so many ticks showed something."""
    before = len(parts.screen.shown)
    for _ in range(count):
        parts.lab.idle(seconds)
        parts.clock.tick()
    return len(parts.screen.shown) - before


def test_at_full_rate_while_a_run_goes_on_and_three_seconds_after_it():
    parts = Parts()
    parts.lab.start(parts.state.choice.plan())
    assert ticks(parts, 8, 0.3) == 8
    parts.lab.end()
    assert ticks(parts, 12, 0.3) == 12
    assert ticks(parts, 16, 0.3) == 2, "every two seconds while nothing runs"


def test_the_quick_timer_rests_where_nothing_moves_and_a_beat_wakes_it():
    parts, woken = Parts(), list[float]()
    parts.clock.wake = lambda: woken.append(1)
    assert not parts.clock.awake
    for _ in range(8):
        parts.lab.idle(1.0)
        parts.clock.beat()
    assert (len(parts.screen.shown), woken) == (4, []), "every two seconds, as with ticks"
    parts.lab.start(parts.state.choice.plan())
    parts.clock.beat()
    assert parts.clock.awake
    assert woken
    ticks(parts, 8, 0.3)
    parts.lab.end()
    assert ticks(parts, 12, 0.3) == 12
    ticks(parts, 1)
    assert not parts.clock.awake


def test_what_is_asked_for_wakes_the_quick_timer_for_three_seconds():
    parts, woken = Parts(), list[int]()
    parts.clock.wake = lambda: woken.append(1)
    parts.clock.tick(force=True)
    assert (woken, parts.clock.awake) == ([1], True)
    rested = list[int]()
    parts.clock.rest = lambda: rested.append(1)
    for _ in range(11):
        parts.clock.quick()
    assert not rested
    parts.clock.quick()
    assert (rested, parts.clock.awake) == ([1], False)
    parts.clock.go(Playing(0, 1.0))
    ticks(parts, 13, 0.0)
    assert parts.clock.awake, "it is being played"


def test_once_a_second_while_paused_and_only_where_something_moves():
    parts = Parts()
    parts.clock.go(Paused(500_000))
    assert ticks(parts, 12, 0.3) == 3
    before = len(parts.screen.shown)
    for _ in range(12):
        parts.clock.tick()
    assert len(parts.screen.shown) - before <= 1, "time stands still"


def test_words_are_shown_at_every_third_tick_of_a_run_and_pictures_at_each():
    parts = Parts()
    parts.lab.start(parts.state.choice.plan())
    parts.clock.tick(force=True)
    parts.screen.shown.clear()
    assert ticks(parts, 12, 0.3) == 12
    words = [everything for _, everything in parts.screen.shown]
    assert 3 <= sum(words) <= 6


def test_without_a_screen_nothing_is_looked_at():
    parts = Parts(screen=None)
    parts.clock.tick(force=True)
    assert parts.state.snapshot is None
    parts.clock.go(Paused(300_000))
    assert parts.state.head == Paused(300_000), "the play head moves all the same"


def test_before_the_engine_is_there_nothing_is_looked_at_and_nothing_moves():
    parts = Parts()
    parts.state.backend = None
    parts.clock.tick(force=True)
    parts.clock.go(Paused(5))
    assert parts.screen.shown == []
    assert parts.state.head == Live()
    assert parts.state.length_us == 0


def test_the_screen_says_which_windows_of_time_it_has_room_for():
    parts = Parts()
    parts.screen.room = Windows(timeline_us=50_000, history_steps=7, history_s=3.5)
    parts.clock.tick(force=True)
    assert parts.state.snapshot.cores.history_run.shape[-1] == 7


def test_playing_moves_on_by_real_time_and_leaps_over_what_is_idle():
    parts = Parts()
    parts.lab.idle(9.0)
    parts.lab.start(parts.state.choice.plan())
    parts.lab.idle(2.0)
    parts.lab.end()
    parts.clock.go(Playing(1_000_000, 2.0))
    parts.real_us += 500_000
    parts.clock.tick()
    assert parts.state.head == Playing(2_000_000, 2.0)
    parts.clock.skip_idle = True
    parts.real_us += 1_000_000
    parts.clock.tick()
    assert parts.state.head.t_us > 8_000_000
    parts.real_us += 60_000_000
    parts.clock.tick()
    assert parts.state.head == Live()


def test_while_a_run_is_prepared_the_words_say_so():
    parts = Parts()
    parts.lab.running, parts.lab.trying = True, "pi"
    parts.clock.tick(force=True)
    assert [finding.headline for finding in parts.state.snapshot.findings] == ["Trying it out."]
