"""Which states there are, in which order, and which of them are pieces of what."""

from concviz.engine.model import states

ON_AND_OFF = ["on_core", "wait_gil", "wait_lock", "wait_core", "wait_loop", "wait_io", "wait_child", "asleep", "idle"]


def names(some):
    return [state.name for state in some]


def test_the_orders_of_states():
    assert names(states.LEDGER) == ON_AND_OFF
    assert names(states.STATES) == [*ON_AND_OFF, "failed"]
    assert names(states.LOOKED) == LOOKED
    assert names(states.WATERFALL) == WATERFALL
    assert names(states.BY_CODE) == BY_CODE
    assert {name: states.CODE[name] for name in BY_CODE} == {name: place for place, name in enumerate(BY_CODE)}
    assert list(states.THREAD_WAITS) == WAITS


LOOKED = ["wait_gil", "wait_lock", "wait_io", "wait_child", "asleep"]
WATERFALL = ["wait_gil", "wait_lock", "wait_core", "wait_io", "wait_child", "asleep", "wait_loop"]
BY_CODE = [
    "on_core",
    "wait_gil",
    "wait_core",
    "wait_loop",
    "wait_io",
    "failed",
    "wait_lock",
    "wait_child",
    "asleep",
    "open",
]
WAITS = ["wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep"]
