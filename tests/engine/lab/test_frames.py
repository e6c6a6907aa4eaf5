"""Where workers are that are threads of this process."""

import threading

import pytest
from concviz.engine.lab.own.frames import AGAIN_NS, DEEPEST, FIRST_NS, MOST, Looks

DEADLINE_S = 30


class Work:
    """As the lab's: what a worker calls for each item."""

    def __call__(self, numbered):
        numbered()


Work.__call__.__code__ = Work.__call__.__code__.replace(co_filename="/x/engine/lab/measure.py")


@pytest.fixture
def worker():
    """A thread that stands in `stand` of an item until the test is over, beside one that has no item."""
    ended, ready = threading.Event(), threading.Barrier(3)

    def stand(deep=0):
        if deep:
            stand(deep - 1)
        else:
            ready.wait(DEADLINE_S)
            ended.wait(DEADLINE_S)

    def begin(deep=0):
        threads = [
            threading.Thread(target=Work(), args=(lambda: stand(deep),), daemon=True),
            threading.Thread(target=stand, daemon=True),
        ]
        for thread in threads:
            thread.start()
        ready.wait(DEADLINE_S)
        return threads

    yield begin
    ended.set()


def test_the_frames_of_the_item_and_no_others(worker):
    worker()
    (stack,) = Looks(0).at(FIRST_NS)
    names = [name for _, _, name in stack]
    assert names[-2:] == ["stand", "<lambda>"]
    assert "__call__" not in names
    assert all(file and line for file, line, _ in stack)


def test_one_that_is_too_deep_is_left_out(worker):
    worker(DEEPEST)
    assert Looks(0).at(FIRST_NS) == []


def test_when_it_looks(worker):
    worker()
    looks = Looks(1_000)
    assert looks.at(1_000 + FIRST_NS - 1) == []
    assert looks.at(1_000 + FIRST_NS)
    assert looks.at(1_000 + FIRST_NS + AGAIN_NS - 1) == []
    assert [bool(looks.at(1_000 + FIRST_NS + n * AGAIN_NS)) for n in range(1, MOST + 3)] == [True] * (MOST - 1) + [
        False
    ] * 3
