"""How often a study calls what it measures, and how that is said."""

import pytest
from concviz.engine.catalogue import task
from concviz.engine.model.study_facts import Settings
from concviz.engine.study.calls import Calls, calls, usual, warm_up_items


@pytest.fixture
def post(tmp_path):
    path = tmp_path / "once.py"
    path.write_text("def post(n):\n    return n\n")
    return task(f"{path}:post")


@pytest.mark.parametrize(
    ("items", "workers", "warm_up"), [(100, 4, 10), (100, 20, 20), (30, 4, 4), (3, 4, 3), (1, 1, 1)]
)
def test_a_warm_up_is_a_tenth_and_something_for_every_worker(items, workers, warm_up):
    assert warm_up_items(items, workers) == warm_up


def test_an_own_function_is_not_repeated_beyond_what_was_said(post):
    assert (usual(post).narrow, usual(post).again) == (0.0, False)
    assert (usual(task("pi")).narrow, usual(task("pi")).again) == (0.02, True)
    mine = Settings(repeats=9)
    assert usual(post, mine) is mine


def test_the_number_is_said_before(post):
    found = calls(post, [(12, 1), (12, 4), (12, 4)], usual(post), base=True)
    assert (found.least, found.most) == (1 + 36 + 2 * (4 + 36), 1 + 36 + 2 * (4 + 36))
    assert found.told == "post() will be called 117 times, in 12 runs."
    narrow = Settings(narrow=0.02, again=False, most=5)
    assert calls(post, [(12, 1)], narrow, base=True).told == "post() will be called 37 to 61 times, in 4 runs or more."
    pi = calls(task("pi"), [(200, 1), (200, 4)], Settings(), base=True)
    assert pi.told == "π by Monte Carlo: at least 8 runs, 1,240 items in all; more where the figures scatter."
    tried = calls(post, [(3, 1)], usual(post), base=True, tried=1).told
    assert tried == "post() was called 1 time to find out how long it takes. post() will be called 10 times, in 4 runs."


@pytest.mark.parametrize(
    ("own", "most", "asks"), [(True, 101, True), (True, 100, False), (False, 101, False), (False, None, False)]
)
def test_above_a_hundred_calls_of_an_own_function_are_asked_for(own, most, asks):
    assert Calls("post()", own, 4, 10, most).many is asks
