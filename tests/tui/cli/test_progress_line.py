"""The line of a study: a range while repeats may be added, and a bar that never goes back."""

import io

from concviz.engine.model.study_facts import Next, Settings
from concviz.engine.study.pure.rounds import Rounds
from concviz.engine.text.quantities import time_left_between
from concviz.tui.cli.streams.progress_line import StudyLine


def test_a_range_is_said_and_once_where_both_ends_are_alike():
    assert time_left_between(12, 120) == "12 s to 2 min left"
    assert time_left_between(40, 40.2) == "about 40 s left"
    assert time_left_between(40, 0) == "about 40 s left"


def test_the_bar_never_goes_back():
    line = StudyLine(io.StringIO(), enabled=True)
    shares = []
    for left_s in (5.0, 1.0, 0.001, 60.0, 600.0):
        line.tell(Next(row="threads", use="measured", left_s=left_s, most_left_s=left_s + 60))
        shares.append(line.share)
    assert shares == sorted(shares)


def test_the_most_is_what_repeats_may_still_add_within_the_limit():
    rounds = Rounds(["a", "b"], Settings(repeats=3, time_limit_s=30.0, narrow=0.02), lambda: 0.0, expected_s=2.0)
    assert rounds.left_s < rounds.most_left_s <= 30.0
    fixed = Rounds(["a", "b"], Settings(repeats=3, time_limit_s=30.0, narrow=0.0), lambda: 0.0, expected_s=2.0)
    assert fixed.most_left_s == fixed.left_s
