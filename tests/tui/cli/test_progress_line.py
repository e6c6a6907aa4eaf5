"""The line of a study: a range while repeats may be added, and a bar that never goes back."""

import io

from concviz.engine.model.study_facts import Next, Settings
from concviz.engine.session.events import Progress
from concviz.engine.study.pure.rounds import Rounds
from concviz.engine.text.quantities import time_left_between
from concviz.tui.cli.streams import progress_line
from concviz.tui.cli.streams.progress_line import ProgressLine, StudyLine


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


class Terminal(io.StringIO):
    """That has an encoding."""

    def __init__(self, encoding):
        super().__init__()
        self.told = encoding

    encoding = property(lambda self: self.told)


def drawn(act, *, encoding="utf-8", line=ProgressLine, enabled=True) -> str:
    stream = Terminal(encoding)
    act(line(stream, enabled=enabled))
    return stream.getvalue()


def test_how_far_a_run_is(monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    halfway = Progress(5, 1, 1_234, 2_000, text="π ≈\n 3.14")
    bar = "█" * 18 + "▌" + "░" * 11
    assert drawn(lambda line: line.show(None)) == "\rpreparing …\x1b[K"
    assert drawn(lambda line: line.show(halfway)) == f"\r{bar}  62%  1,234 of 2,000 items  π ≈ 3.14\x1b[K"
    plain = "#" * 19 + "-" * 11
    for encoding in ("ascii", None):
        told = drawn(lambda line: line.show(halfway), encoding=encoding)
        assert told == f"\r{plain}  62%  1,234 of 2,000 items  ? ? 3.14\x1b[K"
    assert drawn(lambda line: line.show(halfway), enabled=False) == ""
    nothing = drawn(lambda line: line.show(Progress(5, 1, 0, 0)))
    assert nothing == f"\r{'░' * 30}   0%  0 of 0 items  \x1b[K"
    monkeypatch.setenv("COLUMNS", "12")
    assert drawn(lambda line: line.draw("x" * 40)) == f"\r{'x' * 11}\x1b[K"


def test_parts_of_a_whole(monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    assert drawn(lambda line: line.part(1, 4, "frames")) == f"\r{'█' * 7}▌{'░' * 22}  25%  frames\x1b[K"
    assert drawn(lambda line: line.part(4, 4, "frames")) == f"\r{'█' * 30} 100%  frames\x1b[K"
    assert drawn(lambda line: line.part(0, 0, "")) == f"\r{'░' * 30}   0%  \x1b[K"
    assert drawn(lambda line: line.part(1, 4, "frames"), enabled=False) == ""


def test_it_leaves_an_empty_line_behind():
    def within(line):
        with line as same:
            assert same is line

    assert drawn(within) == "\r\x1b[K"
    assert drawn(within, enabled=False) == ""


def test_how_far_a_study_is(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    times = iter([10.0, 13.0])
    monkeypatch.setattr(progress_line.time, "monotonic", lambda: next(times))

    def tells(line):
        line.tell(Next(row="threads", use="again", done=1_000, left_s=9.0, most_left_s=9.0))
        line.tell(Next(row="threads", use="measured", done=2, left_s=9.0, most_left_s=90.0))

    assert drawn(tells, line=StudyLine) == (
        f"\r{'░' * 30}   0%  threads · once more, as other programs were busy · 1,000 runs done · about 9 s left\x1b[K"
        f"\r{'█' * 7}▌{'░' * 22}  25%  threads · measured · 2 runs done · 9 s to 90 s left\x1b[K"
    )
    assert drawn(tells, line=StudyLine, enabled=False) == ""
